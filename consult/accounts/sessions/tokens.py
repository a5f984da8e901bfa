"""Tokens of sessions: random, and kept as a digest alone, so that who reads the database signs in as nobody. Pure."""

import hashlib
import secrets


def new_token() -> str:
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """Plain SHA-256: a token of 256 random bits needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
