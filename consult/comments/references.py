"""References that people can read out, and the digest of what a comment says. Pure, but for chance."""

import hashlib
import json
import re
import secrets

# No 0 and O, no 1, I and L, no U: what is read out or copied by hand stays the same.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
FORM = re.compile(rf"C-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")


def new_reference() -> str:
    """One of 6 × 10¹¹, such as C-7KQ2-M4XD."""
    signs = "".join(secrets.choice(ALPHABET) for _place in range(8))
    return f"C-{signs[:4]}-{signs[4:]}"


def new_position_reference() -> str:
    """Of an organisation's position, such as P-7KQ2-M4XD."""
    return "P" + new_reference()[1:]


def read_reference(typed: str) -> str | None:
    """A reference as someone typed it (small letters, blanks, no hyphens), or None when it is none."""
    signs = re.sub(r"[^0-9A-Z]", "", typed.upper())
    written = f"C-{signs[1:5]}-{signs[5:]}" if signs.startswith("C") else ""
    return written if FORM.fullmatch(written) else None


def comment_digest(*, type: str, stance: str, text: str, proposed_text: str) -> str:  # noqa: A002 - the field's name
    """SHA-256, in hexadecimal, of canonical JSON (keys in order, no blanks, UTF-8) of one version of a comment."""
    said = {"proposed_text": proposed_text, "stance": str(stance), "text": text, "type": str(type)}
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
