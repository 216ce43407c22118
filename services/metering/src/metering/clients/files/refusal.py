"""Why a whole file can not be read."""


class FileRefusedError(ValueError):
    """The file is hostile, broken or not what it says; `code`, `ru` and `en` tell the customer."""

    def __init__(self, code: str, *, ru: str, en: str) -> None:
        super().__init__(en)
        self.code, self.ru, self.en = code, ru, en

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (self.code, self.ru, self.en)


def _again(code: str, ru: str, en: str) -> FileRefusedError:
    """Files are parsed in another process: this is how the refusal comes back."""
    return FileRefusedError(code, ru=ru, en=en)


def unreadable() -> FileRefusedError:
    """The file is broken."""
    return FileRefusedError("unreadable", ru="Файл повреждён или это не тот формат.", en="The file is broken.")


def too_many_rows() -> FileRefusedError:
    """Over the limit of an import."""
    return FileRefusedError("too_many_rows", ru="В файле больше 100 000 строк.", en="There are over 100,000 rows.")
