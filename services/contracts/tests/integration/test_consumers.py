"""The Kafka door: identity's users and the supplier's registry."""

from uuid import uuid4

import pytest
from contracts.consumers import router
from contracts.errors import ContractRefused
from contracts.storage.models import BindingAuditRow, BindingRow, UserRow
from events.schemas.contracts import ContractChanged, ContractRegistered, ContractUnbound
from events.schemas.identity import EmailChanged, EmailConfirmed, ProfileCompleted, UserClosed, UserRegistered
from events.schemas.supplier import ContractPublished
from events.testing import deliver
from sqlalchemy import select


async def tell(world, *events) -> None:
    async with world.database.session() as session:
        await deliver(session, router, *events)


async def test_the_registry_over_kafka_is_the_registry_over_http(world, new_number, terms):
    number = new_number()
    await tell(world, ContractPublished(**terms(number=number)))
    assert (await world.put(number, terms())).json()["status"] == "unchanged"
    again = ContractPublished(**terms(number=number, revision=2))
    await tell(world, again)
    await tell(world, again)
    await tell(world, ContractPublished(**terms(number=number, revision=1)))
    assert [type(event) for event in await world.events(number)] == [ContractRegistered, ContractChanged]


async def test_a_flawed_contract_fails_with_its_reason(world, new_number, terms):
    flawed = terms(number=new_number(), party={"kind": "company", "name": "x", "inn": "7802532606"})
    with pytest.raises(ContractRefused, match="/party/inn inn"):
        await tell(world, ContractPublished(**flawed))


async def test_the_owner_is_written_to_where_he_is_now(world, bind):
    anna = world.person()
    await tell(
        world,
        UserRegistered(user_id=anna.id, email=anna.email, license_version="1", confirmation=None),
        EmailConfirmed(user_id=anna.id, email=anna.email),
        ProfileCompleted(user_id=anna.id, surname="Иванова", given_name="Анна", patronymic=None, phone="+78123036969"),
    )
    number = await bind(anna)
    await tell(world, EmailChanged(user_id=anna.id, old_email=anna.email, email="new@example.ru"))
    page = (await anna.get(f"/contracts/{number}")).json()
    del page["members"][0]["id"]
    assert page["members"] == [{"name": "Иванова Анна", "email": "new@example.ru", "role": "owner", "you": True}]
    await anna.delete(f"/contracts/{number}/binding")
    assert (await world.events(number))[-1].owner_email == "new@example.ru"


async def test_a_closed_account_holds_nothing_and_is_forgotten(world, bind, register):
    anna = world.person()
    anna.headers["X-Forwarded-For"] = "198.51.100.9"
    numbers = [await bind(anna), await bind(anna)]
    waiting, email = await register()
    await anna.bind(waiting, email)
    await tell(world, UserRegistered(user_id=anna.id, email=anna.email, license_version="1", confirmation=None))
    closed = UserClosed(user_id=anna.id, reason="owner")
    await tell(world, closed)
    for number in numbers:
        assert not await anna.sees(number)
        unbound = (await world.events(number))[-1]
        assert isinstance(unbound, ContractUnbound)
        assert (unbound.reason, unbound.owner_email) == ("account_closed", anna.email)
    assert (await world.decide(await world.last_token(waiting))).status_code == 410
    async with world.database.session() as session:
        for table in (BindingRow, UserRow, BindingAuditRow):
            kept = str([vars(row) for row in await session.scalars(select(table))])
            assert anna.email not in kept
            assert anna.name not in kept or table is BindingRow
        rows = await session.scalars(select(BindingRow).where(BindingRow.user_id == anna.id))
        assert {(row.asked_by_name, row.asked_by_email) for row in rows} == {(None, None)}
        audit = await session.scalars(select(BindingAuditRow).where(BindingAuditRow.user_id == anna.id))
        assert {row.address for row in audit} == {None}


async def test_a_closed_account_can_not_be_given_a_contract(world, register):
    number, email = await register()
    anna = world.person()
    await tell(world, UserClosed(user_id=anna.id, reason="owner"))
    await anna.bind(number, email)  # with a token that is not a minute old
    assert (await world.decide(await world.last_token(number))).status_code == 410
    await tell(world, EmailConfirmed(user_id=anna.id, email=anna.email))
    async with world.database.session() as session:
        assert (await session.get_one(UserRow, anna.id)).email is None


async def test_one_who_holds_nothing_may_close_too(world):
    stranger = uuid4()
    await tell(world, UserClosed(user_id=stranger, reason="unconfirmed"))
    async with world.database.session() as session:
        assert (await session.get_one(UserRow, stranger)).closed_at is not None
