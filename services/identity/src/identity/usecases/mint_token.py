"""Mint a token with the key that is active now."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from chassis.database import Database
from chassis.sealing import Sealer

from identity.clients.signer import Signer
from identity.domain.claims import with_times
from identity.domain.key_rotation import KeyTimes, signing
from identity.storage.models import SigningKey
from identity.storage.signing_keys import SigningKeys
from identity.usecases.rotate_signing_keys import rotate_signing_keys

_RING_SECONDS = 30.0


class TokenMint:
    """Keeps the keys for 30 s: much less than a key is published ahead of its use."""

    def __init__(self, database: Database, sealer: Sealer, key_lifetime: timedelta) -> None:
        self._database = database
        self._sealer = sealer
        self._key_lifetime = key_lifetime
        self._keys: dict[str, SigningKey] = {}
        self._signers: dict[str, Signer] = {}
        self._read_at = float("-inf")

    async def mint(self, claims: dict[str, Any], lifetime: timedelta) -> str:
        """A signed token of these claims, valid for so long from now."""
        await self._read_if_old()
        now = datetime.now(UTC)
        active = signing([KeyTimes(key.kid, key.active_from) for key in self._keys.values()], now)
        if active is None:
            raise LookupError("there is no signing key")
        return self._signer(active.kid).sign(with_times(claims, now, lifetime))

    async def jwks(self) -> dict[str, Any]:
        """Every public key, also the next and the last ones (RFC 7517)."""
        await self._read_if_old()
        return {"keys": [key.public_jwk for key in self._keys.values()]}

    def _signer(self, kid: str) -> Signer:
        if kid not in self._signers:
            private_key = self._sealer.open(self._keys[kid].sealed_private_key, f"signing-key:{kid}")
            self._signers[kid] = Signer.load(kid, private_key)
        return self._signers[kid]

    async def _read_if_old(self) -> None:
        if time.monotonic() - self._read_at < _RING_SECONDS:
            return
        async with self._database.session() as session:
            keys = SigningKeys(session)
            if not await keys.all():  # the very first start; later ones are the worker's
                await rotate_signing_keys(session, self._sealer, self._key_lifetime)
            self._keys = {key.kid: key for key in await keys.all()}
        self._signers = {kid: signer for kid, signer in self._signers.items() if kid in self._keys}
        self._read_at = time.monotonic()
