"""Checks an evidence pack or a receipt of a consultation off line: one file, nothing to install, Python 3.9 or later.

    python -I check.py                in the folder that a pack was unpacked to
    python -I check.py PACK.zip       or on the zip file as it came
    python -I check.py RECEIPT.json   one receipt, or its .tlog-proof, without any pack
    python -I check.py PACK.zip --receipt RECEIPT.json        both, and that it stands in that pack
    … --key "origin+1234abcd+AQ…"     and that it is signed by the key that you know the site by
    … --json                          for another program

What it checks; each can be done by hand:
 1 files       the SHA-256 of each file is the one in manifest.json
 2 tree        leaf n is line n of leaves.jsonl, from 0: its hash is SHA-256(0x00 line), of two nodes
               SHA-256(0x01 left right), as RFC 6962 has it; there are as many, under the root, as the checkpoint says
 3 signatures  the site signed the checkpoint, and these witnesses cosigned it (Ed25519, RFC 8032; C2SP notes)
 4 contents    SHA-256(salt content) is the commitment in its leaf; content is the text from {"content": to ,"index":
 5 ballots     each result follows from seats, votes and rule, counted by code of its own
 6 journal     what was told when a ballot opened and closed is what it was
 7 words       each published text is the one before it, or what a carried revision or a hand in the journal made of it

It proves what the log held when its checkpoint was signed. That it never held anything else, only witnesses can prove,
or who kept an older checkpoint. Status 0: all holds; 1: something does not; 2: no pack; 3: untold.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import math
import re
import sys
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

FORMAT, RECEIPT, PROOF = "consult-evidence/1", "consult receipt 1", "c2sp.org/tlog-proof@v1"
MOST_FILES, MOST_BYTES, MOST_LINE, MOST_MANIFEST, MOST_FAULTS = 1_000, 8 << 30, 16 << 20, 4 << 20, 500
MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError, OverflowError)
UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
Row = dict[str, Any]
Kept = defaultdict[str, dict[str, Row]]  # by kind and subject: the newest content that was given


class NotAPack(Exception):
    """What was given cannot be read as a pack; the message says why."""


@dataclass
class PackCheck:
    """One promise: how many things were looked at, what does not hold, what a reader should know."""

    name: str
    what: str
    number: int = 0
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)

    def fault(self, text: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(text)


# 1 Files: a zip or a folder, of which no more is read than the manifest speaks of


class PackFiles:
    def __init__(self, path: Path) -> None:
        self.path, self.zip = path, None if path.is_dir() else open_zip(path)
        if self.zip is None:
            self.names = sorted(p.relative_to(path).as_posix() for p in path.rglob("*") if p.is_file())
        else:
            self.names = sorted(one.filename for one in self.zip.infolist() if not one.is_dir())
        if len(self.names) > MOST_FILES or len(set(self.names)) != len(self.names):
            raise NotAPack(f"It holds more than {MOST_FILES} files, or two of one name.")
        if "manifest.json" not in self.names:
            raise NotAPack("It has no manifest.json: it is no evidence pack, or a part of one.")
        self.manifest = read_manifest(b"".join(self.chunks("manifest.json", MOST_MANIFEST)))
        self.files: dict[str, Row] = self.manifest["files"]

    def chunks(self, name: str, most: int) -> Iterator[bytes]:
        """Counted as they are inflated: a file that is larger than it says is not read to its end."""
        try:
            with self.zip.open(name) if self.zip else (self.path / name).open("rb") as file:
                while chunk := file.read(1 << 16):
                    most -= len(chunk)
                    if most < 0:
                        raise NotAPack(f"{name} is larger than the manifest says.")
                    yield chunk
        except UNREADABLE as error:
            raise NotAPack(f"{name} cannot be read: {error}.") from error

    def lines(self, name: str, digest: Any = None) -> Iterator[bytes]:
        """Without their ends; of a file that is not there, none. `digest` takes in every byte."""
        rest = b""
        for chunk in self.chunks(name, self.files[name]["bytes"]) if name in self.names and name in self.files else ():
            if digest is not None:
                digest.update(chunk)
            *whole, rest = (rest + chunk).split(b"\n")
            yield from whole
            if len(rest) > MOST_LINE:
                raise NotAPack(f"{name} has a line of more than {MOST_LINE} bytes.")
        if rest:
            yield rest


def open_zip(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except UNREADABLE as error:
        raise NotAPack(f"{path} cannot be opened as a zip file: {error}.") from error


def read_manifest(text: bytes) -> Row:
    try:
        manifest: Row = json.loads(text)
        sizes = [file["bytes"] for file in manifest["files"].values()]
        known = manifest["format"] == FORMAT and isinstance(manifest["origin"], str)
        bounded = all(type(size) is int and size >= 0 for size in sizes) and sum(sizes) <= MOST_BYTES
    except MALFORMED as error:
        raise NotAPack(f"manifest.json cannot be read: {error!r}.") from error
    if not known or not bounded:
        raise NotAPack(f"manifest.json is not of the form {FORMAT}, or speaks of more than {MOST_BYTES >> 30} GB.")
    return manifest


def check_files(pack: PackFiles) -> PackCheck:
    check = PackCheck("files", "Files compared with the manifest")
    for name in sorted({*pack.names, *pack.files} - {"manifest.json"}):
        check.number += 1
        digest = hashlib.sha256()
        for _line in pack.lines(name, digest):
            pass
        if name not in pack.names:
            check.fault(f"{name} is in the manifest and not in the pack.")
        elif name not in pack.files:
            check.fault(f"{name} is in the pack and not in the manifest.")
        elif digest.hexdigest() != pack.files[name].get("sha256"):
            check.fault(f"{name} is not the file that the manifest speaks of: its SHA-256 is another.")
    return check


# 2 Tree: RFC 6962


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class GrowingTree:
    """Takes leaf hashes one after the other and knows its root at any size: a hash for each one bit of the size."""

    def __init__(self) -> None:
        self.size, self.peaks = 0, list[bytes]()

    def add(self, hash_: bytes) -> None:
        self.size, bits = self.size + 1, self.size + 1
        while bits % 2 == 0:  # two trees of one size become one
            hash_, bits = node_hash(self.peaks.pop(), hash_), bits // 2
        self.peaks.append(hash_)

    def root(self) -> bytes:
        *rest, root = self.peaks or [hashlib.sha256(b"").digest()]
        for peak in reversed(rest):
            root = node_hash(peak, root)
        return root


def root_over(leaf: bytes, index: int, size: int, steps: list[bytes]) -> bytes | None:
    """The root that these hashes lead to from a leaf (RFC 9162, 2.1.3.2); None: they are not as many as it takes."""
    node, last = index, size - 1
    if not 0 <= index < size or len(steps) > 63:
        return None
    for step in steps:
        if last == 0:
            return None
        if node & 1 or node == last:
            leaf = node_hash(step, leaf)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            leaf = node_hash(leaf, step)
        node, last = node >> 1, last >> 1
    return leaf if last == 0 else None


SETTLED = {"paper", "provenance", "publication", "tally", "wording"}  # decided once
Head = tuple[int, bytes, str]  # size, root, the whole note


def check_tree(pack: PackFiles, heads: list[Head]) -> tuple[PackCheck, bytearray, Counter[str]]:
    """The check, every leaf hash one after the other, and how many leaves there are of each kind."""
    check, hashes, kinds = PackCheck("tree", "Leaves hashed into the tree"), bytearray(), Counter[str]()
    tree, settled, roots = GrowingTree(), Counter[str](), {size: root for size, root, _note in heads}
    for line in pack.lines("leaves.jsonl"):
        hash_ = leaf_hash(line)
        tree.add(hash_)
        hashes += hash_
        kind, subject = about(line)
        kinds[kind] += 1
        settled[subject] += kind in SETTLED
        if tree.size in roots and roots[tree.size] != tree.root():
            check.fault(f"The checkpoint of {tree.size} leaves is not of this tree: its root is another.")
    check.number = tree.size
    for subject in (subject for subject, count in settled.items() if count > 1):
        check.fault(f"{subject} was committed to again after it was settled.")
    if not roots:
        check.fault("There is no checkpoint: nobody vouches for these leaves.")
    elif max(roots) != tree.size:
        check.fault(f"The checkpoint speaks of {max(roots)} leaves; there are {tree.size}.")
    if kinds[""]:
        check.fault(f"{kinds['']} lines of leaves.jsonl are no leaves.")
    return check, hashes, kinds


def about(line: bytes) -> tuple[str, str]:
    """Of what kind the leaf is, and kind and number of the thing that it is about."""
    try:
        leaf = json.loads(line)
        return str(leaf["kind"]), f"{leaf['kind']} {leaf['subject']}"
    except MALFORMED:
        return "", ""


# --- 3 Signatures: Ed25519 (RFC 8032, 5.1) on signed notes (C2SP) -----------------------------------------------------

P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT_OF_MINUS_ONE = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]  # X, Y, Z, T: x = X/Z, y = Y/Z, xy = T/Z


def point_from(encoded: bytes) -> Point | None:
    y, sign = int.from_bytes(encoded, "little") & (2**255 - 1), encoded[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or y >= P or (x == 0 and sign):
        return None
    x = x if x % 2 == sign else P - x
    return (x, y, 1, x * y % P)


def sum_of(one: Point, other: Point) -> Point:
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % P, (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number: int, point: Point) -> Point:
    result = (0, 1, 1, 0)
    while number:
        result = sum_of(result, point) if number & 1 else result
        point, number = sum_of(point, point), number >> 1
    return result


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature of the message is by this public key."""
    if len(public) != 32 or len(signature) != 64:
        return False
    base = point_from((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    key, nonce, s = point_from(public), point_from(signature[:32]), int.from_bytes(signature[32:], "little")
    if base is None or key is None or nonce is None or s >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = times(s, base), sum_of(nonce, times(challenge, key))
    return all((left[axis] * right[2] - right[axis] * left[2]) % P == 0 for axis in (0, 1))


@dataclass(frozen=True)
class NoteKey:
    """A key as C2SP writes it, name+id+base64; `kind` is 1 for a log's and 4 for a witness's."""

    name: str
    id: bytes
    kind: int
    public: bytes

    @classmethod
    def of(cls, text: str) -> NoteKey:
        name, id_, key = text.strip().split("+", 2)
        raw = base64.b64decode(key, validate=True)
        if hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex() != id_ or len(raw) != 33:
            raise ValueError(f"{text!r} is no whole key")
        return cls(name, bytes.fromhex(id_), raw[0], raw[1:])

    def signed(self, note: str) -> bool | None:
        """Whether it signed the note; None: the note names no signature of it."""
        text, _blank, lines = note.rpartition("\n\n")
        message, found = f"{text}\n".encode(), re.findall(r"^— (\S+) (\S+)$", lines, re.MULTILINE)
        for name, signature in ((name, base64.b64decode(given, validate=True)) for name, given in found):
            if (name, signature[:4]) == (self.name, self.id):
                made = signature[4:]
                if self.kind == 4:
                    time, made = int.from_bytes(made[:8], "big"), made[8:]
                    message = f"cosignature/v1\ntime {time}\n".encode() + message
                return is_signed(self.public, message, made)
        return None


def read_heads(pack: PackFiles, check: PackCheck) -> list[Head]:
    found = []
    for number, line in enumerate(pack.lines("checkpoints.jsonl"), 1):
        try:
            note = json.loads(line)["note"]
            origin, size, root = note.split("\n")[:3]
            found.append((int(size), base64.b64decode(root, validate=True), note))
        except MALFORMED:
            check.fault(f"Checkpoint no. {number} cannot be read.")
            continue
        if origin != pack.manifest["origin"]:
            check.fault(f"The checkpoint of {size} leaves is of another log: {origin}.")
    return sorted(found)


def read_keys(pack: PackFiles, check: PackCheck) -> list[NoteKey]:
    found = []
    for number, line in enumerate(pack.lines("keys.jsonl"), 1):
        try:
            found.append(NoteKey.of(json.loads(line)["key"]))
        except MALFORMED:
            check.fault(f"Key no. {number} in keys.jsonl is not whole.")
    return found


def check_signatures(check: PackCheck, heads: list[Head], keys: list[NoteKey], known: NoteKey | None) -> None:
    """Each checkpoint is signed by the site; `known`: by this key, the newest one."""
    vouch: list[str] = []
    for size, _root, note in heads:
        check.number += 1
        try:
            said = {key: key.signed(note) for key in keys}
            trusted = known is None or size < heads[-1][0] or known.signed(note)
        except MALFORMED:
            said, trusted = {}, False
        vouch = sorted({key.name for key, holds in said.items() if key.kind == 4 and holds})
        if not any(holds for key, holds in said.items() if key.kind == 1):
            check.fault(f"The checkpoint of {size} leaves is not signed by the site.")
        if not trusted:
            check.fault(f"The checkpoint of {size} leaves is not signed by the key that you know.")
        for key in (key for key, holds in said.items() if holds is False):
            check.fault(f"The checkpoint of {size} leaves: the signature of {key.name} does not hold.")
    check.notes.append(f"Witnesses of the newest checkpoint: {', '.join(vouch) or 'none'}.")


# --- 4 Contents and their commitments ---------------------------------------------------------------------------------

NEEDED = {"ballot", "seat", "vote", "paper", "objection", "tally", "revision", "draft", "wording", "provenance"}
NEEDED |= {"publication", "journal"}


def content_and_leaf(line: bytes) -> tuple[Row, Row, bytes]:
    """The content, the rest of the line, and the leaf that it stands for: its commitment is made of the very text."""
    end = line.rindex(b',"index":')
    raw, row = line[len(b'{"content":') : end], json.loads(b"{" + line[end + 1 :])
    shown = {"commitment": hashlib.sha256(bytes.fromhex(row["salt"]) + raw).hexdigest()}
    shown |= {name: row[name] for name in ("kind", "subject", "time")}
    return json.loads(raw), row, canonical(shown)


def check_contents(pack: PackFiles, hashes: bytearray, kinds: Counter[str]) -> tuple[PackCheck, Kept]:
    check, given, kept = PackCheck("contents", "Contents compared with the log"), Counter[str](), Kept(dict)
    for name in sorted(name for name in pack.names if name.startswith("contents/")):
        for number, line in enumerate(pack.lines(name), 1):
            check.number += 1
            try:
                content, row, leaf = content_and_leaf(line)
                kind, subject = str(row["kind"]), str(row["subject"])
                for fault in wrong_content(content, row, leaf, hashes):
                    check.fault(f"{named(kind, subject, content)}: {fault}.")
            except MALFORMED:
                check.fault(f"{name}, line {number} cannot be read.")
                continue
            given[kind] += 1
            if kind in NEEDED:
                kept[kind][subject] = content
    for kind in sorted(kind for kind in kinds if kinds[kind] > given[kind]):
        check.notes.append(f"Without content: {kinds[kind] - given[kind]} of {kinds[kind]} leaves of kind “{kind}”.")
    return check, kept


def wrong_content(content: Row, row: Row, leaf: bytes, hashes: bytearray) -> Iterator[str]:
    index = row["index"]
    if index < 0 or hashes[32 * index : 32 * index + 32] != leaf_hash(leaf):
        yield f"leaf {index} of the log commits to something else"
    if "id" in content and not str(row["subject"]).endswith(f":{content['id']}"):
        yield "its content is that of another number"
    if not author_holds(content, row.get("shown")):
        yield "its author is not the one who said it"


def author_holds(content: Row, shown: Row | None) -> bool:
    """The author is committed to apart, so that a name can be erased and the words stand."""
    return shown is None or commitment(shown["author"], shown["salt"]) == content.get("author")


def named(kind: str, subject: str, content: Row) -> str:
    """A thing by what people call it."""
    keys = ("reference", "title", "name", "voter_name", "verb", "number")
    name = next((content[key] for key in keys if content.get(key)), "")
    return f"{kind} {subject}" + (f" ({name})" if name else "")


# --- 5 Ballots: a second count ----------------------------------------------------------------------------------------

IN_FAVOUR = ("approve", "approve_with_comment")
Voice = tuple[str, bool]  # a choice, and whether the objection was lifted


@dataclass
class Cast:
    """What a ballot is counted from."""

    ballot: Row
    seats: list[Row]
    votes: list[Row]  # that stand
    papers: list[Row]  # of a secret ballot, without a seat
    lifted: set[Any]  # votes whose objection was lifted


def check_ballots(kept: Kept) -> PackCheck:
    check = PackCheck("ballots", "Results counted again from seats, votes and rule")
    lifted = {one.get("vote_id") for one in kept["objection"].values() if one.get("lifted")}
    of_ballot: defaultdict[tuple[str, Any], list[Row]] = defaultdict(list)
    for kind in ("seat", "vote", "paper"):
        for one in kept[kind].values():
            if one.get("superseded_at") is None:
                of_ballot[kind, one.get("ballot_id")].append(one)
    for tally in kept["tally"].values():
        check.number += 1
        ballot = kept["ballot"].get(f"ballot:{tally['id']}", {})
        title = kept["revision"].get(f"revision:{ballot.get('revision_id')}", {}).get("title", tally["id"])
        seats, votes, papers = (of_ballot[kind, tally["id"]] for kind in ("seat", "vote", "paper"))
        try:
            cast = Cast(ballot, seats, votes, papers, lifted)
            for fault in (*wrong_votes(cast), *wrong_result(tally, cast)):
                check.fault(f"The ballot on “{title}” {fault}.")
        except MALFORMED as error:
            check.fault(f"The ballot on “{title}” cannot be counted: {error!r}.")
    return check


def wrong_votes(cast: Cast) -> Iterator[str]:
    voted = [vote["seat_id"] for vote in cast.votes]
    if not set(voted) <= {seat["id"] for seat in cast.seats}:
        yield "holds the vote of someone who was not to vote"
    if len(set(voted)) < len(voted) or len(voted) + len(cast.papers) > len(cast.seats):
        yield "holds more votes than seats"
    if cast.papers and len(cast.papers) != sum(seat["took_part"] for seat in cast.seats):
        yield "has not as many papers as seats that took part"
    if any(vote["cast_at"] > cast.ballot["closed_at"] for vote in cast.votes):
        yield "holds a vote cast after it closed"


def wrong_result(tally: Row, cast: Cast) -> Iterator[str]:
    figures, told, ballot = figures_of(cast), tally["tally"], cast.ballot
    for name, figure in figures.items():
        if told.get(name, 0) != figure:
            yield f"was told with {told.get(name, 0)} for “{name}”; counted again it is {figure}"
    if (told["carried"] or None) != (carries(ballot, figures) or None):
        yield f"was told as carried: {told['carried']}; counted again it is not so"
    if ballot["voided_at"] is None and ballot["carried"] not in {told["carried"], None}:
        yield "has another outcome than its count"
    if (told["majority"], told["quorum"]) != (ballot["majority"], ballot["quorum"]):
        yield "was counted by another rule than the one printed on it"


def figures_of(cast: Cast) -> dict[str, int]:
    """How many of each choice; the experts of a state have one voice, where states are counted."""
    by_seat: dict[Any, Voice] = {vote["seat_id"]: (vote["choice"], vote["id"] in cast.lifted) for vote in cast.votes}
    voices, size = [*by_seat.values(), *((paper["choice"], False) for paper in cast.papers)], len(cast.seats)
    if cast.ballot["counting"] == "per_state" and cast.ballot["majority"] != "indicative":
        states: defaultdict[Any, list[Voice | None]] = defaultdict(list)
        for seat in cast.seats:
            states[seat["member_state"] or seat["id"]].append(by_seat.get(seat["id"]))
        voices, size = [voice for those in states.values() for voice in voice_of_state(those)], len(states)
    number = Counter(choice for choice, is_lifted in voices if not is_lifted)
    figures = {name: number[name] for name in ("cannot_accept", "abstain", "recused")}
    figures |= {"seated": size, "in_favour": sum(number[choice] for choice in IN_FAVOUR)}
    return figures | {"lifted": sum(up for _choice, up in voices), "took_part": len(voices) - number["recused"]}


def voice_of_state(votes: list[Voice | None]) -> list[Voice]:
    spoken = [vote for vote in votes if vote is not None and vote[0] != "recused"]
    if not spoken:
        return [("recused", False)] if all(votes) else []
    sides = {("approve" if choice in IN_FAVOUR else choice, lifted) for choice, lifted in spoken}
    return [sides.pop()] if len(sides) == 1 else [("abstain", False)]


def carries(ballot: Row, n: dict[str, int]) -> bool | None:
    """By the rule printed on the ballot; None: it decides nothing."""
    yes, no, base, rule = n["in_favour"], n["cannot_accept"], n["seated"] - n["recused"], ballot["majority"]
    if rule == "indicative":
        return None
    if rule == "silence":  # adopted unless somebody objects
        return no == 0 and base > 0
    share = Fraction(ballot["quorum"]).limit_denominator(1000)  # 0.6667 is read as the two thirds that were meant
    if n["took_part"] < max(math.ceil(share * base), ballot.get("quorum_floor", 0)):
        return False
    two_thirds = yes > 0 and 3 * yes >= 2 * (yes + no)
    return {
        "simple": yes > no,
        "absolute": 2 * yes > n["seated"],
        "two_thirds": two_thirds,
        "iso": two_thirds and 4 * no <= yes + no,
        "quarter_of_cast": two_thirds and 4 * no <= n["took_part"],
        "consensus": yes > 0 and no == 0,
    }[rule]


# 6 Journal


def entries(kept: Kept, verb: str) -> Iterator[Row]:
    return (entry for entry in kept["journal"].values() if entry.get("verb") == verb)


def check_journal(kept: Kept) -> PackCheck:
    """What the journal told of each ballot is what its own rows say."""
    check = PackCheck("journal", "Results compared with what the journal told")
    told = {entry.get("subject_id"): entry.get("facts", {}) for entry in entries(kept, "ballot.closed")}
    check.faults += wrong_voiding(kept)
    for tally in kept["tally"].values():
        check.number += 1
        facts, figures = told.get(tally["id"]), tally["tally"]
        if facts is None:
            ballot = kept["ballot"].get(f"ballot:{tally['id']}", {})
            if ballot.get("voided_at") is None or ballot["voided_at"] != ballot["closed_at"]:  # void while it was open
                check.fault(f"Ballot {tally['id']} closed, and no entry of the journal says so.")
            continue
        said = [facts.get("carried"), facts.get("for"), facts.get("against")]
        if said != [bool(figures["carried"]), figures.get("in_favour"), figures.get("cannot_accept")]:
            check.fault(f"Ballot {tally['id']}: the journal told another result than is kept.")
    for entry in entries(kept, "ballot.opened"):
        seats = [s for s in kept["seat"].values() if s.get("ballot_id") == entry.get("subject_id")]
        kept_seats = sorted([s["appointment_id"], s["member_state"] or ""] for s in seats)
        if sorted([seat[0], seat[-1] or ""] for seat in entry.get("facts", {}).get("seats", kept_seats)) != kept_seats:
            check.fault(f"Ballot {entry.get('subject_id')}: its seats are not those that the journal told.")
    return check


def wrong_voiding(kept: Kept) -> Iterator[str]:
    void = {entry.get("subject_id") for entry in entries(kept, "ballot.voided")}
    for ballot in kept["ballot"].values():
        if (ballot["voided_at"] is not None) != (ballot["id"] in void):
            yield f"Ballot {ballot['id']}: whether it was declared void, the journal tells otherwise."


# 7 Words


def check_words(kept: Kept) -> PackCheck:
    check = PackCheck("words", "Published texts compared with what was voted on, or with the draft before")
    drafts = sorted((d for d in kept["draft"].values() if d.get("state") != "editing"), key=lambda d: d["number"])
    texts: dict[Any, dict[str, Row]] = {draft["id"]: {} for draft in drafts}
    for wording in kept["wording"].values():
        texts.get(wording.get("draft_id"), {})[f"{wording['clause']} {wording['language']}"] = wording
    before: Any = None
    for draft in drafts:
        now = texts[draft["id"]]
        check.number += len(now)
        was = texts.get(draft.get("based_on_id") or before, {})
        for fault in (*wrong_words(kept, draft, now, was), *wrong_seal(kept, draft, now)):
            check.fault(f"Draft {draft['number']}{fault}.")
        before = draft["id"]
    return check


def wrong_words(kept: Kept, draft: Row, now: dict[str, Row], was: dict[str, Row]) -> Iterator[str]:
    """A text that was read in as a whole may differ without a vote; one that was prepared may not."""
    put: dict[Any, list[Row]] = {}
    for one in kept["provenance"].values():
        put.setdefault(one.get("wording_id"), []).append(one)
    read_in = any(entry.get("subject_id") == draft["id"] for entry in entries(kept, "draft.text_kept"))
    for place, wording in now.items():
        if wording["id"] in put:
            yield from (f", {wording['number']}: {wrong}" for wrong in wrong_sources(kept, put[wording["id"]], wording))
        elif was and was.get(place, {}).get("text") != wording["text"] and not read_in and not by_hand(kept, wording):
            yield f", {wording['number']}: the words are not those of the draft before, and nothing says why"


def wrong_seal(kept: Kept, draft: Row, now: dict[str, Row]) -> Iterator[str]:
    """The journal told the SHA-256 of the whole text when it was published."""
    rows = sorted([w["language"], w["clause"], w["number"], w["heading"], w["text"]] for w in now.values())
    seal = hashlib.sha256(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
    told = [e["facts"].get("seal") for e in entries(kept, "draft.published") if e.get("subject_id") == draft["id"]]
    if not told or told[0] not in {None, seal}:
        yield " is not word for word as the journal told when it was published"


def wrong_sources(kept: Kept, put: list[Row], wording: Row) -> Iterator[str]:
    """One revision put its words; another may have given it its heading or its place."""
    for one in put:
        yield from wrong_source(kept, one)
    texts = [text for one in put for text in [voted_text(kept, one)] if text is not None]
    if wording["text"] not in texts and not by_hand(kept, wording):
        yield "these are not the words that were voted on, and nothing says who changed them"


def voted_text(kept: Kept, put: Row) -> Any:
    """The words that its revision puts into this clause: one that changes the structure puts several clauses."""
    revision = kept["revision"].get(f"revision:{put['revision_id']}", {})
    if put.get("place") is None:
        return revision.get("proposed_text")
    texts = [result["text"] for change in revision.get("structure") or () for result in change["results"]]
    return texts[put["place"]] if put["place"] < len(texts) else None


def wrong_source(kept: Kept, put: Row) -> Iterator[str]:
    revision = kept["revision"].get(f"revision:{put['revision_id']}", {})
    tally = kept["tally"].get(f"ballot:{put['ballot_id']}", {})
    if kept["ballot"].get(f"ballot:{put['ballot_id']}", {}).get("revision_id") != put["revision_id"]:
        yield "its ballot was on another revision"
    if tally.get("tally", {}).get("carried") is not True:
        yield f"the revision “{revision.get('title')}” was not carried"
    if tally.get("words") != hashlib.sha256(revision.get("proposed_text", "").encode()).hexdigest():
        yield f"the words of the revision “{revision.get('title')}” are not those that were voted on"
    if put.get("place") is not None and (voted_text(kept, put) or "") not in revision.get("proposed_text", ""):
        yield f"a clause of the revision “{revision.get('title')}” is not among the words that were voted on"


def by_hand(kept: Kept, wording: Row) -> bool:
    """The last words that the journal says were given to it by hand are these."""
    edits = [e for e in entries(kept, "wording.edited") if e.get("subject_id") == wording["id"]]
    return bool(edits) and max(edits, key=lambda e: e["id"]).get("facts", {}).get("text") == wording["text"]


# Receipts


def is_receipt(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(PROOF)).lstrip().startswith((b"{", PROOF.encode()))


def read_receipt(path: Path) -> Row:
    """A receipt's file, or its proof alone, which holds the leaf and nothing of what was said."""
    try:
        with path.open("rb") as file:
            text = file.read(MOST_MANIFEST + 1).decode().replace("\r\n", "\n").lstrip()
        if text.startswith(f"{PROOF}\n") and "\nindex " in text:
            lines = text.partition("\n\n")[0].split("\n")
            entry = next((line[6:] for line in lines if line.startswith("extra ")), "bnVsbA==")  # of null
            return {"form": RECEIPT, "proof": text, "leaf": json.loads(base64.b64decode(entry, validate=True))}
        receipt = json.loads(text) if len(text) <= MOST_MANIFEST else None
        if not isinstance(receipt, dict) or receipt["form"] != RECEIPT or not isinstance(receipt["leaf"], dict):
            raise ValueError(f"it is not of the form {RECEIPT}")
    except (OSError, *MALFORMED) as error:
        raise NotAPack(f"{path} cannot be read as a receipt: {error}.") from error
    return receipt


def canonical(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def commitment(content: Any, salt: str) -> str:
    return hashlib.sha256(bytes.fromhex(salt) + canonical(content)).hexdigest()


def check_receipt(receipt: Row, known: NoteKey | None, pack: Path | None = None) -> list[PackCheck]:
    said = PackCheck("receipt", "What was said, its author, and the leaf that commits to it", 1)
    place = PackCheck("place", "The leaf's place in the log, under a checkpoint that the log signed", 1)
    parts = [(said, wrong_saying(receipt, said)), (place, wrong_place(receipt, place, known))]
    if pack is not None:
        parts.append((PackCheck("pack", "The leaf looked for in the pack", 1), wrong_pack(receipt, pack)))
    for check, wrong in parts:
        try:
            check.faults += wrong
        except MALFORMED as error:
            check.fault(f"It cannot be read: {error!r}.")
    return [check for check, _wrong in parts]


def wrong_saying(receipt: Row, check: PackCheck) -> Iterator[str]:
    if "content" not in receipt:
        check.notes.append("It is a proof alone: it says that something was recorded, and not what.")
        return
    if receipt["salt"] is None:
        check.notes.append("The salt was erased: that these are the words, nobody can show any more.")
    elif commitment(receipt["content"], receipt["salt"]) != receipt["commitment"]:
        yield "What was said is not what the commitment is to."
    shown = {"author": receipt.get("author"), "salt": receipt.get("author_salt")}
    if None not in shown.values() and not author_holds(receipt["content"], shown):
        yield "It was said by another author."
    if receipt["leaf"].get("commitment") != receipt["commitment"]:
        yield "The leaf holds another commitment."


def wrong_place(receipt: Row, check: PackCheck, known: NoteKey | None) -> Iterator[str]:
    if receipt.get("proof") is None:
        yield "It was not sealed yet when the file was made: take the file again from its page."
        return
    (form, *lines), note = receipt["proof"].partition("\n\n")[0].split("\n"), receipt["proof"].partition("\n\n")[2]
    index, *steps = [line for line in lines if not line.startswith("extra ")]
    (origin, size, root), place = note.split("\n")[:3], int(index.removeprefix("index "))
    leaf, hashes = leaf_hash(canonical(receipt["leaf"])), [base64.b64decode(one, validate=True) for one in steps]
    if receipt["leaf"] is None:
        check.untold.append("What stands there: the proof names no leaf. Take it whole, or the receipt's file.")
    elif form != PROOF or root_over(leaf, place, int(size), hashes) != base64.b64decode(root, validate=True):
        yield "The proof does not lead from the leaf to the root of the checkpoint."
    keys = [known] if known else [NoteKey.of(key) for key in receipt.get("keys", [])]
    if not keys:
        check.untold.append("Whose log it is: give the key that you know the site by with --key.")
    elif not any(key.kind == 1 and key.name == origin and key.signed(note) for key in keys):
        yield f"The checkpoint is not signed by {'the key that you know' if known else 'a key that the receipt names'}."
    elif known is None:
        check.notes.append("The key is the receipt's own word: compare it with the site's page, or give it with --key.")
    check.notes.append(f"Place {place} of {size} in {origin}.")


def wrong_pack(receipt: Row, pack: Path) -> Iterator[str]:
    wanted = canonical(receipt["leaf"])
    if receipt["leaf"] is not None and all(line != wanted for line in PackFiles(pack).lines("leaves.jsonl")):
        yield "The pack holds no such leaf: it is of another log, older than the receipt, or something was taken out."


def check_pack(path: Path, known: NoteKey | None = None) -> list[PackCheck]:
    """Raises NotAPack."""
    pack, signatures = PackFiles(path), PackCheck("signatures", "Checkpoints with their signatures")
    heads, keys = read_heads(pack, signatures), read_keys(pack, signatures)
    check_signatures(signatures, heads, keys, known)
    tree, hashes, kinds = check_tree(pack, heads)
    contents, kept = check_contents(pack, hashes, kinds)
    return [check_files(pack), tree, signatures, contents, *guarded(kept)]


def guarded(kept: Kept) -> Iterator[PackCheck]:
    """Contents of another shape than is expected are a fault, not the end of the check."""
    for check in (check_ballots, check_journal, check_words):
        try:
            yield check(kept)
        except MALFORMED as error:
            name = check.__name__[6:]
            yield PackCheck(name, name.title(), faults=[f"The contents are not of the form expected: {error!r}."])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pack", nargs="?", type=Path)
    parser.add_argument("--receipt", type=Path, help="a receipt's file, or its proof")
    parser.add_argument("--key", help="the key that you know the site by, as its page prints it")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    try:
        known, checks = NoteKey.of(given.key) if given.key else None, list[PackCheck]()
        if given.receipt is None and given.pack is not None and is_receipt(given.pack):
            given.receipt, given.pack = given.pack, None
        if given.pack is not None or given.receipt is None:
            checks += check_pack(given.pack or Path(), known)
        if given.receipt is not None:
            checks += check_receipt(read_receipt(given.receipt), known, given.pack)
    except (NotAPack, ValueError) as error:
        sys.stdout.write(json.dumps({"no_pack": str(error)}) if given.json else f"This cannot be checked. {error}\n")
        return 2
    told = {"checks": [asdict(one) for one in checks], "faults": (faults := sum(len(one.faults) for one in checks))}
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n" if given.json else in_words(checks, faults))
    return 1 if faults else 3 if any(one.untold for one in checks) else 0


def in_words(checks: list[PackCheck], faults: int) -> str:
    lines = []
    for check in checks:
        lines += [f"{check.what}: {check.number}, {len(check.faults) or 'none'} wrong"]
        kinds = {"FAULT": check.faults, "CANNOT BE TOLD": check.untold, "note ": check.notes}
        lines += [f"  {kind} {text}" for kind, texts in kinds.items() for text in texts]
    what, numbers = "receipt" if checks[0].name == "receipt" else "pack", {one.name: one.number for one in checks}
    bare = numbers.get("tree", 0) - numbers.get("contents", 0)
    but = f" Of {bare} leaves it has no content: they stand in the log; what they say was not checked." if bare else ""
    ends = [f"Everything that was checked in this {what} holds together.{but}"]
    ends += [f"Nothing in this {what} is wrong; see above what cannot be told."] * any(one.untold for one in checks)
    return "\n".join([*lines, f"Something in this {what} does not hold." if faults else ends[-1], ""])


if __name__ == "__main__":
    sys.exit(main())
