"""The log from outside: its page, tiles and checkpoint, witnesses near and far, receipts that anybody checks."""

import hashlib
import html
import io
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from consult.accounts.actions import sign_up
from consult.comments.actions import post_receipt
from consult.comments.models import Comment
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.transparency.checkpoints import read_checkpoint, read_head, read_proof, read_request
from consult.core.transparency.jobs import seal_log
from consult.core.transparency.merkle import is_consistent, leaf_hash, root_of
from consult.core.transparency.models import Cosignature, LogLeaf, Witness
from consult.core.transparency.notes import BY_WITNESS, VerifierKey, cosign, public_bytes, read_vkey
from consult.core.transparency.queries import keys_of, leaves_about
from consult.core.transparency.tiles import hashes_of
from consult.tracing.evidence import check
from consult.tracing.log.receipt_files import check_receipt
from tests.browser import Browser
from tests.make import comments as make
from tests.make import consultations, drafts

KEY = Ed25519PrivateKey.generate()
W1 = VerifierKey("witness.example/w1", public_bytes(KEY), BY_WITNESS)
NOW = 1_700_000_000


@dataclass
class Logged:
    browser: Browser
    comment: Comment

    @property
    def slug(self) -> str:
        return self.comment.round.guideline.slug

    def text(self, endpoint: str, **values: object) -> str:
        return self.browser.get(endpoint, slug=self.slug, **values).response.get_data(as_text=True)

    def grow(self) -> None:
        make.comment(self.comment.round, self.browser.people.bruno, "One more.")
        seal_log(self.comment.round.guideline_id)


@pytest.fixture
def logged(browser: Browser) -> Logged:
    guideline = drafts.guideline()
    browser.people.appoint_all(guideline)
    round_ = consultations.round_(drafts.draft(guideline))
    comment = make.comment(round_, browser.people.amina, "Say who pays — “now”.", number="HR-L1")
    seal_log(guideline.id)
    return Logged(browser, comment)


def name_witness(logged: Logged) -> None:
    sara = logged.browser.as_(logged.browser.people.sara)
    sara.post("tracing.name_witness", {"vkey": W1.vkey, "run_by": "A university"}, slug=logged.slug)


def hand_in(logged: Logged, line: str, *, status: int = 200) -> str:
    note = logged.text("tracing.log_checkpoint") + line
    return logged.browser.post("tracing.cosignature", {"note": note}, slug=logged.slug, status=status).text


def test_the_checkpoint_the_tiles_and_the_entries_are_one_tree(logged: Logged) -> None:
    head, note = read_checkpoint(logged.text("tracing.log_checkpoint"))
    where = {"slug": logged.slug, "tile": f"000.p/{head.size}"}
    tile = logged.browser.get("tracing.log_tile", level=0, **where).response.data
    entries = logged.browser.get("tracing.log_entries", **where).response.data
    found = []
    while entries:
        length = int.from_bytes(entries[:2], "big")
        found.append(entries[2 : 2 + length])
        entries = entries[2 + length :]
    assert [leaf_hash(entry) for entry in found] == list(hashes_of(tile))
    assert root_of(list(hashes_of(tile))) == head.root
    assert all(set(json.loads(entry)) == {"commitment", "kind", "subject", "time"} for entry in found)
    assert note.signatures[0].name == head.origin


def test_what_a_tree_has_not_is_not_there(logged: Logged) -> None:
    for level, tile in ((0, "001"), (0, "000"), (1, "000.p/1"), (70, "000"), (0, "0")):
        logged.browser.get("tracing.log_tile", slug=logged.slug, level=level, tile=tile, status=404)
    logged.browser.get("tracing.log_request", slug=logged.slug, old=10**9, status=404)
    logged.browser.get("tracing.log_request", slug=logged.slug, old=-1, status=404)


def test_a_witness_is_given_how_the_log_grew(logged: Logged) -> None:
    before = read_checkpoint(logged.text("tracing.log_checkpoint"))[0]
    logged.grow()
    request = read_request(logged.text("tracing.log_request", old=before.size))
    after = read_head(request.checkpoint)
    assert after.size > before.size
    assert is_consistent(before.size, after.size, request.steps, before.root, after.root)


def test_the_page_says_plainly_that_nobody_vouches(logged: Logged) -> None:
    page = logged.browser.get("tracing.log", slug=logged.slug)
    assert "None vouches for this log." in page
    assert "None is named." in page
    assert "No witness vouches for them." in logged.browser.get("tracing.logs")
    assert read_checkpoint(logged.text("tracing.log_checkpoint"))[0].origin in page


def test_a_named_witness_that_cosigns_is_counted_and_one_that_sleeps_is_shown_asleep(logged: Logged) -> None:
    name_witness(logged)
    assert "has vouched for nothing in this log yet" in logged.browser.get("tracing.log", slug=logged.slug)
    text = read_checkpoint(logged.text("tracing.log_checkpoint"))[1].text
    assert "Kept: witness.example/w1." in hand_in(logged, cosign(text, KEY, W1.name, NOW).line)
    assert "1 witness vouches for every entry." in logged.browser.get("tracing.log", slug=logged.slug)
    head, served = read_checkpoint(logged.text("tracing.log_checkpoint"))
    assert served.signed_by(W1) is not None
    logged.grow()
    page = logged.browser.get("tracing.log", slug=logged.slug)
    assert "1 witness vouches for every entry until" in page
    assert "for the next visit of a witness" in page
    assert f"vouches for the first {head.size} entries" in page
    assert f"Witnesses vouch for the first {head.size}." in logged.browser.get("tracing.logs")
    own = logged.browser.as_(logged.browser.people.amina).get("tracing.receipt", reference=logged.comment.reference)
    assert "none vouches for this entry" not in own


def test_a_line_that_does_not_hold_is_refused_and_shown(logged: Logged) -> None:
    name_witness(logged)
    wrong = cosign("something else\n", KEY, W1.name, NOW).line
    assert "does not hold" in hand_in(logged, wrong, status=422)
    assert not db.session.scalars(select(Cosignature)).all()
    assert "something came in its name that does not hold" in logged.browser.get("tracing.log", slug=logged.slug)


def test_a_cosignature_by_nobody_named_or_of_no_checkpoint_of_ours_is_refused(logged: Logged) -> None:
    text = read_checkpoint(logged.text("tracing.log_checkpoint"))[1].text
    line = cosign(text, KEY, W1.name, NOW).line
    assert "No line on it is by a witness" in hand_in(logged, line, status=422)
    name_witness(logged)
    note = logged.text("tracing.log_checkpoint") + line
    for given, says in (
        (note.replace("/log/", "/other/"), "of another log"),
        (note.replace(f"\n{read_checkpoint(note)[0].size}\n", "\n999\n"), "signed no checkpoint of 999"),
        ("nothing", "A signed note is"),
    ):
        assert says in logged.browser.post("tracing.cosignature", {"note": given}, slug=logged.slug, status=422)


def test_a_witness_whose_clock_is_ahead_is_told(logged: Logged) -> None:
    name_witness(logged)
    text = read_checkpoint(logged.text("tracing.log_checkpoint"))[1].text
    assert "lies in the future" in hand_in(logged, cosign(text, KEY, W1.name, 2**40).line, status=422)


def test_only_what_is_a_key_of_a_witness_is_named(logged: Logged) -> None:
    sara = logged.browser.as_(logged.browser.people.sara)
    for vkey in ("nothing", VerifierKey("log.example", W1.public).vkey):
        sara.post("tracing.name_witness", {"vkey": vkey, "run_by": "X"}, slug=logged.slug, status=422)
    name_witness(logged)
    again = sara.post("tracing.name_witness", {"vkey": W1.vkey, "run_by": "X"}, slug=logged.slug, status=422)
    assert "named already" in again
    witness = db.session.scalars(select(Witness)).one()
    sara.post("tracing.dismiss_witness", slug=logged.slug, witness_id=witness.id)
    assert "None is named." in logged.browser.get("tracing.log", slug=logged.slug)


def test_the_owner_has_a_receipt_that_proves_itself_as_page_file_and_picture(logged: Logged) -> None:
    amina, reference = logged.browser.as_(logged.browser.people.amina), logged.comment.reference
    page = amina.get("tracing.receipt", reference=reference)
    assert "Say who pays — “now”." in page
    assert all(word in page for word in ("Shown with a name", "Stakeholder type", "HR-L1, whose words had the hash"))
    assert not any(name in page for name in ("stakeholder_type", "evidence_url", "wording_sha256"))
    assert "<svg" in page.html
    made = amina.get("tracing.receipt_as_file", reference=reference).response.json
    written = json.dumps(made["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(bytes.fromhex(made["salt"]) + written.encode()).hexdigest() == made["commitment"]
    proof = read_proof(made["proof"])
    entry = json.dumps(made["leaf"], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert proof.holds_for(leaf_hash(entry))
    assert any(proof.checkpoint.signed_by(read_vkey(vkey)) for vkey in made["keys"])
    alone = read_proof(amina.get("tracing.receipt_as_proof", reference=reference).response.data)
    assert alone.holds_for(leaf_hash(alone.extra))
    assert "Say who pays" not in alone.written


def test_nobody_else_has_it(logged: Logged) -> None:
    for person in (logged.browser.people.bruno, logged.browser.people.dana):
        other = logged.browser.as_(person)
        for endpoint in ("tracing.receipt", "tracing.receipt_as_file", "tracing.receipt_as_proof"):
            other.get(endpoint, reference=logged.comment.reference, status=403)


def receipt_of(logged: Logged) -> dict[str, Any]:
    amina = logged.browser.as_(logged.browser.people.amina)
    made: dict[str, Any] = amina.get("tracing.receipt_as_file", reference=logged.comment.reference).response.json
    return made


def test_anybody_checks_a_receipt_that_is_pasted_or_sent_as_a_file(logged: Logged) -> None:
    written = json.dumps(receipt_of(logged), ensure_ascii=False)
    pasted = logged.browser.post("tracing.check", {"receipt": written})
    assert (pasted.text.count("Holds:"), "Does not hold" in pasted) == (5, False)
    sent = logged.browser.post("tracing.check", {"file": (io.BytesIO(written.encode()), "receipt.json")})
    assert sent.text.count("Holds:") == 5
    proof = logged.browser.post("tracing.check", {"receipt": receipt_of(logged)["proof"]})
    assert "Cannot be told: The leaf stands in the log" in proof  # alone it does not say of which leaf


@pytest.mark.parametrize("part", ["content", "author", "commitment", "leaf", "proof"])
def test_a_changed_receipt_does_not_hold(logged: Logged, part: str) -> None:
    made = receipt_of(logged)
    changed = {
        "content": {**made["content"], "text": "Something else."},
        "author": {**made["author"], "name": "Somebody else"},
        "commitment": "0" * 64,
        "leaf": {**made["leaf"], "time": "2020-01-01T00:00:00.000000Z"},
        "proof": str(made["proof"]).replace("\nindex ", "\nindex 9"),
    }
    page = logged.browser.post("tracing.check", {"receipt": json.dumps({**made, part: changed[part]})})
    assert "Does not hold:" in page


def test_a_stranger_checks_a_receipt_without_the_site(logged: Logged, tmp_path: Path) -> None:
    """In a process of its own that knows nothing of this project, by the program that the page of checks gives."""
    (tmp_path / "check.py").write_bytes(logged.browser.get("tracing.program").response.data)
    (tmp_path / "receipt.json").write_text(json.dumps(receipt_of(logged)), "utf-8")
    key = keys_of(read_checkpoint(logged.text("tracing.log_checkpoint"))[0].origin)[-1].vkey
    words = [sys.executable, "-I", "check.py", "receipt.json", "--key", key]
    ended = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
    assert "Everything that was checked in this receipt holds together." in ended.stdout


def found_wrong(made: object, to: Path, **given: Any) -> list[str]:
    """What the program of one file finds in a receipt, as it is written."""
    to.write_text(made if isinstance(made, str) else json.dumps(made), "utf-8")
    return [fault for one in check.check_receipt(check.read_receipt(to), given.get("key")) for fault in one.faults]


def test_off_line_each_changed_part_of_a_receipt_is_named(logged: Logged, tmp_path: Path) -> None:
    made, at = receipt_of(logged), tmp_path / "receipt.json"
    assert found_wrong(made, at) == []
    proof, salt = str(made["proof"]), str(made["salt"])
    stranger = check.NoteKey.of(VerifierKey(made["keys"][0].partition("+")[0], b"7" * 32).vkey)
    short = proof.split("\n")
    del short[2]
    changes: list[tuple[str, dict[str, Any]]] = [
        ("not what the commitment is to", {"content": {**made["content"], "text": "No."}}),
        ("cannot be read", {"salt": "zz"}),
        ("not what the commitment is to", {"salt": salt[::-1]}),
        ("another author", {"author": {**made["author"], "name": "No"}}),
        ("another commitment", {"leaf": {**made["leaf"], "commitment": "0"}}),
        ("does not lead", {"proof": proof.replace("\nindex ", "\nindex 9")}),
        ("does not lead", {"proof": "\n".join(short)}),
        ("cannot be read", {"proof": proof[: len(proof) // 3]}),
        ("cannot be read", {"proof": proof.replace("\nindex ", "\nindex \x00")}),
        ("not signed by", {"proof": proof.replace("127.0.0.1:8000", "elsewhere.example")}),
        ("cannot be read", {"keys": ["x+00000000+AA=="]}),
        ("not sealed yet", {"proof": None}),
    ]
    for says, change in changes:
        assert any(says in fault for fault in found_wrong({**made, **change}, at)), (says, change)
    assert "the key that you know" in " ".join(found_wrong(made, at, key=stranger))
    amina, reference = logged.browser.as_(logged.browser.people.amina), logged.comment.reference
    alone = amina.get("tracing.receipt_as_proof", reference=reference)
    assert found_wrong(alone.response.get_data(as_text=True), at) == []


def test_the_proof_on_the_page_of_checks_holds_when_it_is_given_back(logged: Logged, tmp_path: Path) -> None:
    """On the page and off line; without the site's key it cannot be told whose log it is, which is no fault."""
    asked = {"reference": logged.comment.reference, "commitment": receipt_of(logged)["commitment"]}
    page = logged.browser.get("tracing.check", **asked).html
    shown = html.unescape(re.search(r"(c2sp\.org/tlog-proof@v1.*?)</pre>", page, re.DOTALL)[1])  # type: ignore[index]
    found = logged.browser.post("tracing.check", {"receipt": shown})
    assert "Does not hold" not in found
    assert "Cannot be told" not in found
    at = tmp_path / "p.tlog-proof"
    at.write_text(shown, "utf-8")
    key = keys_of(read_checkpoint(logged.text("tracing.log_checkpoint"))[0].origin)[-1].vkey
    for more, status, says in ((["--key", key], 0, "holds together"), ([], 3, "Whose log it is")):
        words = [sys.executable, "-I", check.__file__, str(at), *more]
        ended = subprocess.run(words, capture_output=True, text=True, check=False)
        assert (ended.returncode, says in ended.stdout) == (status, True), ended.stdout


def test_a_guest_takes_the_file_that_proves_what_they_said_by_the_link_of_their_mail(logged: Logged) -> None:
    author = logged.comment.author
    assert author is not None
    author.password_hash = None
    post_receipt([logged.comment])
    db.session.commit()
    body = db.session.scalars(select(Message.body).order_by(Message.id.desc())).first() or ""
    address = re.search(r"http://127\.0\.0\.1:8000(/receipts/of/\S+)", body)[1]  # type: ignore[index]
    made = json.loads(logged.browser.as_(None).client.get(address).data)
    assert made["content"]["text"] == logged.comment.text
    assert all(one.holds for one in check_receipt(json.dumps(made), [read_vkey(key) for key in made["keys"]]))
    way_back = re.search(r"http://127\.0\.0\.1:8000(/comments/take-back/\S+)", body)[1]  # type: ignore[index]
    for old in (f"{address}x", way_back.replace("/comments/take-back/", "/receipts/of/")):
        shown = logged.browser.client.get(old)
        assert (shown.status_code, "This link is incomplete" in shown.text) == (404, True)


def test_who_was_given_the_file_of_a_receipt_cannot_withdraw_the_comment(logged: Logged) -> None:
    author = logged.comment.author
    assert author is not None
    author.password_hash = None
    post_receipt([logged.comment])
    db.session.commit()
    body = db.session.scalars(select(Message.body).order_by(Message.id.desc())).first() or ""
    token = re.search(r"/receipts/of/(\S+)", body)[1]  # type: ignore[index]
    stranger = logged.browser.as_(None)
    for door in ("comments.take_back", "comments.attach_paper_by_link", "comments.choices_by_link"):
        assert "This link is incomplete" in stranger.get(door, status=404, token=token)
    stranger.post("comments.take_back", {}, token=token, status=404)
    assert logged.comment.state == "sent"


def test_a_proof_without_its_leaf_cannot_be_told_from_another_and_is_no_fault(logged: Logged, tmp_path: Path) -> None:
    bare, at = str(receipt_of(logged)["proof"]), tmp_path / "p.tlog-proof"
    page = logged.browser.post("tracing.check", {"receipt": bare})
    assert "Cannot be told: The leaf stands in the log" in page
    assert "Does not hold" not in page
    assert found_wrong(bare, at) == []
    ended = subprocess.run([sys.executable, "-I", check.__file__, str(at)], capture_output=True, text=True, check=False)
    assert (ended.returncode, "names no leaf" in ended.stdout) == (3, True), ended.stdout


@pytest.mark.parametrize("given", ["", "\x00" * 9, "[" * 90_000, '{"form": "consult receipt 1"}', check.PROOF])
def test_off_line_what_is_no_receipt_is_said_to_be_none(tmp_path: Path, given: str) -> None:
    with pytest.raises(check.NotAPack, match="cannot be read as a receipt"):
        found_wrong(given, tmp_path / "none.json")


def test_a_receipt_signed_by_another_key_or_of_another_log_is_said(logged: Logged) -> None:
    made = receipt_of(logged)
    foreign = {**made, "proof": str(made["proof"]).replace("127.0.0.1:8000", "elsewhere.example")}
    assert "Does not hold" not in (page := logged.browser.post("tracing.check", {"receipt": json.dumps(foreign)}))
    assert "of another log than those of this site" in page


NONE = ["", "{}", "[1]", '{"form": "consult receipt 1"}', "{" * 5000, "[" * 90_000, "c2sp.org/tlog-proof@v1\n", "é" * 9]


@pytest.mark.parametrize("given", NONE)
def test_what_is_no_receipt_is_refused_with_a_sentence(logged: Logged, given: str) -> None:
    page = logged.browser.post("tracing.check", {"receipt": given}, status=422)
    assert "This was not sent yet" in page


def test_a_file_that_is_no_receipt_is_refused_at_its_field_with_what_to_give(logged: Logged) -> None:
    page = logged.browser.post("tracing.check", {"file": (io.BytesIO(b"%PDF-1.7 \xe2\xe3"), "paper.pdf")}, status=422)
    assert "its name ends in .json or .tlog-proof" in page
    assert 'href="#file"' in page.html  # of the summary of what is wrong


@pytest.mark.parametrize("odd", ['"\\ud800"', "NaN", "1e999", "[" * 900 + "]" * 900])
@pytest.mark.parametrize("part", ["leaf", "content"])
def test_a_receipt_that_holds_what_cannot_be_hashed_is_refused(logged: Logged, part: str, odd: str) -> None:
    made = json.dumps({**receipt_of(logged), part: {"odd": "HERE"}}).replace('"HERE"', odd)
    page = logged.browser.post("tracing.check", {"receipt": made}, status=422)
    assert "neither a receipt’s file nor a proof" in page


def test_who_has_it_on_paper_finds_its_place_and_nothing_of_its_words(logged: Logged) -> None:
    leaf = next(iter(leaves_about("comment_version", [logged.comment.versions[0].id], "comment").values()))
    found = logged.browser.get("tracing.check", reference=logged.comment.reference, commitment=leaf.commitment.hex())
    assert f"It stands at place {leaf.log_index} of" in found
    assert "Say who pays" not in found
    other = logged.browser.get("tracing.check", reference=logged.comment.reference, commitment="0" * 64)
    assert "no such commitment" in other


def test_an_unsealed_receipt_says_so(logged: Logged) -> None:
    fresh = make.comment(logged.comment.round, logged.browser.people.amina, "Just now.")
    amina = logged.browser.as_(logged.browser.people.amina)
    assert "not sealed yet" in amina.get("tracing.receipt", reference=fresh.reference)
    made = amina.get("tracing.receipt_as_file", reference=fresh.reference).response.json
    assert made["proof"] is None
    assert "Cannot be told:" in logged.browser.post("tracing.check", {"receipt": json.dumps(made)})
    amina.get("tracing.receipt_as_proof", reference=fresh.reference, status=404)


def test_leaves_of_the_site_and_of_another_guideline_stay_apart(logged: Logged) -> None:
    sign_up("Kofi", "kofi@example.org")
    db.session.commit()
    logs = set(db.session.scalars(select(LogLeaf.log_id)))
    assert logs == {0, logged.comment.round.guideline_id}


def test_a_person_erases_themselves_and_every_proof_still_holds(logged: Logged) -> None:
    """By the pages: they keep their receipt, go, and a stranger checks it; nothing of theirs is left here."""
    amina = logged.browser.as_(logged.browser.people.amina)
    written = json.dumps(receipt_of(logged), ensure_ascii=False)
    before = read_checkpoint(logged.text("tracing.log_checkpoint"))[0]
    amina.post("tracing.erase", {"email": "amina@example.org", "sure": "y"})
    seal_log(logged.comment.round.guideline_id)
    db.session.expire_all()
    assert logged.comment.text == ""
    assert leaves_about("comment_version", [logged.comment.versions[0].id], "comment").popitem()[1].salt is None
    checked = logged.browser.post("tracing.check", {"receipt": written})
    assert (checked.text.count("Holds:"), "Does not hold" in checked) == (5, False)
    assert "What was said was erased here with its author" in checked
    for endpoint in ("tracing.comment", "comments.comment", "tracing.find"):
        gone = logged.browser.get(endpoint, reference=logged.comment.reference, status=410)
        assert "This comment was erased" in gone
        assert "Amina" not in gone
    paper = {"reference": logged.comment.reference, "commitment": logged.comment.commitment}
    assert "What was said was erased with its author" in logged.browser.get("tracing.check", **paper)
    request = read_request(logged.text("tracing.log_request", old=before.size))
    after = read_head(request.checkpoint)
    assert after.size > before.size
    assert is_consistent(before.size, after.size, request.steps, before.root, after.root)


def test_the_code_on_paper_leads_to_the_address_of_the_setting_and_not_to_the_host_asked_for(logged: Logged) -> None:
    page = logged.browser.as_(logged.browser.people.amina).get("tracing.receipt", reference=logged.comment.reference)
    assert "http://localhost" not in page.html
    assert f"http://127.0.0.1:8000/receipts/check?reference={logged.comment.reference}&amp;commitment=" in page.html
