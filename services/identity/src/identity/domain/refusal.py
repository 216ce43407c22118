"""How a rule says no."""


class RefusedError(ValueError):
    """A value that a rule does not take: a stable code and a sentence for a person in both languages."""

    def __init__(self, code: str, *, ru: str, en: str) -> None:
        self.code = code
        self.ru = ru
        self.en = en
        super().__init__(en)
