"""The settings every process shares; a service adds its own in a subclass with its `env_prefix`."""

import os
from pathlib import Path
from typing import Any, Final, Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SecretsSettingsSource, SettingsConfigDict

SECRETS_DIR_VARIABLE: Final = "CABINET_SECRETS_DIR"
_SECRETS_DIR: Final = "/run/secrets"
_NEEDED_IN_PRODUCTION = ("database_url", "kafka_bootstrap_servers", "public_url", "jwks_url")


class ServiceSettings(BaseSettings):
    """Validated once at start, passed in, never imported as a global.

    Read from the environment, then from files named like the variables (`billing_database_url`) in `/run/secrets`, or
    in the directory that CABINET_SECRETS_DIR names: what is secret stands in no environment.

    >>> class Settings(ServiceSettings):
    ...     model_config = SettingsConfigDict(env_prefix="BILLING_")
    """

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    environment: Literal["development", "production"] = "development"
    database_url: str = Field("postgresql+asyncpg://127.0.0.1/postgres", repr=False)
    kafka_bootstrap_servers: str = "127.0.0.1:9092"
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    kafka_sasl_username: str | None = None
    kafka_sasl_password: SecretStr | None = None
    kafka_ssl_cafile: str | None = None
    http_host: str = "127.0.0.1"
    http_port: int = 8000
    ops_port: int = 0
    """Health and metrics of this process; 0 takes a free port."""
    public_url: str = "http://127.0.0.1:8080"
    """Base of every link that leaves the system. Never taken from a request's Host."""
    jwks_url: str = "http://127.0.0.1:8080/api/identity/v1/.well-known/jwks.json"
    otlp_endpoint: str | None = None
    """Where spans go; without it no tracing SDK is even imported."""
    trace_ratio: float = Field(0.1, ge=0, le=1)
    """The share of traces whose spans go there, the same ones in every process."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    max_body_bytes: int = 1024 * 1024
    database_pool_size: int = Field(16, ge=1, le=16)
    """Opened when needed and then kept: opening one costs more than most requests."""
    database_timeout_seconds: float = 15
    """No statement runs longer."""

    def kafka(self) -> dict[str, Any]:
        """Address and credentials of the broker, as `events.KafkaSettings` takes them."""
        return {name.removeprefix("kafka_"): getattr(self, name) for name in _KAFKA}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, the environment, files: the first that has a value wins."""
        folder = Path(os.environ.get(SECRETS_DIR_VARIABLE, _SECRETS_DIR))
        files = (SecretsSettingsSource(settings_cls, secrets_dir=folder),) if folder.is_dir() else ()
        return init_settings, env_settings, *files

    @model_validator(mode="after")
    def _refuse_defaults_in_production(self) -> Self:
        missing = [name for name in _NEEDED_IN_PRODUCTION if name not in self.model_fields_set]
        if self.environment == "production" and missing:
            raise ValueError(f"must be set in production: {', '.join(missing)}")
        return self


_KAFKA: Final = tuple(name for name in ServiceSettings.model_fields if name.startswith("kafka_"))
