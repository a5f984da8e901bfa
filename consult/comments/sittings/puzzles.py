"""Proof of work: what is asked of a guest where very many already write from one network.

The puzzle is signed, dated, made for one form, and good once. It is solved by a sum of the browser (a number with which
its SHA-256 begins with enough zeros: hashcash, Back 2002), or without scripts by waiting, which few of a network may.
"""

import hashlib
import secrets
from datetime import timedelta

from consult.accounts import signed_links
from consult.core import clock
from consult.core.security.rate_limit import TooMany, count_attempt

BITS = 16  # about 65,000 tries: a second on a telephone
GOOD_FOR = timedelta(minutes=30)
WAIT = timedelta(minutes=1)
PURPOSE = "puzzle"


def new_puzzle(form_token: str) -> str:
    return signed_links.sign(PURPOSE, [secrets.token_hex(8), form_token, clock.now().timestamp()])


def is_solved(puzzle: str, proof: str, *, form_token: str, where: str, may_wait: int) -> bool:
    """Whether it lets this form pass, now and once; `may_wait` of a network may come by waiting within an hour."""
    try:
        made = signed_links.read_link(PURPOSE, puzzle, seconds=int(GOOD_FOR.total_seconds())) if puzzle else None
    except signed_links.LinkExpired:
        return False
    age = timedelta(seconds=clock.now().timestamp() - made[2]) if made is not None else GOOD_FOR
    if made is None or made[1] != form_token or age >= GOOD_FOR:
        return False
    worked = has_worked(puzzle, proof)
    if not worked and age < WAIT:
        return False
    try:
        count_attempt("puzzle", made[0], allowed=1, within=timedelta(days=1))
        if not worked:
            count_attempt("guest-waited", where, allowed=may_wait, within=timedelta(hours=1))
    except TooMany:
        return False
    return True


def has_worked(puzzle: str, proof: str, *, bits: int = BITS) -> bool:
    digest = hashlib.sha256(f"{puzzle}:{proof}".encode()).digest()
    return bool(proof) and int.from_bytes(digest[:4]) >> (32 - bits) == 0
