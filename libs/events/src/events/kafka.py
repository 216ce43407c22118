"""The broker protocol on aiokafka: see `kafka_sink.py` and `kafka_source.py` for its traps."""

import asyncio
from collections.abc import Sequence

from events.broker import Broker
from events.kafka_sink import KafkaSink
from events.kafka_source import KafkaSource
from events.settings import KafkaSettings


class KafkaBroker:
    """A Kafka cluster."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings

    def sink(self) -> KafkaSink:
        """A new idempotent producer."""
        return KafkaSink(self._settings)

    def source(self, group: str, topics: Sequence[str]) -> KafkaSource:
        """A new member of a consumer group."""
        return KafkaSource(self._settings, group, topics)


def broker_of(kafka: KafkaSettings | Broker) -> Broker:
    """The cluster that the settings describe; a broker stands for itself."""
    return KafkaBroker(kafka) if isinstance(kafka, KafkaSettings) else kafka


async def broker_answers(kafka: KafkaSettings) -> None:
    """For readiness: raises OSError unless one of the bootstrap addresses takes a connection."""
    refused: OSError | None = None
    for address in kafka.bootstrap_servers.split(","):
        host, _, port = address.strip().rpartition(":")
        try:
            _, writer = await asyncio.open_connection(host.strip("[]"), int(port))
        except OSError as error:
            refused = error
            continue
        writer.close()
        return
    raise refused or OSError("no address of a broker")
