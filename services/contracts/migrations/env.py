"""Runs the migrations of this service."""

from chassis.migrate import run_env
from contracts.settings import Settings
from contracts.storage.member_models import Base

run_env(Base.metadata, Settings().database_url)
