"""Signed notes and the keys that sign them (C2SP signed-note, tlog-cosignature), by Ed25519 (RFC 8032). Pure.

A note is a text, a blank line, and a line for each signature. Sizes are bounded before anything is read.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LARGEST = 64 * 1024  # bytes of a note: sixteen signatures after quantum computers, and more
MOST_SIGNATURES = 32
BY_LOG = 0x01
BY_WITNESS = 0x04
_LINE = re.compile(r"— (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/]+={0,2})")
_VKEY = re.compile(r"(?P<name>[^\s+]{1,300})\+(?P<id>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/]+={0,2})")
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f]")


class MalformedNote(ValueError):
    """What was given is no note, key, checkpoint or proof: the message says what is wrong with it."""


@dataclass(frozen=True)
class VerifierKey:
    """A public key with the name it signs under; `type` says what its signatures are of."""

    name: str
    public: bytes
    type: int = BY_LOG

    @property
    def id(self) -> bytes:
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.type]) + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """As C2SP writes it: name, key id and key in one word."""
        return f"{self.name}+{self.id.hex()}+{base64_of(bytes([self.type]) + self.public)}"

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.public)


@dataclass(frozen=True)
class NoteSignature:
    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        return f"— {self.name} {base64_of(self.key_id + self.signature)}\n"

    def is_by(self, key: VerifierKey) -> bool:
        return (self.name, self.key_id) == (key.name, key.id)


@dataclass(frozen=True)
class SignedNote:
    """The text with its last newline, and who signed it. Nothing of it is to be believed before it is verified."""

    text: str
    signatures: tuple[NoteSignature, ...]

    @property
    def written(self) -> str:
        return f"{self.text}\n{''.join(signature.line for signature in self.signatures)}"

    def signed_by(self, key: VerifierKey) -> NoteSignature | None:
        """The signature of this key; None where there is none, or where one in its name does not hold."""
        made = [signature for signature in self.signatures if signature.is_by(key)]
        return made[0] if made and all(verifies(self.text, one, key) for one in made) else None


def fingerprint_of(public: bytes) -> str:
    """SHA-256 of the public key in groups that can be read out."""
    digits = hashlib.sha256(public).hexdigest()
    return " ".join(digits[at : at + 8] for at in range(0, 64, 8))


def read_note(given: str | bytes) -> SignedNote:
    """Raises MalformedNote."""
    text = note_text(given)
    body, blank, signed = text.rpartition("\n\n")
    if not blank or not body or not signed.endswith("\n"):
        raise MalformedNote("A signed note is a text, a blank line and signatures, each line with its end.")
    lines = signed[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise MalformedNote(f"The note has more than {MOST_SIGNATURES} signatures.")
    return SignedNote(f"{body}\n", tuple(map(read_signature, lines)))


def note_text(given: str | bytes) -> str:
    """As text, where it is of a size and of signs that a note may have."""
    if len(given) > LARGEST:
        raise MalformedNote(f"It is larger than {LARGEST // 1024} kB.")
    try:
        text = given.decode("utf-8") if isinstance(given, bytes) else given
        text.encode("utf-8")
    except UnicodeError as error:
        raise MalformedNote("It is not text in UTF-8.") from error
    if _UNSEEN.search(text):
        raise MalformedNote("It holds control signs.")
    return text


def read_signature(line: str) -> NoteSignature:
    found = _LINE.fullmatch(line)
    if found is None:
        raise MalformedNote("A signature is a dash, a name and base64: a line is otherwise.")
    made = from_base64(found["signature"])
    if len(made) < 5:
        raise MalformedNote("A signature is too short.")
    return NoteSignature(found["name"], made[:4], made[4:])


def read_vkey(given: str) -> VerifierKey:
    """A key as C2SP writes it. Raises MalformedNote; also where its id is not that of its name and key."""
    found = _VKEY.fullmatch(given.strip())
    if found is None:
        raise MalformedNote("A key is written as name+8 hexadecimal digits+base64.")
    decoded = from_base64(found["key"])
    if len(decoded) != 33 or decoded[0] not in {BY_LOG, BY_WITNESS}:
        raise MalformedNote("Only Ed25519 keys of logs (1) and of witnesses (4) are known here.")
    key = VerifierKey(found["name"], decoded[1:], decoded[0])
    if key.id.hex() != found["id"]:
        raise MalformedNote("The key is not whole: its short number is not that of its name and key.")
    return key


def sign_note(text: str, private: Ed25519PrivateKey, name: str) -> NoteSignature:
    key = VerifierKey(name, public_bytes(private))
    return NoteSignature(name, key.id, private.sign(text.encode()))


def cosign(text: str, private: Ed25519PrivateKey, name: str, timestamp: int) -> NoteSignature:
    """cosignature/v1: as of this second, this is the largest consistent tree that the witness has seen."""
    key = VerifierKey(name, public_bytes(private), BY_WITNESS)
    made = private.sign(_cosigned(text, timestamp))
    return NoteSignature(name, key.id, timestamp.to_bytes(8, "big") + made)


def verifies(text: str, made: NoteSignature, key: VerifierKey) -> bool:
    """Whether the signature is the key's over this text: a log's, or a witness's with its time."""
    message, signature = text.encode(), made.signature
    if key.type == BY_WITNESS:
        message, signature = _cosigned(text, cosigned_at(made)), signature[8:]
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return made.is_by(key)


def cosigned_at(made: NoteSignature) -> int:
    """Seconds since 1970, as the witness's clock had it."""
    return int.from_bytes(made.signature[:8], "big")


def _cosigned(text: str, timestamp: int) -> bytes:
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def public_bytes(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes_raw()


def base64_of(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def from_base64(text: str) -> bytes:
    """Standard base64, strictly: what is written again is the same. Raises MalformedNote."""
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedNote("It is no base64.") from error
    if base64_of(value) != text:
        raise MalformedNote("It is no base64 in its one form.")
    return value


def hash_lines(hashes: Iterable[bytes]) -> str:
    return "".join(f"{base64_of(one)}\n" for one in hashes)
