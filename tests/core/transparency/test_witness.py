"""A witness cosigns what grew out of what it saw, refuses everything else with a sentence, and keeps a fork."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consult.core.transparency.checkpoints import TreeHead, WitnessRequest, read_head
from consult.core.transparency.merkle import consistency_proof, leaf_hash, root_of, subtrees_over
from consult.core.transparency.notes import SignedNote, VerifierKey, public_bytes, read_note, read_vkey, sign_note
from consult.core.transparency.witness_cli import witness

ORIGIN = "example.org/log/text"
LOG_KEY = Ed25519PrivateKey.generate()
VKEY = VerifierKey(ORIGIN, public_bytes(LOG_KEY)).vkey
LEAVES = [leaf_hash(bytes([number])) for number in range(60)]
OTHERS = [leaf_hash(b"other" + bytes([number])) for number in range(60)]


def checkpoint(
    size: int, leaves: list[bytes] = LEAVES, key: Ed25519PrivateKey = LOG_KEY, origin: str = ORIGIN
) -> SignedNote:
    text = TreeHead(origin, size, root_of(leaves[:size])).text
    return SignedNote(text, (sign_note(text, key, origin),))


def asked(old: int, new: int, leaves: list[bytes] = LEAVES) -> str:
    steps = consistency_proof(subtrees_over(leaves), old, new)
    return WitnessRequest(old, tuple(steps), checkpoint(new, leaves)).written


class Command:
    """`consult witness --home … …`"""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *words: str) -> Result:
        return CliRunner().invoke(witness, ["--home", str(self.home), *words])

    def cosign(self, text: str) -> Result:
        file = self.home.parent / "asked.txt"
        file.write_text(text, encoding="utf-8", newline="")
        return self("cosign", str(file))


@pytest.fixture
def command(tmp_path: Path) -> Command:
    made = Command(tmp_path / "witness")
    assert made("init", "w.example").exit_code == 0
    assert made("trust", VKEY).exit_code == 0
    return made


def test_it_cosigns_the_first_and_what_grows_out_of_it(command: Command) -> None:
    key = read_vkey(command("show-key").output.split("\n")[0])
    for old, new in ((0, 7), (7, 20), (20, 20), (20, 60)):
        answer = command.cosign(asked(old, new))
        assert answer.exit_code == 0, answer.output
        note = read_note(answer.output)
        assert read_head(note).size == new
        assert note.signed_by(key) is not None
        assert note.signed_by(read_vkey(VKEY)) is not None
    assert f"{ORIGIN}: 60 leaves seen" in command("status").output


def test_a_bare_checkpoint_by_mail_will_do_for_the_first(command: Command) -> None:
    assert command.cosign(checkpoint(7).written).exit_code == 0
    assert command.cosign(checkpoint(7).written).exit_code == 4  # from then on it wants to see how it grew


def test_a_shrunken_tree_is_a_fork_and_both_checkpoints_are_kept(command: Command) -> None:
    command.cosign(asked(0, 20))
    refused = command.cosign(checkpoint(12).written)
    assert refused.exit_code == 5
    assert "The tree has shrunk: 20 leaves were seen, 12 are shown." in refused.output
    told = command("status").output
    assert checkpoint(20).written in told
    assert checkpoint(12).written in told
    assert f"{ORIGIN}: 20 leaves seen" in told


@pytest.mark.parametrize(
    ("old", "new", "says"), [(20, 20, "Two different trees of 20"), (20, 30, "does not begin with")]
)
def test_another_tree_is_a_fork(command: Command, old: int, new: int, says: str) -> None:
    command.cosign(asked(0, 20))
    refused = command.cosign(asked(old, new, OTHERS))
    assert refused.exit_code == 5
    assert says in refused.output
    forks = json.loads((command.home / "witness.json").read_text())["forks"]
    assert [(fork["kept"], fork["shown"]) for fork in forks] == [
        (checkpoint(20).written, checkpoint(new, OTHERS).written)
    ]
    assert command.cosign(asked(20, 30)).exit_code == 0  # the true one still grows


def test_the_same_fork_is_kept_once(command: Command) -> None:
    command.cosign(asked(0, 20))
    for _twice in range(2):
        command.cosign(asked(20, 30, OTHERS))
    assert command("status").output.count("FORK") == 1


def test_a_proof_from_another_size_is_refused_and_says_which(command: Command) -> None:
    command.cosign(asked(0, 20))
    refused = command.cosign(asked(7, 30))
    assert (refused.exit_code, "this witness saw 20 leaves last" in refused.output) == (4, True)


def test_a_log_or_key_that_it_was_not_told_of_is_refused(command: Command) -> None:
    stranger = Ed25519PrivateKey.generate()
    assert command.cosign(checkpoint(7, origin="other.example/log").written).exit_code == 3
    refused = command.cosign(checkpoint(7, key=stranger).written)
    assert refused.exit_code == 3
    assert "a key that this witness does not know" in refused.output


def test_a_key_that_was_rotated_is_taken_when_a_person_says_so(command: Command) -> None:
    new = Ed25519PrivateKey.generate()
    command.cosign(asked(0, 7))
    assert command.cosign(checkpoint(7, key=new).written).exit_code == 3
    assert command("trust", VerifierKey(ORIGIN, public_bytes(new)).vkey).exit_code == 0
    steps = consistency_proof(subtrees_over(LEAVES), 7, 20)
    assert command.cosign(WitnessRequest(7, tuple(steps), checkpoint(20, key=new)).written).exit_code == 0


def test_a_signature_that_does_not_hold_is_refused(command: Command) -> None:
    written = checkpoint(7).written.replace("\n7\n", "\n8\n")
    refused = command.cosign(written)
    assert refused.exit_code == 3
    assert "does not hold" in refused.output


@pytest.mark.parametrize("given", ["", "hello", "old 3\n\n", "x" * 100_000, "old 0\n\n" + checkpoint(3).written[:-1]])
def test_what_is_malformed_is_refused(command: Command, given: str) -> None:
    refused = command.cosign(given)
    assert refused.exit_code == 2
    assert refused.output.startswith("Error: ")


def test_the_key_of_a_witness_is_no_key_of_a_log(command: Command) -> None:
    own = command("show-key").output.split("\n")[0]
    assert "key of a witness" in command("trust", own).output


def test_it_begins_once_and_its_key_is_its_own(command: Command) -> None:
    assert "already" in command("init", "again").output
    assert "no blanks" in command("init", "two words").output
    assert (command.home / "witness_key.pem").stat().st_mode & 0o777 == 0o600


def test_without_a_beginning_or_with_a_damaged_memory_it_says_what_to_do(tmp_path: Path, command: Command) -> None:
    assert "Begin with" in Command(tmp_path / "none")("status").output
    (command.home / "witness.json").write_text("{}")
    assert "is damaged" in command("status").output
