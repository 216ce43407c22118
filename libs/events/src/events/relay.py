"""The relay: moves the outbox to Kafka, in order per key, losing nothing."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from events.settings import KafkaSettings


class Relay:
    """Publishes the outbox of one database. Several instances share its shards."""

    def __init__(self, engine: AsyncEngine, kafka: KafkaSettings) -> None:
        self._engine = engine
        self._kafka = kafka

    async def run(self, stop: asyncio.Event) -> None:
        """Publish until `stop` is set."""
        await stop.wait()
