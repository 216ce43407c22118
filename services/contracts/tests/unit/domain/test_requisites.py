import pytest
from contracts.domain.contract import Party
from contracts.domain.party_rules import party_flaws
from contracts.domain.requisites import is_inn, is_kpp, is_ogrn, is_ogrnip
from hypothesis import given
from hypothesis import strategies as st

digits = st.text("0123456789", min_size=1, max_size=20)


@pytest.mark.parametrize("inn", ["1234567894", "123456789047", "7802532605"])
def test_true_inns(inn):
    assert is_inn(inn)


@pytest.mark.parametrize(
    "inn", ["1234567895", "123456789037", "", "780253260", "78025326050", " 7802532605", "٧٨٠٢٥٣٢٦٠٥", "780253260５"]
)
def test_false_inns(inn):
    assert not is_inn(inn)


def check_digit(digits: str, weights: list[int]) -> str:
    return str(sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11 % 10)


@given(st.text("0123456789", min_size=9, max_size=9))
def test_a_companys_inn_has_exactly_one_right_check_digit(first):
    right = check_digit(first, [2, 4, 10, 3, 5, 9, 4, 6, 8])
    assert [digit for digit in "0123456789" if is_inn(first + digit)] == [right]


@given(st.text("0123456789", min_size=10, max_size=10))
def test_a_persons_inn_has_exactly_one_right_pair_of_check_digits(first):
    eleventh = check_digit(first, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8])
    twelfth = check_digit(first + eleventh, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8])
    right = [pair for pair in (f"{number:02}" for number in range(100)) if is_inn(first + pair)]
    assert right == [eleventh + twelfth]


@given(st.text(max_size=20))
def test_no_text_breaks_the_checks(text):
    for check in (is_inn, is_kpp, is_ogrn, is_ogrnip):
        assert check(text) in {True, False}


@pytest.mark.parametrize("kpp", ["780201001", "7802AB001"])
def test_true_kpps(kpp):
    assert is_kpp(kpp)


@pytest.mark.parametrize("kpp", ["78020100", "7802010011", "7802ab001", "7802АВ001", "A80201001"])
def test_false_kpps(kpp):
    assert not is_kpp(kpp)


def test_ogrn_vectors():
    assert is_ogrn("1022200525819")
    assert not is_ogrn("1022500001328")
    assert not is_ogrn("0022200525819")


@given(st.integers(3 * 10**13, 5 * 10**13 - 1))
def test_ogrnip_is_counted_with_the_last_mod_10(first):
    right = str(first % 13 % 10)
    assert [digit for digit in "0123456789" if is_ogrnip(f"{first}{digit}")] == [right]


def test_an_ogrnip_that_stdnum_refuses():
    first = next(number for number in range(3 * 10**13, 3 * 10**13 + 13) if number % 13 == 11)
    assert is_ogrnip(f"{first}1")


def codes(kind, inn, kpp=None, ogrn=None):
    return [f"{flaw.pointer} {flaw.code}" for flaw in party_flaws(Party(kind, "x", inn, kpp, ogrn))]


def test_each_kind_of_party_has_its_own_requisites():
    assert codes("company", "7802532605", "780201001", "1022200525819") == []
    assert codes("sole_proprietor", "123456789047") == []
    assert codes("premises_owner", "123456789047") == []
    assert codes("premises_owner", "7802532605", "780201001") == []


def test_requisites_of_another_kind_are_told_apart():
    assert codes("company", "123456789047") == ["/party/inn inn_kind"]
    assert codes("sole_proprietor", "7802532605") == ["/party/inn inn_kind"]
    assert codes("sole_proprietor", "123456789047", "780201001") == ["/party/kpp kpp_person"]
    assert codes("sole_proprietor", "123456789047", None, "1022200525819") == ["/party/ogrn ogrnip"]
    assert codes("company", "7802532605", "x", "304500116000157") == ["/party/kpp kpp", "/party/ogrn ogrn"]
