"""The consumer: hands the records of Kafka to the handlers of a router, in order per key, each once."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from events.router import Router
from events.settings import KafkaSettings


class Consumer:
    """One member of the consumer group named by the router."""

    def __init__(self, engine: AsyncEngine, router: Router, kafka: KafkaSettings) -> None:
        self._engine = engine
        self._router = router
        self._kafka = kafka

    async def run(self, stop: asyncio.Event) -> None:
        """Consume until `stop` is set."""
        await stop.wait()
