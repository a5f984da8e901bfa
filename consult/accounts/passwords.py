"""Passwords: argon2id at 19 MiB, two passes (OWASP's first recommendation), and none that is guessed easily. Pure."""

from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

SHORTEST, LONGEST = 12, 200
# zxcvbn (Wheeler, USENIX Security 2016) counts the guesses that a password withstands: 10^8 at the third step of
# four. It knows the 30,000 passwords most often found in breaches, names, English words, keyboards, dates, repeats.
STRONG = 3
READ_AT_MOST = 72  # characters: it takes a tenth of a second for 200

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Compared with when no account has the address, so that the answer takes as long either way.
_NOBODY = _hasher.hash("nobody has this address")


def hashed(password: str) -> str:
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    try:
        right = _hasher.verify(password_hash or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return right and password_hash is not None


def easily_guessed(password: str, known: Iterable[str] = ()) -> bool:
    """Whether it is common, was found in breaches, or is made of what is `known` of its owner (name, address)."""
    words = [word for text in known for word in (text.lower(), *text.lower().replace("@", " ").split()) if word]
    return int(zxcvbn(password[:READ_AT_MOST], user_inputs=words)["score"]) < STRONG
