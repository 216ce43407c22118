"""A broker that asks who we are: what a service may, and what it may not."""

import pytest
from boxed_parts import BoxedKafka
from brokeraccess.__main__ import admin_of, give_passwords, give_rights
from events import KafkaSettings
from events.broker import BrokerError, Message
from events.kafka import KafkaBroker
from pydantic import SecretStr

from ..conftest import signed_in

pytestmark = pytest.mark.containers


@pytest.fixture(scope="module")
def contracts(boxed_kafka: BoxedKafka, container_kafka_settings: KafkaSettings) -> KafkaSettings:
    """The settings of the service contracts, once every user has its password and rights."""
    admin = admin_of(boxed_kafka.bootstrap, boxed_kafka.secrets)
    give_passwords(admin, boxed_kafka.secrets)
    give_rights(admin)
    return signed_in(boxed_kafka, "contracts")


async def send(settings: KafkaSettings, topic: str) -> None:
    sink = KafkaBroker(settings).sink()
    try:
        await sink.start()
        await sink.send([Message(topic, b"78078078078000", b"{}", [("ce_id", b"1"), ("ce_type", b"Told")])])
    finally:
        await sink.close()


async def test_rights_given_twice_are_there_once(boxed_kafka: BoxedKafka, contracts: KafkaSettings) -> None:
    assert give_rights(admin_of(boxed_kafka.bootstrap, boxed_kafka.secrets)) == (0, 0)


async def test_a_service_writes_its_own_topics_only(contracts: KafkaSettings) -> None:
    await send(contracts, "contracts.bindings.v1")
    with pytest.raises(BrokerError, match="TopicAuthorizationFailed"):
        await send(contracts, "identity.users.v1")


async def test_a_service_reads_as_itself_only(contracts: KafkaSettings) -> None:
    source = KafkaBroker(contracts).source("contracts", ["identity.users.v1"])
    await source.start()
    await source.close()
    stranger = KafkaBroker(contracts).source("billing", ["identity.users.v1"])
    with pytest.raises(BrokerError, match="GroupAuthorizationFailed"):
        await stranger.start()
    await stranger.close()


async def test_a_wrong_password_opens_nothing(contracts: KafkaSettings) -> None:
    guess = contracts.model_copy(update={"sasl_password": SecretStr("guess")})
    with pytest.raises(BrokerError, match="KafkaConnectionError"):
        await send(guess, "contracts.bindings.v1")
