"""Creation of the catalogue's topics: `python -m events.provision BOOTSTRAP`. Automatic creation is off.

Where the cluster asks who it is: `--user admin --password-file /run/secrets/kafka_admin_password`.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

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


def main(arguments: Sequence[str] | None = None) -> None:
    """Provision the broker named on the command line."""
    given = _parser().parse_args(arguments)
    created = asyncio.run(provision_topics(_settings(given), replicas=given.replicas))
    sys.stdout.write(f"created: {', '.join(created) or 'nothing, all topics exist'}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="events.provision", description=__doc__)
    parser.add_argument("bootstrap")
    parser.add_argument("--replicas", type=int, default=1)
    parser.add_argument("--user", help="signs in by SASL")
    parser.add_argument("--password-file", type=Path)
    parser.add_argument("--mechanism", default="SCRAM-SHA-512")
    parser.add_argument("--protocol", default="SASL_PLAINTEXT", help="with --user; SASL_SSL across networks")
    parser.add_argument("--cafile", help="whose certificates are trusted, where it is SASL_SSL")
    return parser


def _settings(given: argparse.Namespace) -> KafkaSettings:
    if given.user is None:
        return KafkaSettings(bootstrap_servers=given.bootstrap)
    return KafkaSettings(
        bootstrap_servers=given.bootstrap,
        security_protocol=given.protocol,
        sasl_mechanism=given.mechanism,
        sasl_username=given.user,
        sasl_password=given.password_file.read_text().strip(),
        ssl_cafile=given.cafile,
    )


if __name__ == "__main__":
    main()
