"""The route table. The first row that matches wins; what no row lets through does not exist.

A path that ends in "/" is a prefix, "*" is one segment, anything else is matched whole; `{service}` makes a row for
each service.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

SERVICES = ("identity", "contracts", "metering", "billing", "notifier")
MB = 1 << 20
FORM = 64 << 10  # the multipart form or JSON around a file that may itself be 20 MB


class Who(StrEnum):
    """Who may pass, and what is looked at to know it."""

    PAGE = "page"  # static files: no identity, no CSRF rule, a page's security headers
    MAIL = "mail"  # the mailbox of the local run: as a page, but letters bring their own styles
    OPEN = "open"  # an API call that needs nobody: no session swap, the token is not looked at
    CLIENT = "client"  # a system's sign-in: as open, with its Basic credentials let through and no CSRF rule
    EITHER = "either"  # a session or a token is taken along if it is there; a bad token is refused
    SIGNED = "signed"  # 401 without a valid session or token
    CLOSED = "closed"  # 404


@dataclass(frozen=True)
class Route:
    """One row: which requests, to whom, and within which bounds."""

    path: str
    to: str
    who: Who = Who.SIGNED
    rate: str = "api"
    body: int = MB
    seconds: int = 10


_TABLE = (
    Route("/api/docs", "web", Who.PAGE, "page"),
    Route("/api/docs/", "web", Who.PAGE, "page"),
    Route("/api/{service}/v1/openapi.json", "{service}", Who.OPEN, "page"),
    Route("/api/identity/v1/.well-known/", "identity", Who.OPEN, "page"),
    Route("/api/identity/v1/license", "identity", Who.OPEN, "page"),
    Route("/api/identity/v1/oauth/token", "identity", Who.CLIENT, "auth"),
    Route("/api/identity/v1/auth/", "identity", Who.EITHER, "auth"),
    Route("/api/contracts/v1/binding-confirmations/*", "contracts", Who.EITHER, "auth"),
    Route("/api/contracts/v1/member-invitations/*", "contracts", Who.EITHER, "auth"),
    Route("/api/contracts/v1/integration/contracts:batch", "contracts", body=5 * MB, seconds=60),
    Route("/api/metering/v1/contracts/*/imports", "metering", body=20 * MB + FORM, seconds=60),
    Route("/api/metering/v1/imports/*/file", "metering", seconds=60),
    Route("/api/billing/v1/integration/documents", "billing", body=20 * MB + FORM, seconds=60),
    Route("/api/billing/v1/integration/", "billing", body=5 * MB, seconds=60),
    Route("/api/notifier/v1/calendar.ics", "notifier", Who.OPEN),
    Route("/api/{service}/v1/", "{service}"),
    Route("/api", "", Who.CLOSED),
    Route("/api/", "", Who.CLOSED),
    Route("/mail", "mail", Who.MAIL, "page"),
    Route("/mail/", "mail", Who.MAIL, "page"),
    Route("/", "web", Who.PAGE, "page"),
)


def table() -> list[Route]:
    """The rows in order, `{service}` written out."""
    rows: list[Route] = []
    for row in _TABLE:
        services = SERVICES if "{service}" in row.path else ("",)
        rows += [replace(row, path=row.path.format(service=s), to=row.to.format(service=s)) for s in services]
    return rows
