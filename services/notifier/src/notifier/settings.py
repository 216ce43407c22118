"""What the notifier is told by its environment."""

from base64 import b64decode
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Annotated, Self

from chassis.settings import ServiceSettings
from pydantic import AfterValidator, Field, IPvAnyNetwork, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

_NEEDED_IN_PRODUCTION = (
    "smtp_url",
    "mail_from",
    "identity_link_keys",
    "contracts_link_keys",
    "supplier_name",
    "sealing_key",
)
_RETRIES = (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
"""As Standard Webhooks recommends: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h; ten tries in 3.1 days."""
_DEVELOPMENT_KEY = "bm90LWEtc2VjcmV0OmRldmVsb3BtZW50LWtleS0wMDE="


def _check_key(text: str) -> str:
    if len(b64decode(text, validate=True)) != 32:
        raise ValueError("a key is 32 bytes in base64")
    return text


Key = Annotated[str, AfterValidator(_check_key)]
LinkKeys = Annotated[tuple[str, ...], Field(repr=False, min_length=1)]


class Settings(ServiceSettings):
    """Prefix `NOTIFIER_`. Times are seconds."""

    model_config = SettingsConfigDict(env_prefix="NOTIFIER_")

    smtp_url: str = Field("smtp://127.0.0.1:1025", repr=False)
    """smtp[s]://[user:password@]host[:port][?starttls=always|auto|never]"""
    smtp_reply_timeout: float = Field(20, gt=0)
    smtp_letter_timeout: float = Field(60, gt=0)
    smtp_concurrency: int = Field(8, ge=1, le=64)
    """Letters in flight at once, and of them at most half to one domain."""

    mail_from: str = "Личный кабинет <noreply@cabinet.localhost>"
    reply_to: str | None = None
    """Where an answer goes; the sender's address when not set."""

    supplier_name: str = "АО «Городская сбытовая компания»"
    supplier_phone: str = "8 800 000-00-00"
    supplier_hours: str = "по будням с 9:00 до 18:00"

    identity_link_keys: LinkKeys = (_DEVELOPMENT_KEY,)
    contracts_link_keys: LinkKeys = (_DEVELOPMENT_KEY,)

    retry_first: float = Field(2, gt=0)
    retry_longest: float = Field(600, gt=0)
    give_up_after: float = Field(5 * 24 * 3600, gt=0)
    server_down_longest: float = Field(5, gt=0)
    """How seldom a mail server that is away is asked again."""
    lease: float = Field(9, gt=1)
    """A sender that has not been heard of for so long is dead, and another takes its letters."""
    news_days: int = Field(31, ge=1, le=34)
    """What happened longer ago is history and told to nobody: a feed's first import, topics that are read again.
    Less than the days for which the inbox remembers what was told (35)."""
    gather_quiet: float = Field(3, ge=0)
    """News of a contract wait so long for more of their kind, to go in one letter ..."""
    gather_longest: float = Field(300, ge=0)
    """... but never longer than this."""
    keep_deliveries_days: int = Field(365, ge=1)

    sealing_key: Key = Field(_DEVELOPMENT_KEY, repr=False)
    """Seals the secrets of customers' webhooks at rest."""
    further_sealing_keys: tuple[Key, ...] = Field((), repr=False)
    """Open what they have sealed, and seal nothing."""
    webhooks_to_loopback: bool = False
    """Customers' systems may be on this machine, over http: for developers, refused in production."""
    webhook_forbidden_networks: tuple[IPvAnyNetwork, ...] = ()
    """Networks at public addresses that are the supplier's own: no webhook may reach them from inside."""
    webhook_concurrency: int = Field(16, ge=1, le=64)
    """Webhooks sent to at once, and of them at most half that are slow."""
    webhook_connect_timeout: float = Field(5, gt=0)
    webhook_timeout: float = Field(10, gt=0, le=20)
    webhook_retries: tuple[Annotated[float, Field(gt=0)], ...] = _RETRIES
    """Between the tries of one message, +-10 %; after the last it has failed."""
    webhook_pause_after: float = Field(5 * 24 * 3600, gt=0)
    """A webhook that brings nothing but failures for so long is paused, and its owner told by letter."""

    @property
    def sealing_keys(self) -> tuple[str, ...]:
        """The first seals, all open."""
        return (self.sealing_key, *self.further_sealing_keys)

    @field_validator("mail_from", "reply_to")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        return value if value is None else str(address(value))

    @model_validator(mode="after")
    def _refuse_development_sender_in_production(self) -> Self:
        missing = [name for name in _NEEDED_IN_PRODUCTION if name not in self.model_fields_set]
        if self.environment == "production" and missing:
            raise ValueError(f"must be set in production: {', '.join(missing)}")
        if self.environment == "production" and (self.webhooks_to_loopback or _DEVELOPMENT_KEY in self.sealing_keys):
            raise ValueError("webhooks to this machine, and a key that everybody knows, are for development")
        return self


def address(text: str) -> Address:
    """`Name <local@domain>` or a bare address. Raises ValueError for anything else."""
    name, addr_spec = parseaddr(text)
    if "@" not in addr_spec or not text.isprintable():
        raise ValueError("not an e-mail address")
    return Address(display_name=name, addr_spec=addr_spec)
