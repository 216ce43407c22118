"""From the request over the letter to the bound contract."""


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
        assert shown.status_code == 200
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
