"""What identity itself keeps of one person, for him to take with him."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from identity.storage.credential_models import AccessToken, Passkey, Totp
from identity.storage.models import KnownDevice, LicenseAcceptance, Session, User


class PersonalData:
    """Rows of one user, and of nobody else; what proves who he is (hashes, keys, secrets) stays here."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, user_id: UUID) -> dict[str, list[Mapping[str, Any]]]:
        """By what they are."""
        accepted, token, key = LicenseAcceptance, AccessToken, Passkey
        queries = {
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
        found = {name: await self._session.execute(query) for name, query in queries.items()}
        return {name: [dict(row) for row in result.mappings()] for name, result in found.items()}
