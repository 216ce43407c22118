"""Identity asks for a person's data: our part of it."""

from events.personal_data import tells_personal_data

from billing.storage.personal_data import kept_of

router = tells_personal_data("billing", kept_of)
