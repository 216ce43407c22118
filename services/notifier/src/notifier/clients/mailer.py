"""What the notifier wants of a mail server."""

from email.message import EmailMessage
from typing import Protocol

from notifier.domain.outcomes import Outcome


class Mailer(Protocol):
    """Hands letters to a server; never raises for what a server or a network may do."""

    async def send(self, message: EmailMessage) -> Outcome:
        """Offer the letter to the server and tell what came of it."""

    async def rest(self) -> None:
        """Nothing to send for now: let go of what is held open."""
