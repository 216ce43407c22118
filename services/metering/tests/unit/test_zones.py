import pytest
from metering.domain.zones import TariffZone, read_zone


@pytest.mark.parametrize("text", ["Ночь", "ночь ", "NIGHT", "night"])
def test_a_zone_is_known_by_word_and_by_code(text: str) -> None:
    assert read_zone(text) is TariffZone.NIGHT


@pytest.mark.parametrize("text", ["Полупик", "полу-пик", "HALF_PEAK", "полу пик"])
def test_the_half_peak_is_written_in_many_ways(text: str) -> None:
    assert read_zone(text) is TariffZone.HALF_PEAK


@pytest.mark.parametrize("text", ["T1", "", "день-ночь", "1"])
def test_a_position_is_no_zone(text: str) -> None:
    assert read_zone(text) is None


def test_each_zone_is_read_back_from_its_word() -> None:
    assert [read_zone(zone.word) for zone in TariffZone] == list(TariffZone)
