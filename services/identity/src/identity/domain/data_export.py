"""What an export of a person's data is made of, and the one file it becomes."""

import io
import zipfile
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final, Literal

SERVICES: Final = ("identity", "contracts", "metering", "billing", "notifier")
"""Who is asked."""
AGAIN_AFTER: Final = timedelta(days=1)
"""Asked again sooner, he gets the one that he has."""

State = Literal["running", "ready", "failed", "expired"]

_README: Final = """\
Данные, которые хранятся о вас в личном кабинете (статья 14 Федерального закона № 152-ФЗ).

  identity.json   кто вы: профиль, вход, сеансы, согласие с лицензионным соглашением
  contracts.json  ваши договоры: запросы, привязки, участие, ваши действия
  metering.json   показания и файлы, которые вы передали
  billing.json    платёжные запросы и выгрузки, которые вы заказали
  notifier.json   письма на ваш адрес и ваши настройки писем

Паролей, кодов и ключей здесь нет: они хранятся так, что прочесть их нельзя. Моменты времени указаны по UTC.

What is kept of you in the personal account, by service, as JSON. No passwords, codes or keys; instants are UTC.
"""


def state_of(*, is_open: bool, ready_at: datetime | None, expires_at: datetime, now: datetime) -> State:
    """Whether it can be downloaded, and if not, why. Services that have not answered in its time make it fail."""
    if is_open and expires_at > now:
        return "ready" if ready_at else "running"
    return "expired" if ready_at else "failed"


def progress_of(told: Collection[str]) -> int:
    """How much has been gathered, in per cent."""
    return 100 * len(set(SERVICES) & set(told)) // len(SERVICES)


def pack(parts: Mapping[str, bytes], made_at: datetime) -> bytes:
    """The .zip: a JSON file for each service, and what they are. The same parts are the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        files = {"README.txt": _README.encode(), **{f"{service}.json": part for service, part in parts.items()}}
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, made_at.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
