"""The relying party of WebAuthn: what a browser is asked for, and whether its answer holds.

The library is imported with the first passkey: it takes a tenth of a second that most processes never need.
"""

import json
import secrets
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from identity.errors import InvalidPasskey, PasskeyRefused

NAME: Final = "Личный кабинет"
_CHALLENGE_BYTES: Final = 32


class NewCredential(NamedTuple):
    """A credential that a browser has made for us."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    backed_up: bool


class RelyingParty:
    """One per deployment: its id is the host of the public URL. An address is no domain, so browsers take none as an
    id; the local run's 127.0.0.1 is `localhost` here, and passkeys work on the page opened as http://localhost."""

    def __init__(self, public_url: str) -> None:
        parts = urlsplit(public_url)
        host = parts.hostname or ""
        self.id = "localhost" if _is_loopback(host) else host
        port = f":{parts.port}" if parts.port else ""
        self.origins = sorted({f"{parts.scheme}://{parts.netloc}", f"{parts.scheme}://{self.id}{port}"})

    def creation_options(self, user_id: UUID, email: str, known: Sequence[bytes], challenge: bytes) -> dict[str, Any]:
        """For `navigator.credentials.create`: a passkey that the device finds by itself and unlocks by its owner."""
        from webauthn import generate_registration_options, options_to_json  # noqa: PLC0415
        from webauthn.helpers.structs import (  # noqa: PLC0415
            AuthenticatorSelectionCriteria,
            PublicKeyCredentialDescriptor,
            ResidentKeyRequirement,
            UserVerificationRequirement,
        )

        options = generate_registration_options(
            rp_id=self.id,
            rp_name=NAME,
            user_name=email,
            user_id=user_id.bytes,
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                require_resident_key=True,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        )
        return _as_dict(options_to_json(options))

    def request_options(self, challenge: bytes) -> dict[str, Any]:
        """For `navigator.credentials.get`: whichever passkey of ours the device has. Nobody is named."""
        from webauthn import generate_authentication_options, options_to_json  # noqa: PLC0415
        from webauthn.helpers.structs import UserVerificationRequirement  # noqa: PLC0415

        options = generate_authentication_options(
            rp_id=self.id, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
        )
        return _as_dict(options_to_json(options))

    def verify_creation(self, credential: dict[str, Any], challenge: bytes) -> NewCredential:
        """The credential, if the device made it for this challenge and origin. Raises PasskeyRefused."""
        from webauthn import verify_registration_response  # noqa: PLC0415
        from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415

        try:
            made = verify_registration_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self.id,
                expected_origin=self.origins,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, TypeError, KeyError) as error:
            raise PasskeyRefused from error
        return NewCredential(made.credential_id, made.credential_public_key, made.sign_count, made.credential_backed_up)

    def verify_request(
        self, credential: dict[str, Any], challenge: bytes, *, public_key: bytes, sign_count: int
    ) -> int:
        """The new counter, if the owner of this key signed the challenge. Raises InvalidPasskey, also for a counter
        that has not grown: somebody copied the key."""
        from webauthn import verify_authentication_response  # noqa: PLC0415
        from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415

        try:
            verified = verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self.id,
                expected_origin=self.origins,
                credential_public_key=public_key,
                credential_current_sign_count=sign_count,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, TypeError, KeyError) as error:
            raise InvalidPasskey from error
        return verified.new_sign_count


def draw_challenge() -> bytes:
    """256 random bits."""
    return secrets.token_bytes(_CHALLENGE_BYTES)


def answered_challenge(credential: dict[str, Any]) -> bytes | None:
    """The challenge that a browser says it answers; nothing is proved yet."""
    try:
        client_data = json.loads(_decode(credential["response"]["clientDataJSON"]))
        return _decode(client_data["challenge"])
    except (KeyError, TypeError, ValueError, Base64Error, RecursionError):
        return None


def credential_id(credential: dict[str, Any]) -> bytes | None:
    """The id of the credential that a browser says it used."""
    try:
        return _decode(credential["rawId"])
    except (KeyError, TypeError, ValueError, Base64Error):
        return None


def _decode(text: Any) -> bytes:
    raw = str(text).encode("ascii")
    return urlsafe_b64decode(raw + b"=" * (-len(raw) % 4))


def _as_dict(text: str) -> dict[str, Any]:
    options: dict[str, Any] = json.loads(text)
    return options


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
