"""From the request over the letter to the bound contract: every bullet of bad input and abuse."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from contracts.storage.models import BindingAuditRow, BindingRow
from events.schemas.contracts import ContractBindRejected, ContractBound, ContractUnbound
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError

HOUR = timedelta(hours=1)


async def audit(world, number: str) -> list[str]:
    async with world.database.session() as session:
        rows = select(BindingAuditRow.action).where(BindingAuditRow.contract_number == number)
        return list(await session.scalars(rows.order_by(BindingAuditRow.id)))


async def pending(person) -> list[str]:
    return [item["number"] for item in (await person.get("/bindings")).json()["items"]]


def code(answer) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


async def test_a_matching_pair_is_bound_by_the_letters_link(world, register):
    number, email = await register()
    anna = world.person()
    asked = await anna.bind(f" {number[:4]} {number[4:]}", email.upper())
    assert asked.status_code == 202
    assert set(asked.json()) == {"id", "status", "expires_at"}
    letter = (await world.letters(number))[0]
    assert (letter.email, letter.asked_by_name, letter.asked_by_email) == (email, anna.name, anna.email)
    token = world.token(letter)
    for _ in range(2):
        shown = await world.look(token)
        assert shown.json() == {
            "number": number,
            "party_name": "ООО «Ромашка»",
            "asked_by": {"name": anna.name, "email": anna.email},
            "expires_at": asked.json()["expires_at"],
        }
    assert not await anna.sees(number)
    decided = await world.decide(token)
    assert (decided.status_code, decided.json()) == (200, {"number": number, "status": "bound"})
    assert await anna.sees(number)
    bound = (await world.events(number))[-1]
    assert isinstance(bound, ContractBound)
    assert (bound.email, bound.owner_email, bound.user_id) == (email, anna.email, anna.id)
    assert await audit(world, number) == ["requested", "confirmed"]


async def test_no_link_stands_readable_in_what_is_published_or_kept(world, register):
    number, email = await register()
    await world.person().bind(number, email)
    token = await world.last_token(number)
    assert all(token not in event.model_dump_json() for event in await world.events(number))
    async with world.database.session() as session:
        row = (await session.scalars(select(BindingRow).where(BindingRow.asked_number == number))).one()
        assert token not in str(vars(row))


@pytest.mark.parametrize(
    "number", ["", "7807807807800", "780780780780000", "7807807807800x", "٧٨٠٧٨٠٧٨٠٧٨٠٠٠", "1" * 101]
)
async def test_not_14_digits(world, number):
    answer = await world.person().bind(number, "info@test.ru")
    assert code(answer) == (422, "validation_failed")
    assert answer.json()["errors"][0]["pointer"] == "/number"


@pytest.mark.parametrize("email", ["", "info", "a b@test.ru", "a@test.ru\r\nBcc: b@test.ru", "a" * 300 + "@test.ru"])
async def test_no_email(world, new_number, email):
    answer = await world.person().bind(new_number(), email)
    assert code(answer) == (422, "validation_failed")
    assert answer.json()["errors"][0]["pointer"] == "/email"


@pytest.mark.parametrize("body", [{}, {"number": 1, "email": None}, [], "x", None, {"number": ["1"], "email": {}}])
async def test_bodies_of_another_shape(world, body):
    answer = await world.http.post("/api/contracts/v1/bindings", json=body, headers=world.person().headers)
    assert code(answer) == (422, "validation_failed")


async def test_what_matches_nothing_is_answered_and_listed_alike_and_sends_no_letter(
    world, register, new_number, new_email
):
    number, email = await register()
    empty, _ = await register(emails=[])
    anna, unknown = world.person(), new_number()
    pairs = [(number, email), (number, new_email()), (empty, new_email()), (unknown, new_email())]
    answers = [await anna.bind(*pair) for pair in pairs]
    assert {answer.status_code for answer in answers} == {202}
    assert {frozenset(answer.json()) for answer in answers} == {frozenset(("id", "status", "expires_at"))}
    listed = (await anna.get("/bindings")).json()["items"]
    assert [(item["number"], item["email"], item["status"]) for item in reversed(listed)] == [
        (*pair, "pending") for pair in pairs
    ]
    assert [item["id"] for item in reversed(listed)] == [answer.json()["id"] for answer in answers]
    assert [len(await world.letters(which)) for which in (number, empty, unknown)] == [1, 0, 0]


async def test_a_request_that_matched_nothing_never_confirms(world, register, terms, new_email):
    number, _ = await register()
    anna, email = world.person(), new_email()
    await anna.bind(number, email)
    async with world.database.session() as session:
        row = (await session.scalars(select(BindingRow).where(BindingRow.email == email))).one()
    await world.put(number, terms(revision=2, emails=[email]))
    token = world.settings.link_signer().token("bind-contract", row.link_id)
    assert code(await world.look(token)) == (410, "binding_gone")
    assert code(await world.decide(token)) == (410, "binding_gone")
    with pytest.raises(IntegrityError, match="active_is_of_a_contract"):
        async with world.database.session() as session:
            (await session.get_one(BindingRow, row.id)).state = "active"


async def test_a_contract_that_is_mine_already(world, bind, new_email):
    anna = world.person()
    number = await bind(anna)
    assert code(await anna.bind(number, new_email())) == (409, "already_yours")


async def test_a_contract_of_another_account(world, register):
    number, email = await register()
    anna, boris = world.person(), world.person()
    await anna.bind(number, email)
    await world.decide(await world.last_token(number))
    assert (await boris.bind(number, email)).status_code == 202
    token = await world.last_token(number)
    assert (await world.look(token)).status_code == 200
    assert code(await world.decide(token)) == (409, "contract_already_bound")
    assert await anna.sees(number)
    assert not await boris.sees(number)


async def test_of_two_accounts_confirming_at_once_exactly_one_wins(world, register):
    for _ in range(5):
        number, email = await register()
        people = [world.person(), world.person()]
        for person in people:
            await person.bind(number, email)
        tokens = [world.token(letter) for letter in await world.letters(number)]
        answers = await asyncio.gather(*(world.decide(token) for token in tokens))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        winner = people[[answer.status_code for answer in answers].index(200)]
        assert [await person.sees(number) for person in people] == [person is winner for person in people]


async def test_one_active_binding_per_contract_is_a_constraint(world, bind):
    number = await bind(world.person())
    async with world.database.session() as session:
        held = (await session.scalars(select(BindingRow).where(BindingRow.contract_number == number))).one()
        copied = {column: getattr(held, column) for column in BindingRow.__table__.columns.keys()}  # noqa: SIM118
    with pytest.raises(IntegrityError, match="uq_bindings_active"):
        async with world.database.session() as session:
            session.add(BindingRow(**copied | {"id": uuid4(), "link_id": uuid4(), "user_id": uuid4()}))


async def test_a_link_works_once(world, register):
    number, email = await register()
    await world.person().bind(number, email)
    token = await world.last_token(number)
    both = await asyncio.gather(world.decide(token), world.decide(token))
    assert sorted(answer.status_code for answer in both) == [200, 410]
    assert code(await world.look(token)) == (410, "binding_gone")
    assert code(await world.decide(token, "reject")) == (410, "binding_gone")


async def test_rejected(world, register):
    number, email = await register()
    anna = world.person()
    await anna.bind(number, email)
    token = await world.last_token(number)
    decided = await world.decide(token, "reject")
    assert (decided.status_code, decided.json()["status"]) == (200, "rejected")
    assert code(await world.decide(token)) == (410, "binding_gone")
    assert await pending(anna) == []
    assert isinstance((await world.events(number))[-1], ContractBindRejected)
    assert await audit(world, number) == ["requested", "rejected"]


@pytest.mark.parametrize("decision", ["", "confirmed", None, 1])
async def test_no_decision(world, register, decision):
    number, email = await register()
    await world.person().bind(number, email)
    token = await world.last_token(number)
    assert code(await world.decide(token, decision)) == (422, "validation_failed")
    assert (await world.look(token)).status_code == 200


async def test_expired(world, register):
    number, email = await register()
    anna = world.person()
    await anna.bind(number, email)
    token = await world.last_token(number)
    world.clock.ahead = 24 * HOUR - timedelta(minutes=1)
    assert (await world.look(token)).status_code == 200
    world.clock.ahead = 24 * HOUR + timedelta(minutes=1)
    assert code(await world.look(token)) == (410, "binding_gone")
    assert code(await world.decide(token)) == (410, "binding_gone")
    assert await pending(anna) == []


async def test_withdrawn(world, register):
    number, email = await register()
    anna, boris = world.person(), world.person()
    request_id = (await anna.bind(number, email)).json()["id"]
    assert code(await boris.delete(f"/bindings/{request_id}")) == (404, "not_found")
    assert (await anna.delete(f"/bindings/{request_id}")).status_code == 204
    assert code(await anna.delete(f"/bindings/{request_id}")) == (404, "not_found")
    assert code(await anna.delete("/bindings/nonsense")) == (404, "not_found")
    assert code(await world.decide(await world.last_token(number))) == (410, "binding_gone")
    assert await audit(world, number) == ["requested", "withdrawn"]


async def test_a_link_dies_with_the_email_it_was_sent_to(world, register, terms, new_email):
    number, email = await register()
    other = new_email()
    anna, boris = world.person(), world.person()
    await world.put(number, terms(revision=2, emails=[email, other]))
    await anna.bind(number, email)
    await boris.bind(number, other)
    of_anna, of_boris = [world.token(letter) for letter in await world.letters(number)]
    await world.put(number, terms(revision=3, emails=[other]))
    assert code(await world.look(of_anna)) == (410, "binding_gone")
    assert code(await world.decide(of_anna)) == (410, "binding_gone")
    await world.put(number, terms(revision=4, emails=[email, other]))
    assert code(await world.decide(of_anna)) == (410, "binding_gone")
    assert (await world.decide(of_boris)).status_code == 200
    assert await audit(world, number) == ["requested", "requested", "email_removed", "confirmed"]


@pytest.mark.parametrize("token", ["x", "a" * 64, "%00", "..", "é", "a" * 5000])
async def test_a_link_of_nobody(world, token):
    assert (await world.look(token)).status_code in {404, 410, 422}
    assert (await world.decide(token)).status_code in {404, 410, 422}


async def test_a_link_of_another_purpose(world, register):
    number, email = await register()
    await world.person().bind(number, email)
    letter = (await world.letters(number))[0]
    other = world.settings.link_signer().token("confirm-email", letter.link_id)
    assert code(await world.decide(other)) == (410, "binding_gone")


async def test_who_may_not_ask(world, register):
    number, email = await register()
    nobody = await world.http.post("/api/contracts/v1/bindings", json={"number": number, "email": email})
    assert code(nobody) == (401, "unauthenticated")
    unconfirmed = world.person(email_confirmed=False, profile_complete=False)
    assert code(await unconfirmed.bind(number, email)) == (403, "email_not_confirmed")
    assert code(await unconfirmed.get(f"/contracts/{number}")) == (403, "email_not_confirmed")
    nameless = world.person(profile_complete=False)
    for answer in (
        await nameless.bind(number, email),
        await nameless.get("/contracts"),
        await nameless.get("/contracts/nonsense"),
        await nameless.delete("/bindings/nonsense"),
        await nameless.delete(f"/contracts/{number}/binding"),
    ):
        assert code(answer) == (403, "profile_incomplete")
    system = await world.http.post(
        "/api/contracts/v1/bindings", json={"number": number, "email": email}, headers=world.registry
    )
    assert code(system) == (403, "forbidden")
    assert await world.letters(number) == []


async def test_unbound_then_bound_by_another(world, bind, terms, new_email):
    anna, boris, email = world.person(), world.person(), new_email()
    number = await bind(anna, emails=[email])
    assert (await anna.delete(f"/contracts/{number}/binding")).status_code == 204
    assert code(await anna.delete(f"/contracts/{number}/binding")) == (404, "not_found")
    assert not await anna.sees(number)
    unbound = (await world.events(number))[-1]
    assert isinstance(unbound, ContractUnbound)
    assert (unbound.reason, unbound.email, unbound.owner_email) == ("owner", email, anna.email)
    await boris.bind(number, email)
    await world.decide(await world.last_token(number))
    assert await boris.sees(number)
    for path in (f"/contracts/{number}", f"/contracts/{number}/export.xlsx"):
        assert code(await anna.get(path)) == (404, "not_found")
    assert (await anna.get("/contracts")).json() == {"items": [], "next_cursor": None}
    assert code(await anna.delete(f"/contracts/{number}/binding")) == (404, "not_found")
    assert await audit(world, number) == ["requested", "confirmed", "unbound", "requested", "confirmed"]


async def test_the_same_pair_is_one_request_for_a_minute_then_a_new_letter(world, register):
    number, email = await register()
    anna = world.person()
    first = (await anna.bind(number, email)).json()
    assert (await anna.bind(number, email.upper())).json() == first
    both = await asyncio.gather(anna.bind(number, email), anna.bind(number, email))
    assert [answer.json() for answer in both] == [first, first]
    world.clock.ahead = timedelta(seconds=61)
    second = (await anna.bind(number, email)).json()
    assert second["id"] != first["id"]
    old, new = [world.token(letter) for letter in await world.letters(number)]
    assert code(await world.decide(old)) == (410, "binding_gone")
    assert await pending(anna) == [number]
    assert (await world.decide(new)).status_code == 200


async def test_two_first_requests_at_once_are_one(world, register):
    number, email = await register()
    anna = world.person()
    answers = await asyncio.gather(*(anna.bind(number, email) for _ in range(4)))
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(await world.letters(number)) == 1


async def test_a_second_letter_to_another_email_dies_when_the_first_binds(world, register, terms, new_email):
    number, email = await register()
    other, anna = new_email(), world.person()
    await world.put(number, terms(revision=2, emails=[email, other]))
    await anna.bind(number, email)
    await anna.bind(number, other)
    first, second = [world.token(letter) for letter in await world.letters(number)]
    await world.decide(first)
    assert code(await world.decide(second)) == (410, "binding_gone")


async def test_the_audit_is_append_only(world, bind):
    number = await bind(world.person())
    for change in ("UPDATE binding_audit SET action = 'x'", "DELETE FROM binding_audit", "TRUNCATE binding_audit"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with world.database.session() as session:
                await (await session.connection()).exec_driver_sql(change)
    assert await audit(world, number) == ["requested", "confirmed"]


async def test_the_audit_tells_the_link_and_the_address(world, register):
    number, email = await register()
    anna = world.person()
    anna.headers["X-Forwarded-For"] = "203.0.113.7, 198.51.100.9"
    await anna.bind(number, email)
    letter = (await world.letters(number))[0]
    await world.decide(world.token(letter))
    async with world.database.session() as session:
        rows = select(BindingAuditRow).where(BindingAuditRow.contract_number == number).order_by(BindingAuditRow.id)
        requested, confirmed = list(await session.scalars(rows))
    assert (str(requested.address), requested.user_id) == ("198.51.100.9", anna.id)
    assert (confirmed.link_id, confirmed.binding_id) == (letter.link_id, requested.binding_id)


async def test_open_requests_come_in_pages(world, new_number, new_email):
    anna, numbers = world.person(), [new_number() for _ in range(5)]
    for number in numbers:
        await anna.bind(number, new_email())
    seen, cursor = [], None
    while True:
        page = (await anna.get("/bindings", limit=2, **({"cursor": cursor} if cursor else {}))).json()
        seen += [item["number"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == numbers[::-1]
    assert code(await anna.get("/bindings", cursor="nonsense")) == (422, "validation_failed")
    assert code(await anna.get("/bindings", limit=0)) == (422, "validation_failed")


async def test_an_email_that_leaves_while_somebody_asks_with_it_confirms_nothing(world, register, terms):
    for _ in range(5):
        number, email = await register()
        anna = world.person()
        await asyncio.gather(anna.bind(number, email), world.put(number, terms(revision=2, emails=[])))
        for letter in await world.letters(number):
            assert code(await world.decide(world.token(letter))) == (410, "binding_gone")
