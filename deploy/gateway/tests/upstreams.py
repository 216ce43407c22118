"""Real little servers behind the gateway, and a stand-in for identity that signs real tokens."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Upstream:
    """Answers every request with what it saw of it; `?delay=` makes it slow, `?size=` its answer long."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.seen: list[dict[str, Any]] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._server: uvicorn.Server | None = None

    def start(self) -> "Upstream":
        settings = uvicorn.Config(self.app, log_level="error", lifespan="off", http="httptools", interface="asgi3")
        self._server = uvicorn.Server(settings)
        threading.Thread(target=self._server.run, args=([self._socket],), daemon=True).start()
        while not self._server.started:
            time.sleep(0.005)
        return self

    def stop(self) -> None:
        assert self._server is not None
        self._server.should_exit = True

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        seen = await _read(scope, receive)
        if not seen["path"].endswith("/jwks.json"):  # Envoy fetches it whenever it likes
            self.seen.append(seen)
        query = dict(pair.partition("=")[::2] for pair in seen["query"].split("&"))
        await asyncio.sleep(float(query.get("delay", 0)))
        await self.answer(seen, query, send)

    async def answer(self, seen: dict[str, Any], query: dict[str, str], send: Send) -> None:
        body = json.dumps({"service": self.name, **seen, "padding": "x" * int(query.get("size", 0))}).encode()
        await respond(send, 200, body)


async def _read(scope: Scope, receive: Receive) -> dict[str, Any]:
    length = 0
    more = True
    while more:
        message = await receive()
        length += len(message.get("body", b""))
        more = message.get("more_body", False)
    return {
        "method": scope["method"],
        "path": scope["raw_path"].decode("latin-1"),
        "query": scope["query_string"].decode("latin-1"),
        "headers": {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
        "length": length,
    }


async def respond(send: Send, status: int, body: bytes = b"", headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
    kind = (b"content-type", b"application/json")
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [kind, length, *headers]})
    await send({"type": "http.response.body", "body": body})


class Identity(Upstream):
    """Knows the sessions in `sessions` and the personal access tokens in `access_tokens`; `check_status`,
    `check_delay` break its session check."""

    def __init__(self) -> None:
        super().__init__("identity")
        self.key = ECKey.generate_key("P-256", {"kid": "k1", "use": "sig", "alg": "ES256"})
        self.sessions = {"good": "sid-1", "other": "sid-2"}
        self.access_tokens = {"cab_pat_good": "pat-1", "cab_pat_other": "pat-2"}
        self.check_status = 200
        self.check_delay = 0.0

    def token(self, *, key: ECKey | OctKey | None = None, alg: str = "ES256", **claims: Any) -> str:
        now = int(time.time())
        known = {"iss": "cabinet", "aud": "cabinet", "sub": "u1", "kind": "user", "iat": now, "exp": now + 60, **claims}
        return jwt.encode({"alg": alg, "kid": "k1"}, known, key or self.key, algorithms=[alg])

    async def answer(self, seen: dict[str, Any], query: dict[str, str], send: Send) -> None:
        if seen["path"].startswith("/internal/session-check/"):
            await self._check(seen, send)
        elif seen["path"].endswith("/jwks.json"):
            await respond(send, 200, json.dumps({"keys": [self.key.as_dict(private=False)]}).encode())
        else:
            await super().answer(seen, query, send)

    async def _check(self, seen: dict[str, Any], send: Send) -> None:
        await asyncio.sleep(self.check_delay)
        cookie = seen["headers"].get("cookie", "")
        sid = next((sid for name, sid in self.sessions.items() if f"__Host-sid={name}" in cookie), None)
        pat = self.access_tokens.get(seen["headers"].get("authorization", "").removeprefix("Bearer "))
        behind = {"pat": pat} if pat else {"sid": sid}
        is_known = pat if "authorization" in seen["headers"] else sid
        known = ((b"authorization", f"Bearer {self.token(**behind)}".encode()),) if is_known else ()
        await respond(send, self.check_status, headers=known)
