"""A person takes with him what is kept of him, and nobody else does."""

import io
import json
import zipfile
from typing import Any
from uuid import UUID, uuid4

import pytest
from events.codec import encode
from events.schemas.exports import DataExportRequested
from events.schemas.identity import DataExportReady
from events.sealed_parts import seal_parts
from events.testing import deliver
from identity.consumers import router
from identity.domain.data_export import SERVICES

OTHERS = SERVICES[1:]
PATH = "/me/data-export"


@pytest.fixture
def answer(app: Any, events_of: Any):
    """Let services answer the latest request of a user, as their consumers do."""

    async def tell(user_id: str, *services: str, facts: Any = None, to: DataExportRequested | None = None) -> None:
        request = to or (await events_of(user_id, DataExportRequested))[-1]
        parts = [part for name in services for part in seal_parts(request, name, facts or {"of": [{"service": name}]})]
        async with app.state.database.session() as session:
            await deliver(session, router, *parts)

    return tell


async def asked(browser: Any) -> Any:
    told = await browser("POST", PATH)
    assert told.status_code == 202, told.text
    return told.json()


async def test_what_every_service_told_becomes_one_file(
    create_user: Any, answer: Any, events_of: Any, sql: Any
) -> None:
    browser, email = await create_user()
    user_id = (await browser.me())["id"]
    assert (await browser("GET", PATH)).status_code == 404

    first = await asked(browser)
    assert (first["state"], first["progress"], first["links"]) == ("running", 20, [])
    await answer(user_id, *OTHERS[:2])
    assert (await browser("GET", PATH)).json()["progress"] == 60
    early = await browser("GET", f"{PATH}/file")
    assert (early.status_code, early.json()["code"]) == (409, "export_not_ready")
    assert await events_of(user_id, DataExportReady) == []

    await answer(user_id, *OTHERS)
    await answer(user_id, *OTHERS)  # told again: no second letter
    ready = (await browser("GET", PATH)).json()
    assert (ready["state"], ready["progress"]) == ("ready", 100)
    assert [one.email for one in await events_of(user_id, DataExportReady)] == [email]
    file = await browser("GET", f"{PATH}/file")
    assert (file.headers["content-type"], file.headers["cache-control"]) == ("application/zip", "no-store")
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        assert set(archive.namelist()) == {"README.txt", *(f"{service}.json" for service in SERVICES)}
        own = json.loads(archive.read("identity.json"))
        assert json.loads(archive.read("billing.json")) == {"of": [{"service": "billing"}]}
    assert (own["account"][0]["email"], own["account"][0]["surname"]) == (email, "Иванова")
    assert own["sessions"][0]["address"] == browser.address
    assert "hash" not in json.dumps(own)
    assert not [row for row in await sql("SELECT t::text FROM data_export_pieces t") if email.encode().hex() in row[0]]


async def test_asked_again_within_a_day_it_is_the_same(create_user: Any, answer: Any, sql: Any) -> None:
    browser, _ = await create_user()
    user_id = (await browser.me())["id"]
    first = await asked(browser)
    assert (await asked(browser))["id"] == first["id"]
    await answer(user_id, *OTHERS)
    assert (await asked(browser))["state"] == "ready"

    await sql(
        "UPDATE data_exports SET requested_at = requested_at - interval '25 hours' WHERE id = :id", id=first["id"]
    )
    second = await asked(browser)
    assert (second["id"] != first["id"], second["state"]) == (True, "running")
    assert not await sql("SELECT 1 FROM data_export_pieces WHERE export_id = :id", id=first["id"])


async def test_nobody_gets_anothers_and_no_part_goes_astray(
    create_user: Any, answer: Any, events_of: Any, open_browser: Any, sql: Any
) -> None:
    anna, _ = await create_user()
    boris, _ = await create_user()
    anna_id, boris_id = (await anna.me())["id"], (await boris.me())["id"]
    await asked(anna)
    await asked(boris)
    await answer(anna_id, *OTHERS)
    assert (await boris("GET", f"{PATH}/file")).status_code == 409
    assert (await open_browser()("GET", f"{PATH}/file")).status_code == 401

    of_anna = (await events_of(anna_id, DataExportRequested))[-1]
    of_boris = (await events_of(boris_id, DataExportRequested))[-1]
    crossed = of_boris.model_copy(update={"user_id": UUID(anna_id)})
    unknown = of_boris.model_copy(update={"export_id": uuid4()})
    for request in (crossed, unknown):
        await answer(boris_id, *OTHERS, to=request)
    assert (await boris("GET", PATH)).json()["progress"] == 20
    await answer(boris_id, "stranger", to=of_boris)
    assert await sql("SELECT 1 FROM data_export_pieces WHERE service = 'stranger'") == []
    assert of_anna.public_key != of_boris.public_key


@pytest.mark.parametrize(("has_answered", "state"), [(True, "expired"), (False, "failed")])
async def test_when_its_time_is_over_the_key_and_the_pieces_are_gone(
    app: Any, settings: Any, create_user: Any, answer: Any, sql: Any, has_answered: bool, state: str
) -> None:
    from identity.usecases.clean_up import prune_leftovers  # noqa: PLC0415

    browser, _ = await create_user()
    if has_answered:
        told = await asked(browser)
        await answer((await browser.me())["id"], *OTHERS)
    else:
        told = await asked(browser)
    await sql("UPDATE data_exports SET expires_at = now() WHERE id = :id", id=told["id"])
    assert (await browser("GET", f"{PATH}/file")).status_code == 409
    async with app.state.database.session() as session:
        await prune_leftovers(session, settings)

    assert (await browser("GET", PATH)).json()["state"] == state
    left = await sql("SELECT sealed_private_key FROM data_exports WHERE id = :id", id=told["id"])
    assert [row[0] for row in left] == [None]
    assert not await sql("SELECT 1 FROM data_export_pieces WHERE export_id = :id", id=told["id"])
    assert (await asked(browser))["id"] != told["id"]


async def test_it_goes_with_the_account(create_user: Any, answer: Any, events_of: Any, sql: Any) -> None:
    browser, _ = await create_user()
    user_id = (await browser.me())["id"]
    told = await asked(browser)
    assert (await browser("DELETE", "/me")).status_code == 204
    await answer(user_id, *OTHERS)
    assert not await sql("SELECT 1 FROM data_exports WHERE id = :id", id=told["id"])
    assert await events_of(user_id, DataExportReady) == []


async def test_a_part_says_which_service_tells_it(create_user: Any, events_of: Any) -> None:
    browser, _ = await create_user()
    await asked(browser)
    request = (await events_of((await browser.me())["id"], DataExportRequested))[-1]
    [part] = seal_parts(request, "metering", {})
    assert (encode(part).headers["ce_source"], encode(part).topic) == ("cabinet/metering", "identity.export-parts.v1")
