"""Open a session: the browser gets a secret that is kept nowhere."""

import secrets
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import uuid_utils.compat as uuid_utils
from chassis.database import AsyncSession

from identity.domain.device import Client
from identity.settings import Settings
from identity.storage.sessions import Sessions
from identity.usecases.read_account import OwnSession


def token_digest(token: str) -> bytes:
    """What is kept of a session's token."""
    return sha256(token.encode()).digest()


class OpenedSession(NamedTuple):
    """A fresh session: the token (256 random bits) for its cookie, and what its owner sees of it."""

    token: str
    seen: OwnSession


async def open_session(
    session: AsyncSession,
    settings: Settings,
    user_id: UUID,
    client: Client,
    *,
    replacing: str | None,
    second_factor: bool = False,
) -> OpenedSession:
    """A new session; the one the browser came with ends."""
    token = secrets.token_urlsafe(32)
    now = datetime.now(UTC)
    sessions = Sessions(session)
    if replacing:
        await sessions.end_by_token(token_digest(replacing))
    seen = OwnSession(uuid_utils.uuid7(), now + settings.session_absolute, settings.session_idle, second_factor)
    await sessions.add(
        id=seen.id,
        token_sha256=token_digest(token),
        user_id=user_id,
        device=client.device,
        address=client.address,
        created_at=now,
        last_seen_at=now,
        expires_at=seen.expires_at,
        second_factor=second_factor,
    )
    return OpenedSession(token, seen)
