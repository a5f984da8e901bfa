"""Codes: of an app by the clock (TOTP, RFC 6238), and for recovery. Pure."""

import hmac
import re
import secrets
from datetime import datetime, timedelta

import pyotp

STEP = timedelta(seconds=30)
DRIFT = 1  # steps that the clock of a phone may be off
RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
RECOVERY_LENGTH = 16  # of 31 letters: 79 bits


def new_app_secret() -> str:
    """160 bits, as RFC 4226 recommends."""
    return pyotp.random_base32()


def app_address(app_secret: str, *, email: str, site: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(app_secret).provisioning_uri(name=email, issuer_name=site)


def time_step_of(app_secret: str, typed: str, now: datetime) -> int | None:
    """The half minute, counted from 1970, whose code this is; None if it is of none near `now`.

    Every near one is compared, in constant time each: how long it takes says nothing of the code.
    """
    code, current = re.sub(r"\s", "", typed), int(now.timestamp()) // int(STEP.total_seconds())
    totp, found = pyotp.TOTP(app_secret), None
    for step in range(current - DRIFT, current + DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            found = step
    return found


def new_recovery_codes() -> list[str]:
    """As they are shown: in groups of four."""
    words = ("".join(secrets.choice(LETTERS) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES))
    return [in_groups(word) for word in words]


def in_groups(word: str) -> str:
    return "-".join(word[start : start + 4] for start in range(0, len(word), 4))


def plain_code(typed: str) -> str:
    """A recovery code as it is counted: without what stands between its groups."""
    return re.sub(r"[\s-]", "", typed.lower())
