"""A browser at the gateway."""

from typing import Any

import httpx

COOKIE = "__Host-sid"


class Browser:
    """Keeps the session cookie by hand (httpx keeps no Secure cookie over plain HTTP) and says it is the portal."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self.session: str | None = None
        self.last_cookie = ""
        """The last Set-Cookie as it came, with its attributes."""

    def call(self, method: str, path: str, *, headers: dict[str, str] | None = None, **kwargs: Any) -> httpx.Response:
        """One request; a cookie that is set or cleared counts from the next one on."""
        cookie = {"Cookie": f"{COOKIE}={self.session}"} if self.session else {}
        answer = self._http.request(method, path, headers={"X-Portal": "1", **cookie, **(headers or {})}, **kwargs)
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            if name == COOKIE:
                self.session, self.last_cookie = value or None, line
        return answer

    def get(self, path: str, **kwargs: Any) -> httpx.Response:
        """GET."""
        return self.call("GET", path, **kwargs)

    def post(self, path: str, body: Any = None, **kwargs: Any) -> httpx.Response:
        """POST, with JSON if there is a body."""
        return self.call("POST", path, **({"json": body} if body is not None else {}), **kwargs)

    def put(self, path: str, body: Any, **kwargs: Any) -> httpx.Response:
        """PUT JSON."""
        return self.call("PUT", path, json=body, **kwargs)

    def delete(self, path: str, **kwargs: Any) -> httpx.Response:
        """DELETE."""
        return self.call("DELETE", path, **kwargs)


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal, which must be an RFC 9457 problem."""
    assert answer.headers["content-type"].startswith("application/problem+json"), (answer.status_code, answer.text)
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["title"]
    assert told["detail"]
    return answer.status_code, told["code"]
