"""What can be wrong with an item of the billing feed, said so that the sender can mend it."""

from typing import Final, NamedTuple


class Flaw(NamedTuple):
    """`pointer` as in RFC 6901, from the item down."""

    pointer: str
    code: str
    ru: str
    en: str


_TEXTS: Final = {
    "unknown_contract": (
        "Договора с таким номером реестр ещё не передавал.",
        "The registry has not told a contract of this number yet.",
    ),
    "revision_conflict": (
        "Эта ревизия уже принята с другим содержанием: исправление - это новая ревизия.",
        "This revision was taken with another body: a correction is a new revision.",
    ),
    "lines_total": ("Строки не складываются в итог.", "The lines do not add up to the total."),
    "gross_total": ("Сумма без НДС и НДС не складываются в итог.", "Net and VAT do not add up to the total."),
    "vat_total": (
        "НДС итога не сходится ни по строкам, ни по документу.",
        "The total's VAT agrees neither by line nor by document.",
    ),
    "line_vat": (
        "НДС строки отличается от расчётного больше чем на копейку.",
        "The line's VAT differs from net x rate by more than a kopeck.",
    ),
    "line_gross": ("Строка не складывается.", "The line does not add up."),
    "allocations_total": (
        "Распределено больше, чем заплачено.",
        "More is allocated than was paid.",
    ),
    "inn": (
        "ИНН неверен: нужны 10 или 12 цифр с верными контрольными цифрами.",
        "Not an INN: 10 or 12 digits with right check digits are needed.",
    ),
    "base64": ("Содержимое файла - не base64.", "The content of the file is not base64."),
    "empty_file": ("Файл пуст.", "The file is empty."),
    "file_too_large": ("Файл больше 20 МБ.", "The file is larger than 20 MB."),
    "active_content": (
        "Такие файлы (HTML, SVG, скрипты) браузер исполняет: они не принимаются.",
        "A browser would run such a file (HTML, SVG, scripts): it is not taken.",
    ),
    "media_type": ("Это не тип содержимого вида application/pdf.", "This is not a media type such as application/pdf."),
}


def flaw(pointer: str, code: str) -> Flaw:
    """The flaw with its texts."""
    return Flaw(pointer, code, *_TEXTS[code])
