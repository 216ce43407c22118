"""Everything that can be set from outside, read once at start."""

from chassis.settings import ServiceSettings
from pydantic_settings import SettingsConfigDict


class Settings(ServiceSettings):
    """Settings of both processes."""

    model_config = SettingsConfigDict(env_prefix="METERING_")

    max_body_bytes: int = 20 * 1024 * 1024 + 64 * 1024
    """A file of 20 MB and the form around it."""
