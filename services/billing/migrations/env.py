"""Runs the migrations of this service."""

from billing.settings import Settings
from billing.storage.models import Base
from chassis.migrate import run_env

run_env(Base.metadata, Settings().database_url)
