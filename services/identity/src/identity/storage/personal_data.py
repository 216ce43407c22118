"""What identity itself keeps of one person, for him to take with him."""

from uuid import UUID

from events.personal_data import Kept
from sqlalchemy import select

from identity.storage.credential_models import AccessToken, Passkey, Totp
from identity.storage.models import KnownDevice, LicenseAcceptance, Session, User


def kept_of(user_id: UUID) -> Kept:
    """All but what proves who he is: hashes, keys and secrets stay here."""
    accepted, token, key = LicenseAcceptance, AccessToken, Passkey
    return {
        "account": select(
            User.id,
            User.email,
            User.confirmed_at,
            User.surname,
            User.given_name,
            User.patronymic,
            User.phone,
            User.roles,
            User.created_at,
            User.locked_at,
        ).where(User.id == user_id),
        "license": select(accepted.version, accepted.accepted_at, accepted.address, accepted.user_agent).where(
            accepted.user_id == user_id
        ),
        "sessions": select(
            Session.device, Session.address, Session.created_at, Session.last_seen_at, Session.expires_at
        ).where(Session.user_id == user_id),
        "known_devices": select(KnownDevice.first_seen_at).where(KnownDevice.user_id == user_id),
        "authenticator": select(Totp.created_at, Totp.confirmed_at).where(Totp.user_id == user_id),
        "passkeys": select(key.name, key.created_at, key.last_used_at).where(key.user_id == user_id),
        "access_tokens": select(
            token.name,
            token.prefix,
            token.scopes,
            token.created_at,
            token.expires_at,
            token.last_used_at,
            token.last_used_address,
        ).where(token.user_id == user_id),
    }
