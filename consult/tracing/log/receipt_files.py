"""A receipt as a file: what was said, its salt, its place in the log; and what a check of such a file finds. Pure.

Whoever holds the file needs nothing of the site to check it but the log's key.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from consult.core.transparency.canonical import NoCanonicalForm, canonical_json, commitment_to, read_json
from consult.core.transparency.checkpoints import PROOF_FORM, InclusionProof, read_head, read_proof
from consult.core.transparency.merkle import leaf_hash
from consult.core.transparency.models import LogLeaf
from consult.core.transparency.notes import MalformedNote, VerifierKey

FORM = "consult receipt 1"
LARGEST = 1024 * 1024
LONGEST_NUMBER = 9  # signs, of a row's number
RECOMPUTE = """import hashlib, json; r = json.load(open("receipt.json"))
c = json.dumps(r["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
print(hashlib.sha256(bytes.fromhex(r["salt"]) + c.encode()).hexdigest() == r["commitment"])"""


@dataclass(frozen=True)
class ReceiptCheck:
    """One thing that a receipt promises, and whether it holds; None where it cannot be told here."""

    what: str
    holds: bool | None
    because: str = ""


def receipt_file(
    content: Mapping[str, Any],
    leaf: LogLeaf,
    proof: InclusionProof | None,
    keys: Sequence[VerifierKey],
    *,
    author: Mapping[str, Any] | None = None,
    author_salt: str | None = None,
) -> bytes:
    """Canonical where it matters: the parts are hashed as they stand here."""
    made = {
        "form": FORM,
        "content": json.loads(canonical_json(content)),
        "salt": leaf.salt.hex() if leaf.salt is not None else None,
        "author": dict(author) if author is not None else None,
        "author_salt": author_salt,
        "commitment": leaf.commitment.hex(),
        "leaf": json.loads(leaf.entry),
        "keys": [key.vkey for key in keys],
        "proof": proof.written if proof is not None else None,
        "recompute": RECOMPUTE.split("\n"),
    }
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


def check_receipt(given: str | bytes, keys: Sequence[VerifierKey]) -> Sequence[ReceiptCheck]:
    """What holds of a receipt's file or of a proof. `keys`: those that sign here. Raises MalformedNote."""
    if len(given) > LARGEST:
        raise MalformedNote(_("It is larger than a receipt can be."))
    text = given.decode("utf-8", "replace") if isinstance(given, bytes) else given
    text = text.replace("\r\n", "\n")  # as a form sends it
    if text.lstrip().startswith(PROOF_FORM):
        return list(_checks_of_proof(text.lstrip(), None, keys))
    return list(_checks_of_file(_read(text), keys))


def comment_in(given: str | bytes) -> tuple[int, str]:
    """The number of the version that a receipt's file is of, and its commitment; 0 for a proof, which names none."""
    text = given.decode("utf-8", "replace") if isinstance(given, bytes) else given
    try:
        made = _read(text)
    except MalformedNote:
        return 0, ""
    table, _colon, number = str(made["leaf"].get("subject", "")).partition(":")
    named = table == "comment_version" and number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER
    return (int(number), made["commitment"]) if named else (0, "")


def _read(text: str) -> Mapping[str, Any]:
    try:
        made = read_json(text)
    except NoCanonicalForm as error:
        raise MalformedNote(_("It is neither a receipt’s file nor a proof.")) from error
    if not isinstance(made, dict) or made.get("form") != FORM:
        raise MalformedNote(_("It is JSON, and no receipt of this kind."))
    texts = ("salt", "author_salt", "commitment", "proof")
    if not isinstance(made.get("content"), dict) or not isinstance(made.get("leaf"), dict):
        raise MalformedNote(_("The receipt lacks what was said, or its leaf."))
    if any(not isinstance(made.get(name), str | None) for name in texts) or not made.get("commitment"):
        raise MalformedNote(_("A part of the receipt is of another kind than it should be."))
    return made


def _checks_of_file(made: Mapping[str, Any], keys: Sequence[VerifierKey]) -> Iterator[ReceiptCheck]:
    if made["salt"] is None:
        yield ReceiptCheck(_("The commitment is to what was said"), None, _("The salt was erased with what was said."))
    else:
        computed = _commitment(made["content"], made["salt"])
        yield ReceiptCheck(_("The commitment is to what was said"), computed == made["commitment"])
    if made.get("author") is not None and made.get("author_salt") is not None:
        of_author = _commitment(made["author"], made["author_salt"])
        yield ReceiptCheck(_("It was said by this author"), of_author == made["content"].get("author"))
    leaf = made["leaf"]
    yield ReceiptCheck(_("The leaf of the log holds that commitment"), leaf.get("commitment") == made["commitment"])
    if made.get("proof") is None:
        yield ReceiptCheck(_("The leaf stands in the log"), None, _("It was not sealed yet when the file was made."))
        return
    yield from _checks_of_proof(made["proof"], leaf_hash(canonical_json(leaf)), keys)


def _commitment(content: Any, salt: str) -> str:
    try:
        return commitment_to(content, bytes.fromhex(salt)).hex()
    except ValueError:
        return ""


def _checks_of_proof(text: str, leaf: bytes | None, keys: Sequence[VerifierKey]) -> Iterator[ReceiptCheck]:
    proof = read_proof(text)
    head = read_head(proof.checkpoint)
    where = _("Place %(index)s of %(size)s in %(origin)s.", index=proof.index, size=head.size, origin=head.origin)
    if leaf is None and not proof.extra:
        says = _("The proof names no leaf: its line “extra” is missing. Paste all of it, or the file of the receipt.")
        yield ReceiptCheck(_("The leaf stands in the log"), None, says)
    else:
        reached = leaf if leaf is not None else leaf_hash(proof.extra)
        yield ReceiptCheck(_("The leaf stands in the log"), proof.holds_for(reached), where)
    ours = [key for key in keys if key.name == head.origin]
    if not ours:
        says = _("It is of another log than those of this site: %(origin)s.", origin=head.origin)
        yield ReceiptCheck(_("The log signed it"), None, says)
        return
    signed = any(proof.checkpoint.signed_by(key) is not None for key in ours)
    yield ReceiptCheck(_("The log signed it"), signed)
