"""Registration with a mail server that hangs, next to the same with one that takes letters at once."""

import asyncio
import json
import statistics
import uuid
from typing import Any

from bench.http_load import load, refused, request

REGISTRATIONS = 30
CLIENTS = 2


class RegisterSmtp:
    """`one_round` gives the mean milliseconds of a registration (mail server hanging, mail server well)."""

    def __init__(self, stack: Any) -> None:
        # Straight to identity: the limit by address is the gateway's, and is not what is measured.
        self._identity = f"http://127.0.0.1:{stack['ports']['identity.api']}"
        self._mailbox = stack.mailbox

    def one_round(self) -> tuple[float, float]:
        """First with the mail server well, then while it hangs."""
        well = self._mean()
        self._mailbox.fail("hang")
        try:
            return self._mean(), well
        finally:
            self._mailbox.heal()

    def _mean(self) -> float:
        url = f"{self._identity}/api/identity/v1/auth/register"
        requests = [request(url, method="POST", body=_person()) for _ in range(REGISTRATIONS)]
        answers = asyncio.run(load(self._identity, requests, total=REGISTRATIONS, clients=CLIENTS))
        if bad := refused(answers):
            raise RuntimeError(f"refused: {bad}")
        return statistics.fmean(answer.seconds for answer in answers) * 1000


def _person() -> bytes:
    email = f"bench-{uuid.uuid4().hex}@bench.example"
    return json.dumps({"email": email, "password": uuid.uuid4().hex, "accept_license": True}).encode()
