"""Signed notes, checkpoints, proofs: the published vectors hold; what is malformed is refused with a sentence."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.core.transparency.checkpoints import (
    InclusionProof,
    TreeHead,
    WitnessRequest,
    read_checkpoint,
    read_proof,
    read_request,
)
from consult.core.transparency.merkle import inclusion_proof, leaf_hash, root_of, subtrees_over
from consult.core.transparency.notes import (
    BY_WITNESS,
    LARGEST,
    MalformedNote,
    SignedNote,
    VerifierKey,
    cosign,
    cosigned_at,
    public_bytes,
    read_note,
    read_signature,
    read_vkey,
    sign_note,
    verifies,
)

# The example of golang.org/x/mod/sumdb/note.
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PROBLEM = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# RFC 8032 §7.1, the second test.
SECRET = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
SIGNED_0X72 = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
KEY = Ed25519PrivateKey.from_private_bytes(SECRET)
LEAVES = [leaf_hash(bytes([number])) for number in range(20)]
HEAD = TreeHead("example.org/log/text", 20, root_of(LEAVES))
CHECKPOINT = SignedNote(HEAD.text, (sign_note(HEAD.text, KEY, HEAD.origin),))
STEPS = tuple(inclusion_proof(subtrees_over(LEAVES), 7, 20))


def test_the_note_of_the_reference_implementation() -> None:
    note, key = read_note(PROBLEM), read_vkey(NEUMANN)
    assert note.signed_by(key) is not None
    assert (key.vkey, note.written) == (NEUMANN, PROBLEM)


def test_the_signature_of_the_rfc() -> None:
    assert public_bytes(KEY).hex() == PUBLIC
    assert KEY.sign(b"\x72").hex() == SIGNED_0X72


def test_an_example_of_the_specification_is_read() -> None:
    """C2SP tlog-cosignature: a witness's line with its time."""
    line = read_signature(
        "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5"
        "nNo0xUe+mbIUBkBIfZ+qnA=="
    )
    assert (line.name, cosigned_at(line), len(line.signature)) == ("witness.example.com/w1", 1679315147, 72)


def test_a_note_changed_in_one_byte_is_not_signed() -> None:
    key = read_vkey(NEUMANN)
    assert read_note(PROBLEM.replace("answer", "Answer")).signed_by(key) is None
    assert read_note(PROBLEM.replace("x08go/ZJ", "x08go/ZK")).signed_by(key) is None


def test_a_second_line_in_the_same_name_that_does_not_hold_spoils_the_note() -> None:
    wrong = sign_note("something else\n", KEY, HEAD.origin)
    note = SignedNote(HEAD.text, (*CHECKPOINT.signatures, wrong))
    assert note.signed_by(VerifierKey(HEAD.origin, public_bytes(KEY))) is None


def test_lines_of_unknown_keys_are_passed_over() -> None:
    stranger = sign_note(HEAD.text, Ed25519PrivateKey.generate(), HEAD.origin)
    note = SignedNote(HEAD.text, (stranger, *CHECKPOINT.signatures))
    assert note.signed_by(VerifierKey(HEAD.origin, public_bytes(KEY))) == CHECKPOINT.signatures[0]


def test_a_cosignature_is_of_the_text_and_of_its_time() -> None:
    witness = VerifierKey("w.example", public_bytes(KEY), BY_WITNESS)
    line = cosign(HEAD.text, KEY, "w.example", 1_700_000_000)
    later = type(line)(line.name, line.key_id, (1_700_000_001).to_bytes(8, "big") + line.signature[8:])
    assert verifies(HEAD.text, line, witness)
    assert not verifies(HEAD.text, later, witness)
    assert not verifies(HEAD.text.replace("20", "21"), line, witness)
    assert read_vkey(witness.vkey) == witness


def test_checkpoints_proofs_and_requests_are_read_as_they_are_written() -> None:
    proof = InclusionProof(7, STEPS, CHECKPOINT, extra=b"reference")
    asked = WitnessRequest(3, STEPS, CHECKPOINT)
    assert read_checkpoint(CHECKPOINT.written) == (HEAD, CHECKPOINT)
    assert read_proof(proof.written) == proof
    assert read_proof(InclusionProof(0, (), CHECKPOINT).written).steps == ()
    assert read_request(asked.written) == asked
    assert read_request(WitnessRequest(0, (), CHECKPOINT).written).old == 0
    assert proof.holds_for(LEAVES[7])
    assert not proof.holds_for(LEAVES[8])


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_byte_of_a_proof_can_be_changed(data: st.DataObject) -> None:
    """It is malformed, or does not hold, or is not signed."""
    written = InclusionProof(7, STEPS, CHECKPOINT).written.encode()
    at, sign = data.draw(st.integers(0, len(written) - 1)), data.draw(st.integers(0, 255))
    changed = written[:at] + bytes([sign]) + written[at + 1 :]
    try:
        proof = read_proof(changed)
    except MalformedNote:
        return
    key = VerifierKey(HEAD.origin, public_bytes(KEY))
    holds = proof.holds_for(LEAVES[7]) and proof.checkpoint.signed_by(key) is not None
    assert not holds or changed == written


GOOD = CHECKPOINT.written
MALFORMED = {
    "nothing": "",
    "no signature": HEAD.text,
    "no end": GOOD[:-1],
    "no blank line": GOOD.replace("\n\n", "\n"),
    "a control sign": GOOD.replace("example", "exa\x00mple"),
    "a carriage return": GOOD.replace("\n", "\r\n"),
    "a hyphen for the dash": GOOD.replace("—", "-"),
    "too many signatures": GOOD + CHECKPOINT.signatures[0].line * 40,
    "too large": GOOD + "x" * LARGEST,
    "not base64": GOOD.replace(CHECKPOINT.signatures[0].line.split(" ")[2], "Å\n"),
    "a size with a zero before it": GOOD.replace("\n20\n", "\n020\n"),
    "a negative size": GOOD.replace("\n20\n", "\n-1\n"),
    "a size beyond all": GOOD.replace("\n20\n", "\n99999999999999999999\n"),
    "a size in other digits": GOOD.replace("\n20\n", "\n٢٠\n"),
    "a short root": GOOD.replace(HEAD.text.split("\n")[2], "AAAA"),
    "two lines only": GOOD.replace("\n20\n", "\n"),
    "an empty line in the body": GOOD.replace("\n20\n", "\n\n20\n"),
}


@pytest.mark.parametrize("what", MALFORMED)
def test_a_malformed_checkpoint_is_refused(what: str) -> None:
    with pytest.raises(MalformedNote, match=r"\.$"):
        read_checkpoint(MALFORMED[what])


@pytest.mark.parametrize(
    "given", ["", "c2sp.org/tlog-proof@v2", "c2sp.org/tlog-proof@v1\nindex 01", "old -1", "old 1\n" + "AAAA\n" * 70]
)
def test_a_malformed_proof_or_request_is_refused(given: str) -> None:
    for read in (read_proof, read_request):
        with pytest.raises(MalformedNote):
            read(f"{given}\n\n{GOOD}")


@pytest.mark.parametrize(
    "given",
    [
        "",
        "name",
        NEUMANN.replace("c74f20a3", "c74f20a4"),
        NEUMANN.replace("ARpc", "AhpC"),
        "a b+00000000+AAAA",
        "x" * 9000,
    ],
)
def test_a_malformed_key_is_refused(given: str) -> None:
    with pytest.raises(MalformedNote):
        read_vkey(given)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(MalformedNote, match="UTF-8"):
        read_note(b"\xff\xfe")
