"""Seal every stored secret with the first key, so that the others can be taken away."""

from chassis.database import AsyncSession
from chassis.sealing import Sealer

from identity.storage.data_exports import DataExports
from identity.storage.second_factors import Totps
from identity.storage.signing_keys import SigningKeys
from identity.usecases.check_second_factor import label_of
from identity.usecases.export_data import label_of as label_of_export


async def reseal_secrets(session: AsyncSession, sealer: Sealer) -> int:
    """How many there are. All or none: raises ValueError when one was sealed with a key that is not given."""
    keys = SigningKeys(session)
    await keys.lock()
    signing = await keys.all()
    for key in signing:
        await keys.put_sealed(key.kid, sealer.seal_again(key.sealed_private_key, f"signing-key:{key.kid}"))
    applications = list(await Totps(session).all())
    for kept in applications:
        kept.sealed_secret = sealer.seal_again(kept.sealed_secret, label_of(kept.user_id))
    exports = await DataExports(session).open()
    for export in exports:
        if export.sealed_private_key is not None:
            export.sealed_private_key = sealer.seal_again(export.sealed_private_key, label_of_export(export.id))
    return len(signing) + len(applications) + len(exports)
