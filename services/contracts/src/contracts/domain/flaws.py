"""What can be wrong with a contract that the registry tells, said so that the sender can mend it."""

from typing import Final, NamedTuple


class Flaw(NamedTuple):
    """`pointer` as in RFC 6901, from the contract down."""

    pointer: str
    code: str
    ru: str
    en: str


_TEXTS: Final = {
    "inn": (
        "ИНН неверен: нужны 10 цифр (юрлицо) или 12 (ИП, физлицо) с верными контрольными цифрами.",
        "Not an INN: 10 digits (company) or 12 (person) with right check digits are needed.",
    ),
    "inn_kind": (
        "ИНН юрлица состоит из 10 цифр, индивидуального предпринимателя - из 12.",
        "A company's INN has 10 digits, a sole proprietor's 12.",
    ),
    "kpp": ("КПП неверен: девять знаков вида 780201001.", "Not a KPP: nine characters such as 780201001."),
    "kpp_person": ("У физических лиц и ИП КПП не бывает.", "A person has no KPP."),
    "ogrn": (
        "ОГРН неверен: нужны 13 цифр (юрлицо) с верной контрольной цифрой.",
        "Not an OGRN: 13 digits with a right check digit are needed.",
    ),
    "ogrnip": (
        "ОГРНИП неверен: нужны 15 цифр с верной контрольной цифрой, первая 3 или 4.",
        "Not an OGRNIP: 15 digits with a right check digit, the first 3 or 4, are needed.",
    ),
    "email": ("Это не адрес электронной почты.", "This is not an e-mail address."),
    "dates_order": ("Эта дата раньше той, после которой она наступает.", "This date is before the one it follows."),
    "window_order": ("Окно закрывается раньше, чем открывается.", "The window closes before it opens."),
    "duplicate_point": ("Точка поставки с таким кодом уже есть в договоре.", "The contract has a point of this code."),
    "duplicate_meter": (
        "Прибор с таким номером уже установлен по этому договору.",
        "A meter of this serial is installed under this contract already.",
    ),
    "zones": (
        "Зоны не сочетаются: SINGLE стоит одна, остальные - не меньше двух и без повторов.",
        "The zones do not go together: SINGLE stands alone, others are two or more without repeats.",
    ),
    "values_zones": (
        "Нужны показания по всем зонам прибора и только по ним.",
        "Values of all zones of the meter, and of no other, are needed.",
    ),
    "digits": ("Столько знаков на табло прибора не бывает.", "The dial of the meter has not so many places."),
    "final_without_removal": (
        "Конечные показания есть только у снятого прибора: укажите removed_on.",
        "Only a meter that was taken off has final values: tell removed_on.",
    ),
    "too_large": (
        "Договор слишком велик, чтобы рассказать о нём одним событием.",
        "The contract is too large to be told in one event.",
    ),
}


def flaw(pointer: str, code: str) -> Flaw:
    """The flaw with its texts."""
    return Flaw(pointer, code, *_TEXTS[code])
