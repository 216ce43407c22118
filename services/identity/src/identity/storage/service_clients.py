"""Internal systems."""

from sqlalchemy.ext.asyncio import AsyncSession

from identity.storage.models import ServiceClient


class ServiceClients:
    """Systems by their id."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, client_id: str) -> ServiceClient | None:
        """The system of this id."""
        return await self._session.get(ServiceClient, client_id)

    async def lock(self, client_id: str) -> ServiceClient | None:
        """The system of this id, to be changed."""
        return await self._session.get(ServiceClient, client_id, with_for_update=True)

    async def put(self, client: ServiceClient) -> None:
        """Keep the system; one of the same id is replaced."""
        await self._session.merge(client)
