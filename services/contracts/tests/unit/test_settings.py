import base64
from uuid import UUID

import pytest
from contracts.settings import Settings
from pydantic import ValidationError

REACHABLE = {
    "environment": "production",
    "database_url": "postgresql+asyncpg://db/contracts",
    "kafka_bootstrap_servers": "kafka:9092",
    "public_url": "https://lk.example",
    "jwks_url": "https://identity/jwks.json",
}


def test_production_refuses_the_development_key():
    with pytest.raises(ValidationError, match="link_keys"):
        Settings(**REACHABLE)


def test_the_first_key_signs_and_every_key_verifies(monkeypatch):
    keys = [base64.b64encode(bytes([byte]) * 32).decode() for byte in (1, 2)]
    monkeypatch.setenv("CONTRACTS_LINK_KEYS", f'["{keys[0]}"]')
    old = Settings().link_signer()
    monkeypatch.setenv("CONTRACTS_LINK_KEYS", f'["{keys[1]}", "{keys[0]}"]')
    link_id = UUID(int=7)
    rotated = Settings().link_signer()
    assert rotated.verify("bind-contract", old.token("bind-contract", link_id)) == link_id
    assert old.verify("bind-contract", rotated.token("bind-contract", link_id)) is None
    assert rotated.verify("confirm-email", rotated.token("bind-contract", link_id)) is None


def test_no_secret_is_shown():
    assert "ZGV2" not in repr(Settings())
