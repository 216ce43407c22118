"""What only a letter, a cookie or a customer may hold stands in no topic, no log and no database."""

import asyncio
from base64 import urlsafe_b64decode

import asyncpg
import pytest
from stack.people import CONTRACTS, IDENTITY, fresh_address
from stack.topics import Tap

EVERYTHING = (
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
)


def spellings(secret: str) -> list[bytes]:
    """The secret as text and, where it is base64, as the bytes behind it, in hex as Postgres shows them."""
    found = [secret.encode()]
    if len(secret) > 40 and secret.isascii():
        raw = urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
        found += [raw.hex().encode(), raw[16:].hex().encode()]  # with and without the link's id in front
    return found


@pytest.fixture(scope="module")
def lived(stack, http, letters, registry):
    """A customer who has been through everything that has a secret; they, by name, and he."""
    from stack.people import Customer  # noqa: PLC0415

    anna = Customer(http, letters)
    anna.password = "Тайна-за-семью-печатями-31"
    number, company_email = registry.register()
    anna.register()
    secrets = {"password": anna.password, "first session": anna.session, "confirmation": anna.confirm()}
    anna.introduce(surname="Незабудкина", phone="+7 921 765-43-21")
    secrets["binding"] = anna.bind(number, company_email)
    new = fresh_address("new")
    anna.post(f"{IDENTITY}/me/email", {"email": new, "password": anna.password})
    secrets["change"] = letters.wait_for_link(new, "Подтвердите новый адрес", "/confirm-email")
    anna.post(f"{IDENTITY}/auth/password/forgot", {"email": anna.email})
    secrets["reset"] = letters.wait_for_link(anna.email, "Восстановление пароля", "/reset-password")
    anna.login()
    secrets |= {"session": anna.session, "machine token": registry.token}
    secrets["client secret"] = stack["service_clients"]["registry"]["client_secret"]
    secrets["operator's password"] = stack["operator"]["password"]
    assert anna.contracts() == [number]
    assert anna.get(f"{CONTRACTS}/contracts/{number}/export.xlsx").status_code == 200
    assert all(secrets.values())
    return anna, {**secrets}


def assert_absent(secrets: dict[str, str], content: bytes, where: str) -> None:
    found = [name for name, secret in secrets.items() if any(form in content for form in spellings(secret))]
    assert not found, f"{found} in {where}"


def test_not_in_kafka(lived, bootstrap):
    _, secrets = lived
    with Tap(bootstrap, from_the_beginning=True) as tap:
        records = tap.all()

    assert len(records) > 10
    for record in records:
        assert_absent(secrets, record.value + repr(record.headers).encode(), f"{record.topic} {record.type}")


def test_not_in_any_database(lived, stack):
    _, secrets = lived

    async def dump(url: str) -> dict[str, bytes]:
        connection = await asyncpg.connect(url)
        try:
            tables = [row["table_name"] for row in await connection.fetch(EVERYTHING)]
            rows = {table: await connection.fetch(f'SELECT t::text AS row FROM "{table}" t') for table in tables}
        finally:
            await connection.close()
        return {table: "\n".join(row["row"] for row in found).encode() for table, found in rows.items()}

    for service, url in stack["databases"].items():
        tables = asyncio.run(dump(url))
        assert {"outbox", "inbox"} <= tables.keys()
        for table, content in tables.items():
            assert_absent(secrets, content, f"{service}.{table}")


def test_not_in_any_log_and_no_personal_data_either(lived, stack):
    anna, secrets = lived
    personal = {"e-mail": anna.email, "surname": "Незабудкина", "phone": "9217654321"}
    ours = [
        file for file in stack.logs.glob("*.log") if file.stem.split(".")[0] not in {"postgres", "kafka", "mailbox"}
    ]

    assert len(ours) >= 11
    for file in ours:
        assert_absent({**secrets, **personal}, file.read_bytes(), file.name)
    for name in ("postgres", "kafka"):
        assert_absent(secrets, (stack.logs / f"{name}.log").read_bytes(), name)


def test_phones_and_names_stand_only_where_they_may(lived, bootstrap):
    with Tap(bootstrap, from_the_beginning=True) as tap:
        records = tap.all()

    with_phone = {record.topic for record in records if b"9217654321" in record.value}
    with_name = {record.topic for record in records if "Незабудкина".encode() in record.value}

    assert with_phone <= {"identity.users.v1"}
    assert with_name <= {"identity.users.v1", "contracts.bindings.v1"}
