"""Rotate signing keys: the next one is published before it signs, the last one until its tokens have expired."""

from datetime import UTC, datetime, timedelta

import uuid_utils.compat as uuid_utils
from chassis.database import AsyncSession
from chassis.sealing import Sealer

from identity.clients.signer import Signer
from identity.domain.key_rotation import PUBLISHED_AHEAD, KeyTimes, forgettable_before, next_active_from
from identity.storage.models import SigningKey
from identity.storage.signing_keys import SigningKeys


async def rotate_signing_keys(
    session: AsyncSession, sealer: Sealer, lifetime: timedelta, *, force: bool = False
) -> bool:
    """Do what is due; True if a key was made. Doing it again at once changes nothing.

    With `force` the next key is made now, whatever the age of the present one.
    """
    keys = SigningKeys(session)
    await keys.lock()
    now = datetime.now(UTC)
    times = [KeyTimes(key.kid, key.active_from) for key in await keys.all()]
    if forgettable := forgettable_before(times, now):
        await keys.delete_active_before(forgettable)
    active_from = next_active_from(times, now, lifetime)
    if active_from is None and force:
        active_from = now + PUBLISHED_AHEAD
    if active_from is not None:
        keys.add(_new_key(sealer, now, active_from))
    return active_from is not None


def _new_key(sealer: Sealer, now: datetime, active_from: datetime) -> SigningKey:
    signer = Signer.new(kid=str(uuid_utils.uuid7()))
    return SigningKey(
        kid=signer.kid,
        public_jwk=signer.public_jwk,
        sealed_private_key=sealer.seal(signer.private_key, f"signing-key:{signer.kid}"),
        created_at=now,
        active_from=active_from,
    )
