"""Whether the requisites of a party are possible and fit its kind."""

from collections.abc import Iterator

from contracts.domain.contract import Party
from contracts.domain.flaws import Flaw, flaw
from contracts.domain.requisites import PERSON_INN_DIGITS, is_inn, is_kpp, is_ogrn, is_ogrnip

_INN_DIGITS = {"company": {10}, "sole_proprietor": {12}, "premises_owner": {10, 12}}


def party_flaws(party: Party) -> Iterator[Flaw]:
    """A company has a KPP and an OGRN; a person has no KPP and, as a sole proprietor, an OGRNIP."""
    is_person = len(party.inn) == PERSON_INN_DIGITS
    if not is_inn(party.inn):
        yield flaw("/party/inn", "inn")
    elif len(party.inn) not in _INN_DIGITS[party.kind]:
        yield flaw("/party/inn", "inn_kind")
    if party.kpp is not None and not is_kpp(party.kpp):
        yield flaw("/party/kpp", "kpp")
    elif party.kpp is not None and is_person:
        yield flaw("/party/kpp", "kpp_person")
    yield from _ogrn_flaws(party.ogrn, is_person=is_person)


def _ogrn_flaws(ogrn: str | None, *, is_person: bool) -> Iterator[Flaw]:
    if ogrn is None:
        return
    if is_person and not is_ogrnip(ogrn):
        yield flaw("/party/ogrn", "ogrnip")
    if not is_person and not is_ogrn(ogrn):
        yield flaw("/party/ogrn", "ogrn")
