"""Proofs that the license was accepted."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import uuid_utils.compat as uuid_utils
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from identity.domain.device import Client
from identity.storage.models import LicenseAcceptance


class LicenseAcceptances:
    """Only ever added to."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, user_id: UUID, version: str, accepted_at: datetime, client: Client) -> None:
        """Keep who accepted what, when and from where."""
        acceptance = LicenseAcceptance(
            id=uuid_utils.uuid7(),
            user_id=user_id,
            version=version,
            accepted_at=accepted_at,
            address=client.address,
            user_agent=client.user_agent,
        )
        self._session.add(acceptance)

    async def blank(self, user_ids: Iterable[UUID]) -> None:
        """Keep that it was accepted, and forget from where: the user is gone."""
        of_users = LicenseAcceptance.user_id.in_(user_ids)
        await self._session.execute(update(LicenseAcceptance).where(of_users).values(address=None, user_agent=None))
