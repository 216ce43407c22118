"""Events of identity (topic `identity.users.v1`, key = user id). The only events with phones.

A `LinkGrant` names a link without carrying it: the secret part is derived by the notifier from the
link's id and a key that only it and the publisher hold, so a reader of Kafka can open nothing.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime

from events.envelope import Event, EventData


class LinkGrant(EventData):
    """A single-use link that a letter may carry until `expires_at`."""

    link_id: UUID
    expires_at: AwareDatetime


class UserEvent(Event):
    """An event about one user."""

    key_field: ClassVar[str] = "user_id"
    user_id: UUID


class UserRegistered(UserEvent):
    """Somebody registered. `confirmation` is None when a confirmed user has the address already:
    the letter then says so and carries no link. `letter` is False when so many letters went to the
    address lately that no more may be written (anybody may type anybody's address)."""

    email: str
    license_version: str
    confirmation: LinkGrant | None
    letter: bool = True


class EmailConfirmationRequested(UserEvent):
    """An unconfirmed user asked for the confirmation letter again (`confirmation` as above)."""

    email: str
    confirmation: LinkGrant | None


class EmailConfirmed(UserEvent):
    """The user followed the link: the address is his."""

    email: str


class EmailChangeRequested(UserEvent):
    """A new address was given: it gets the link, the old one is told. `confirmation` is None when
    another confirmed user has the new address."""

    old_email: str
    new_email: str
    confirmation: LinkGrant | None


class EmailChanged(UserEvent):
    """The new address was confirmed and replaced the old one."""

    old_email: str
    email: str


class ProfileCompleted(UserEvent):
    """The user introduced himself, or changed how; carries the whole profile. Phone is E.164."""

    surname: str
    given_name: str
    patronymic: str | None
    phone: str


class PasswordResetRequested(UserEvent):
    """A known, confirmed address asked for a password reset link."""

    email: str
    reset: LinkGrant


class PasswordChanged(UserEvent):
    """The password was changed by its owner (`change`) or through a reset link (`reset`)."""

    email: str
    how: str


class SuspiciousSignIn(UserEvent):
    """Many wrong passwords in a row, or a sign-in from a device not seen before."""

    email: str
    reason: str
    address: str
    device: str


class UserClosed(UserEvent):
    """The account was closed, or an unconfirmed one expired: forget the user's personal data."""

    reason: str


class AccountClosed(UserEvent):
    """The owner closed his account; `email` is where the last letter goes. His contracts leave the account. Always
    followed by UserClosed, on which everybody forgets him."""

    email: str


class DataExportReady(UserEvent):
    """What is kept of the user has been gathered, and waits for him in his profile until `expires_at`."""

    email: str
    expires_at: AwareDatetime


class SecondFactorChanged(UserEvent):
    """`change`: totp_enabled, totp_disabled, passkey_added, passkey_removed, recovery_codes_renewed or
    recovery_code_used. `name` is the passkey's; nothing secret is here."""

    email: str
    change: str
    name: str | None = None


class AccessTokenCreated(UserEvent):
    """The owner made a personal access token for a system of his; the token itself is not here."""

    email: str
    name: str
    scopes: list[str]
    expires_at: AwareDatetime
