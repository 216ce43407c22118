"""Runs the migrations of this service."""

from chassis.migrate import run_env
from notifier.settings import Settings
from notifier.storage import calendars, hook_models  # noqa: F401 - their tables too
from notifier.storage.models import Base

run_env(Base.metadata, Settings().database_url)
