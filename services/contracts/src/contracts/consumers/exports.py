"""Identity asks for a person's data: our part of it."""

from events.personal_data import tells_personal_data

from contracts.storage.personal_data import kept_of

router = tells_personal_data("contracts", kept_of)
