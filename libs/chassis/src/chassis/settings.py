"""The settings every process shares; a service adds its own in a subclass with its `env_prefix`."""

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_NEEDED_IN_PRODUCTION = ("database_url", "kafka_bootstrap_servers", "public_url", "jwks_url")


class ServiceSettings(BaseSettings):
    """Read from the environment only, validated once at start, passed in, never imported as a global.

    >>> class Settings(ServiceSettings):
    ...     model_config = SettingsConfigDict(env_prefix="BILLING_")
    """

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    environment: Literal["development", "production"] = "development"
    database_url: str = Field("postgresql+asyncpg://127.0.0.1/postgres", repr=False)
    kafka_bootstrap_servers: str = "127.0.0.1:9092"
    http_host: str = "127.0.0.1"
    http_port: int = 8000
    ops_port: int = 0
    """Health and metrics of this process; 0 takes a free port."""
    public_url: str = "http://127.0.0.1:8080"
    """Base of every link that leaves the system. Never taken from a request's Host."""
    jwks_url: str = "http://127.0.0.1:8080/api/identity/v1/.well-known/jwks.json"
    otlp_endpoint: str | None = None
    """Where spans go; without it no tracing SDK is even imported."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    max_body_bytes: int = 1024 * 1024
    database_pool_size: int = Field(16, ge=1, le=16)
    """Opened when needed and then kept: opening one costs more than most requests."""
    database_timeout_seconds: float = 15
    """No statement runs longer."""

    @model_validator(mode="after")
    def _refuse_defaults_in_production(self) -> Self:
        missing = [name for name in _NEEDED_IN_PRODUCTION if name not in self.model_fields_set]
        if self.environment == "production" and missing:
            raise ValueError(f"must be set in production: {', '.join(missing)}")
        return self
