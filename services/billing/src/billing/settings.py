"""Everything that can be set from outside, read once at start."""

from chassis.settings import ServiceSettings
from pydantic_settings import SettingsConfigDict


class Settings(ServiceSettings):
    """Settings of both processes."""

    model_config = SettingsConfigDict(env_prefix="BILLING_")
