"""Runs the migrations of this service."""

from chassis.migrate import run_env
from notifier.settings import Settings
from notifier.storage.calendars import Base

run_env(Base.metadata, Settings().database_url)
