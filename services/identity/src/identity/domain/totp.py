"""Codes of an authenticator application (RFC 6238 as all of them have it: SHA-1, six digits, 30 s)."""

import hmac
from datetime import datetime
from typing import Final

import pyotp

STEP_SECONDS: Final = 30
_DRIFT: Final = (0, -1, 1)


def draw_secret() -> str:
    """A fresh secret, 160 bits in base32."""
    return pyotp.random_base32()


def enrolment_uri(secret: str, email: str, issuer: str) -> str:
    """What an application reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def code_at(secret: str, step: int) -> str:
    """The code of one step."""
    return pyotp.TOTP(secret).generate_otp(step)


def step_at(instant: datetime) -> int:
    """Which step an instant is in."""
    return int(instant.timestamp()) // STEP_SECONDS


def matching_step(secret: str, code: str, now: datetime, *, after: int | None) -> int | None:
    """The step whose code this is: the present one, the one before or the next, as clocks differ.
    None for a wrong code, and for one of the step `after` or before it: a code is good once."""
    steps = [step_at(now) + drift for drift in _DRIFT]
    matches = [step for step in steps if hmac.compare_digest(code_at(secret, step), code)]
    return next((step for step in matches if after is None or step > after), None)
