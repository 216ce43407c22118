"""Identity asks for a person's data: our part of it."""

from events.personal_data import tells_personal_data

from notifier.storage.personal_data import kept_of

router = tells_personal_data("notifier", kept_of)
