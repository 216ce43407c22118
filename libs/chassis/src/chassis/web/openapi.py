"""The OpenAPI document: problems as they are, and the two ways to be someone."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

_REF: Final = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
PROBLEM_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    "4XX": {"description": "Refused; `code` says why", "content": _REF},
    "5XX": {"description": "Not now", "content": _REF},
}
_TEXT: Final = {"type": "string"}
_NULLABLE_TEXT: Final = {"type": ["string", "null"]}
_PROBLEM_SCHEMA: Final = {
    "title": "Problem",
    "description": "RFC 9457. `detail` is in Russian unless English is preferred.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "code", "trace_id", "errors"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "instance": _TEXT,
        "code": _TEXT,
        "trace_id": _NULLABLE_TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {"pointer": _TEXT, "code": _TEXT, "detail": _TEXT},
            },
        },
    },
}
_SECURITY_SCHEMES: Final = {
    "session": {"type": "apiKey", "in": "cookie", "name": "__Host-sid"},
    "bearer": {"type": "http", "scheme": "bearer"},
}


def describe(app: FastAPI) -> dict[str, Any]:
    """FastAPI's document with the shared components; made once."""
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
        components = schema.setdefault("components", {})
        components.setdefault("schemas", {})["Problem"] = _PROBLEM_SCHEMA
        components["securitySchemes"] = _SECURITY_SCHEMES
        schema["security"] = [{"session": []}, {"bearer": []}, {}]
        app.openapi_schema = schema
    return app.openapi_schema
