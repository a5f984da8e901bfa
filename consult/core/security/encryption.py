"""What must be read again but never from the database alone: sealed with a key derived from the site's secret key.

AES-256-GCM with a random nonce; the key by HKDF (RFC 5869), one for each purpose. What a text is `about` (a table and
the number of a row's owner) is authenticated with it, so that a sealed text moved to another row does not open.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

NONCE = 12  # bytes


class CannotUnseal(Exception):
    """Not sealed with the secret key that the site has now, or for something else."""


def seal(text: str, *, about: str) -> str:
    nonce = token_bytes(NONCE)
    sealed = AESGCM(_key("seal")).encrypt(nonce, text.encode(), about.encode())
    return urlsafe_b64encode(nonce + sealed).decode()


def unseal(sealed: str, *, about: str) -> str:
    raw = urlsafe_b64decode(sealed)
    try:
        return AESGCM(_key("seal")).decrypt(raw[:NONCE], raw[NONCE:], about.encode()).decode()
    except InvalidTag as wrong:
        raise CannotUnseal(about) from wrong


def keyed_digest(text: str, *, about: str) -> str:
    """HMAC-SHA-256: who has the database alone cannot try words against it."""
    return hmac.digest(_key("digest"), f"{about}:{text}".encode(), "sha256").hex()


def _key(purpose: str) -> bytes:
    secret = str(current_app.secret_key).encode()
    return HKDF(SHA256(), 32, salt=None, info=f"consult {purpose}".encode()).derive(secret)
