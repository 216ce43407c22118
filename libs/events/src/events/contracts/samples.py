"""Golden samples: a record of each event as it stood when the event was new. They are never written twice."""

import json
from typing import Any, Final
from uuid import UUID

from events.codec import Record, encode
from events.contracts.json_schemas import alternatives, resolve, schema_of
from events.envelope import Event
from events.topics import CATALOGUE

_INSTANT: Final = "2026-11-24T09:00:00Z"
_IDS: Final = "01939a4e-0000-7000-8000-00000000000{}"

_BY_NAME: Final[dict[str, Any]] = {
    "address": "Санкт-Петербург, ул. Михайлова, д. 11",
    "asked_by_email": "ivanova@test.ru",
    "asked_by_name": "Иванова Анна",
    "closes_day": 26,
    "content_base64": "JVBERi0xLjc=",
    "code": "781000000000001",
    "contract_number": "78078078078000",
    "current": "1100.00",
    "decimals": 2,
    "device": "Firefox, Linux",
    "digits": 6,
    "email": "info@test.ru",
    "emails": ["info@test.ru"],
    "given_name": "Анна",
    "gross": "25002.44",
    "how": "reset",
    "inn": "7802532605",
    "kpp": "780201001",
    "license_version": "2026-01",
    "max_power_kw": "150",
    "media_type": "application/pdf",
    "meter_serial": "41234567",
    "message_id": "<01939a4e@cabinet>",
    "model": "Меркурий 230",
    "multiplier": "40",
    "name": "ООО «Ромашка»",
    "net": "20493.80",
    "new_email": "new@test.ru",
    "number": "78078078078000",
    "ogrn": "1117847000001",
    "old_email": "old@test.ru",
    "opens_day": 23,
    "owner_email": "ivanova@test.ru",
    "party_name": "ООО «Ромашка»",
    "patronymic": "Петровна",
    "period": "2026-10",
    "phone": "+78123036969",
    "price": "5.12345",
    "serial": "41234567",
    "source_id": "CH-2026-10-000017",
    "surname": "Иванова",
    "template": "confirm_email",
    "value": "1000.00",
    "vat": "4508.64",
    "vat_rate": "22",
    "volume_kwh": "4000.00",
}
_BY_KIND: Final[dict[tuple[str, str | None], Any]] = {
    ("string", "date"): "2026-10-31",
    ("string", "date-time"): _INSTANT,
    ("boolean", None): False,
    ("integer", None): 1,
}


def sample_of(event: type[Event]) -> dict[str, Any]:
    """A record of the event: key, headers and body. The same every time."""
    schema = schema_of(event)
    body = {name: _value(name, child, schema) for name, child in schema["properties"].items()}
    made = event.model_validate(body | {"id": UUID(_IDS.format(1)), "occurred_at": _INSTANT})
    encoded = encode(made)
    headers = encoded.headers | {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}
    if CATALOGUE.topic_of(event).external:
        return {"key": encoded.key, "headers": headers | {"ce_source": "supplier"}, "body": body}
    return {"key": encoded.key, "headers": headers, "body": json.loads(encoded.value)}


def record_of(event: type[Event], sample: dict[str, Any]) -> Record:
    """The sample as it would come from the topic."""
    headers = [(name, value.encode()) for name, value in sample["headers"].items()]
    value = json.dumps(sample["body"], ensure_ascii=False).encode()
    return Record(CATALOGUE.topic_of(event).name, 0, 0, sample["key"].encode(), value, headers)


def _value(name: str, schema: dict[str, Any], root: dict[str, Any]) -> Any:
    options = alternatives(schema, root)
    option = next(option for option in options if option.get("type") != "null")
    if "const" in option or "enum" in option:
        return option.get("const", option.get("enum", [None])[0])
    if name in _BY_NAME:
        return _BY_NAME[name]
    if "properties" in option:
        return {key: _value(key, child, root) for key, child in option["properties"].items()}
    if option.get("type") == "array":
        return [_value(name.rstrip("s"), option["items"], root)]
    if isinstance(option.get("additionalProperties"), dict):
        keys = resolve(option.get("propertyNames", {}), root).get("enum", ["DAY"])
        return {keys[0]: _value("value", option["additionalProperties"], root)}
    return _scalar(name, option)


def _scalar(name: str, option: dict[str, Any]) -> Any:
    kind, form = option.get("type", "string"), option.get("format")
    if form == "uuid":
        return _IDS.format(2 + sum(name.encode()) % 8)
    if "pattern" in option:
        return "1000.00"
    return _BY_KIND.get((kind, form), name.replace("_", " "))
