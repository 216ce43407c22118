"""Brings identity's database to its present shape."""

from chassis.migrate import run_env
from identity.settings import Settings
from identity.storage.models import Base

run_env(Base.metadata, Settings().database_url)
