"""`python -m localrun.memory_broker <port>`: librdkafka's mock cluster, for where no real broker can be had.

It holds the catalogue's topics in memory and speaks enough of the protocol for producers, consumers and their groups.
The cluster listens wherever it likes, so it is told to name a port of ours to its clients, from which we forward.
"""

import asyncio
import ctypes
import sys
from importlib.util import find_spec
from pathlib import Path

from events.topics import CATALOGUE

_BROKER = 1


def main(port: int) -> None:
    """Serve until a signal comes."""
    lib = _library()
    cluster = lib.rd_kafka_mock_cluster_new(_handle(lib), 1)
    lib.rd_kafka_mock_cluster_bootstraps.restype = ctypes.c_char_p
    inner = int(lib.rd_kafka_mock_cluster_bootstraps(cluster).decode().split(":")[1])
    lib.rd_kafka_mock_broker_set_host_port(cluster, _BROKER, b"127.0.0.1", port)
    for topic in CATALOGUE.topics.values():
        lib.rd_kafka_mock_topic_create(cluster, topic.name.encode(), topic.partitions, 1)
    asyncio.run(_forward(port, inner))


def _library() -> ctypes.CDLL:
    package = find_spec("confluent_kafka")
    assert package is not None
    assert package.origin is not None
    [path] = Path(package.origin).parent.parent.glob("confluent_kafka.libs/librdkafka*")
    lib = ctypes.CDLL(str(path))
    for name in ("rd_kafka_conf_new", "rd_kafka_new", "rd_kafka_mock_cluster_new"):
        getattr(lib, name).restype = ctypes.c_void_p
    lib.rd_kafka_new.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
    lib.rd_kafka_mock_cluster_new.argtypes = [ctypes.c_void_p, ctypes.c_int]
    lib.rd_kafka_mock_cluster_bootstraps.argtypes = [ctypes.c_void_p]
    lib.rd_kafka_mock_topic_create.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_int]
    lib.rd_kafka_mock_broker_set_host_port.argtypes = [ctypes.c_void_p, ctypes.c_int32, ctypes.c_char_p, ctypes.c_int]
    return lib


def _handle(lib: ctypes.CDLL) -> int:
    error = ctypes.create_string_buffer(512)
    handle: int | None = lib.rd_kafka_new(0, lib.rd_kafka_conf_new(), error, len(error))
    if handle is None:
        raise RuntimeError(error.value.decode())
    return handle


async def _forward(port: int, inner: int) -> None:
    async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", inner)
        await asyncio.gather(_copy(reader, inner_writer), _copy(inner_reader, writer))

    async with await asyncio.start_server(connection, "127.0.0.1", port) as server:
        await server.serve_forever()


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while piece := await source.read(1 << 16):
            target.write(piece)
            await target.drain()
    except ConnectionError:
        pass
    finally:
        target.close()


if __name__ == "__main__":
    main(int(sys.argv[1]))
