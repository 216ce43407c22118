"""Everything that can be set from outside, read once at start."""

from datetime import timedelta
from typing import Self

from chassis.settings import ServiceSettings
from chassis.tokens import LinkSigner
from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

_DEVELOPMENT_KEY = "ZGV2ZWxvcG1lbnQtb25seS1saW5rLWtleS0zMi1ieSE="


class Settings(ServiceSettings):
    """Settings of both processes."""

    model_config = SettingsConfigDict(env_prefix="CONTRACTS_")

    link_keys: list[SecretStr] = Field(default=[SecretStr(_DEVELOPMENT_KEY)], min_length=1)
    """Keys of the links in letters, base64 of 32 bytes each; the first signs, all verify."""
    binding_ttl: timedelta = timedelta(hours=24)
    """How long the owner of a contract's e-mail may answer."""
    repeat_after: timedelta = timedelta(minutes=1)
    """The same pair asked for again is the same request until then, a new letter after."""
    open_requests_per_user: int = Field(40, ge=1)
    open_requests_per_email: int = Field(40, ge=1)
    requests_window: timedelta = timedelta(hours=1)
    """How long a request that ended without a binding still counts."""
    request_retention: timedelta = timedelta(days=30)
    """How long a request that never became a binding is kept after its end."""
    invitation_ttl: timedelta = timedelta(days=7)
    """How long an invitation to a contract may be answered."""
    members_per_contract: int = Field(50, ge=1)
    """Invitations among them."""
    invitation_letters_per_user: int = Field(60, ge=1)
    invitation_letters_per_email: int = Field(10, ge=1)
    """In `requests_window`, whoever asks."""
    max_body_bytes: int = 5 * 1024 * 1024

    @model_validator(mode="after")
    def _refuse_default_key_in_production(self) -> Self:
        if self.environment == "production" and "link_keys" not in self.model_fields_set:
            raise ValueError("must be set in production: link_keys")
        return self

    def link_signer(self) -> LinkSigner:
        """Checks the links of letters."""
        return LinkSigner([key.get_secret_value() for key in self.link_keys])
