"""Runs the migrations of this service."""

from chassis.migrate import run_env
from metering.settings import Settings
from metering.storage.reading_models import Base

run_env(Base.metadata, Settings().database_url)
