"""What an operator sees of the events that a service could not handle, and does about them."""

from typing import Any

from stack.browser import Browser
from stack.waiting import eventually


class Parking:
    """The parked keys of one service, in an operator's browser."""

    def __init__(self, operator: Browser, service: str) -> None:
        self._operator = operator
        self._path = f"/api/{service}/v1/ops/parked"

    def find(self, key: str) -> dict[str, Any] | None:
        """The entry of this key, if it is parked."""
        items = self._operator.get(self._path).json()["items"]
        return next((item for item in items if item["key"] == key), None)

    def wait(self, key: str, *, behind: int = 0) -> dict[str, Any]:
        """The entry of this key as soon as it is parked and so many events wait behind the one that failed."""

        def parked() -> dict[str, Any] | None:
            entry = self.find(key)
            return entry if entry and entry["behind"] == behind else None

        entry = eventually(parked, what=f"{key} is parked with {behind} behind")
        assert entry is not None
        return entry

    def wait_gone(self, key: str) -> None:
        """Return when nothing of this key is parked."""
        eventually(lambda: self.find(key) is None, what=f"nothing of {key} is parked")

    def retry(self, key: str) -> None:
        """Let it be handled again, and what is behind it."""
        self._decide(key, "retry")

    def drop(self, key: str) -> None:
        """Give up the event that failed, and let those behind it be handled."""
        self._decide(key, "drop")

    def _decide(self, key: str, what: str) -> None:
        entry = self.find(key)
        assert entry is not None, f"{key} is not parked"
        answer = self._operator.post(f"{self._path}/{entry['id']}:{what}", {"reason": "проверка"})
        assert answer.status_code == 204, answer.text
