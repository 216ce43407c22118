"""Creation of the catalogue's topics: `python -m events.provision BOOTSTRAP`. Automatic creation is off."""

import asyncio
import sys

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

from events.settings import KafkaSettings
from events.topics import CATALOGUE, Catalogue


async def provision_topics(
    kafka: KafkaSettings | str, *, replicas: int = 1, catalogue: Catalogue = CATALOGUE
) -> list[str]:
    """Create the topics that do not exist yet and return their names. Safe to run any number of times."""
    settings = KafkaSettings(bootstrap_servers=kafka) if isinstance(kafka, str) else kafka
    admin = AIOKafkaAdminClient(**settings.client_options())
    await admin.start()
    try:
        existing = set(await admin.list_topics())
        missing = [topic for topic in catalogue.topics.values() if topic.name not in existing]
        await _create(admin, [NewTopic(t.name, t.partitions, replicas, topic_configs=t.config) for t in missing])
        return [topic.name for topic in missing]
    finally:
        await admin.close()


async def _create(admin: AIOKafkaAdminClient, topics: list[NewTopic]) -> None:
    if not topics:
        return
    response = await admin.create_topics(topics)
    for name, code, *_ in response.topic_errors:
        error = for_code(code)
        if code and error is not TopicAlreadyExistsError:
            raise error(name)


def main() -> None:
    """Provision the broker named on the command line."""
    created = asyncio.run(provision_topics(sys.argv[1]))
    sys.stdout.write(f"created: {', '.join(created) or 'nothing, all topics exist'}\n")


if __name__ == "__main__":
    main()
