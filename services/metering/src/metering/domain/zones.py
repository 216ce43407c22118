"""Tariff zones by name, never by position: vendors disagree about T1..T3 (domain.md 3.3 M12)."""

from enum import StrEnum


class TariffZone(StrEnum):
    """A zone of the day that a meter counts apart; `SINGLE` counts the whole day."""

    SINGLE = "SINGLE"
    DAY = "DAY"
    NIGHT = "NIGHT"
    PEAK = "PEAK"
    HALF_PEAK = "HALF_PEAK"

    @property
    def word(self) -> str:
        """What the customer calls it."""
        return _WORDS[self]


_WORDS = {
    TariffZone.SINGLE: "Сутки",
    TariffZone.DAY: "День",
    TariffZone.NIGHT: "Ночь",
    TariffZone.PEAK: "Пик",
    TariffZone.HALF_PEAK: "Полупик",
}
_BY_TEXT = {word.casefold(): zone for zone, word in _WORDS.items()} | {
    zone.value.casefold(): zone for zone in TariffZone
}


def read_zone(text: str) -> TariffZone | None:
    """The zone named by its word («Ночь», «полу-пик») or its code (`NIGHT`), else None."""
    folded = text.strip().casefold()
    return _BY_TEXT.get(folded) or _BY_TEXT.get(folded.replace("-", "").replace(" ", ""))
