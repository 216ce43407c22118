"""pytest fixtures: PostgreSQL and Kafka in containers, from the images and with the settings of docker-compose.yml.

Where no Docker engine answers, or an image can not be had, what asks for them is skipped with the reason.
"""

import os
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import docker
import pytest
import yaml
from docker.errors import DockerException
from localrun.ports import free_port
from testcontainers.community.postgres import PostgresContainer
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import LogMessageWaitStrategy

ROOT = Path(__file__).parents[2]
_STARTS_WITHIN = 90
_USERS = ("identity", "contracts", "metering", "billing", "notifier", "supplier", "observer")

testcontainers_config.ryuk_disabled = True  # one more image; the fixtures remove what they start


@dataclass(frozen=True)
class BoxedKafka:
    """A broker that asks everybody to sign in; until `python -m brokeraccess` has run it knows `admin` alone."""

    bootstrap: str
    secrets: Path

    def password(self, user: str) -> str:
        """As the broker knows it, or will."""
        name = "kafka_admin_password" if user == "admin" else f"{user}_kafka_sasl_password"
        return (self.secrets / name).read_text().strip()


@pytest.fixture(scope="session")
def docker_engine() -> None:
    """Skips where no Docker engine answers. Asks its socket: the client leaks one where nobody listens."""
    address = urlsplit(os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock"))
    try:
        if address.scheme == "unix":
            with socket.socket(socket.AF_UNIX) as engine:
                engine.connect(address.path)
    except OSError:
        pytest.skip("no Docker engine answers here: the same tests ran without containers")


@pytest.fixture(scope="session")
def boxed_postgres(docker_engine: None) -> Iterator[str]:
    """The asyncpg URL of a database on PostgreSQL in a container."""
    with PostgresContainer(_image("postgres"), driver="asyncpg") as server:
        yield server.get_connection_url()


@pytest.fixture(scope="session")
def boxed_kafka(docker_engine: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoxedKafka]:
    """Kafka in a container: SASL and rights as in compose."""
    secrets, port = _draw_passwords(tmp_path_factory), free_port()
    broker = (
        DockerContainer(_image("kafka"), entrypoint=["bash", "/etc/cabinet/start.sh"])
        .with_bind_ports(9094, port)
        .with_env("INTERNAL", "localhost:9092")
        .with_env("EXTERNAL", f"127.0.0.1:{port}")
        .with_env("KAFKA_HEAP_OPTS", "-Xmx512m")
        .with_volume_mapping(str(ROOT / "deploy/kafka"), "/etc/cabinet", "ro")
        .with_volume_mapping(str(secrets), "/run/secrets", "ro")
        .waiting_for(LogMessageWaitStrategy(re.compile("Kafka Server started")).with_startup_timeout(_STARTS_WITHIN))
    )
    with broker:
        yield BoxedKafka(f"127.0.0.1:{port}", secrets)


def _draw_passwords(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("secrets")
    folder.chmod(0o755)  # the broker is another user than we
    for name in ("kafka_admin_password", *(f"{user}_kafka_sasl_password" for user in _USERS)):
        (folder / name).write_text(f"of-{name}\n")
    return folder


def _image(service: str) -> str:
    """The image that compose names, if this engine has it or can pull it."""
    name: str = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"][service]["image"]
    with_client = docker.from_env()
    try:
        if not with_client.images.list(name):
            with_client.images.pull(name)
    except DockerException:
        pytest.skip(f"{name} can not be pulled here: deploy/docker/build-bases.sh makes it")
    finally:
        with_client.close()
    return name
