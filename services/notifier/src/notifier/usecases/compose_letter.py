"""Compose the letter of a delivery. The only place where a link's secret appears, on its way out."""

from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

from chassis.tokens import LinkSigner

from notifier.domain.addresses import envelope_address
from notifier.domain.letters import LETTERS, Choice, Letter
from notifier.settings import Settings, address
from notifier.storage.models import Delivery
from notifier.usecases.render_letter import Body, render_letter


class Composer:
    """Makes the same letter, with the same Message-ID, each time it is asked for a delivery."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._sender = address(settings.mail_from)
        self._reply_to = address(settings.reply_to) if settings.reply_to else None
        self._signers = {
            "identity": LinkSigner(settings.identity_link_keys),
            "contracts": LinkSigner(settings.contracts_link_keys),
        }

    def message_id(self, delivery: Delivery) -> str:
        """Derived from the delivery, so that a letter sent twice can be told to be one."""
        return f"{delivery.id}@{self._sender.domain}"

    def compose(self, delivery: Delivery) -> EmailMessage:
        """Raises ValueError (an address), KeyError or a template's error: that letter can never be made."""
        letter = LETTERS[delivery.kind]
        recipient = _recipient(envelope_address(delivery.email))
        message = EmailMessage(policy=SMTP if recipient.addr_spec.isascii() else SMTPUTF8)
        message["From"] = self._sender
        message["To"] = recipient
        # Folded here: the library loses the space between two encoded words before Python 3.13.
        message.set_raw("Subject", Header(delivery.subject, "utf-8", header_name="Subject").encode(linesep="\r\n"))
        message["Date"] = delivery.created_at
        message["Message-ID"] = f"<{self.message_id(delivery)}>"
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        if self._reply_to:
            message["Reply-To"] = self._reply_to
        if letter.choice is Choice.OPTIONAL:
            message["List-Id"] = f"<{letter.kind.replace('_', '-')}.{self._sender.domain}>"
        body = self._body(letter, delivery)
        message.set_content(body.text)
        message.add_alternative(body.html, subtype="html")
        message["Content-Language"] = "ru"
        return message

    def _body(self, letter: Letter, delivery: Delivery) -> Body:
        return render_letter(
            letter.kind,
            facts=delivery.facts,
            subject=delivery.subject,
            contract_number=delivery.contract_number,
            link=self._link(letter, delivery),
            expires_at=delivery.expires_at,
            optional=letter.choice is Choice.OPTIONAL,
            settings=self._settings,
        )

    def _link(self, letter: Letter, delivery: Delivery) -> str | None:
        """From the configured address of the portal, never from anything a request said."""
        portal = self._settings.public_url.rstrip("/")
        if letter.secret is None:
            page = letter.page_for(delivery.contract_number)
            return f"{portal}{page}" if page else None
        if delivery.link_id is None:
            raise ValueError("a letter with a secret link has no link id")
        token = self._signers[letter.secret.issuer].token(letter.secret.purpose, delivery.link_id)
        return f"{portal}{letter.secret.path}?token={token}"


def _recipient(addr_spec: str) -> Address:
    if addr_spec.isascii():
        return Address(addr_spec=addr_spec)
    local, _, domain = addr_spec.rpartition("@")  # `addr_spec=` refuses what SMTPUTF8 allows
    return Address(username=local, domain=domain)
