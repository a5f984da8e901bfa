"""References that can be read out, and the hash on a receipt, which anyone can make again."""

import hashlib

import pytest

from consult.comments.models import CommentType
from consult.comments.references import FORM, comment_digest, new_reference, read_reference


def test_a_reference_has_no_sign_that_is_mistaken_for_another() -> None:
    references = {new_reference() for _each in range(500)}
    assert len(references) == 500
    assert all(FORM.fullmatch(reference) and not set("01ILOU") & set(reference) for reference in references)


@pytest.mark.parametrize("typed", ["C-7KQ2-M4XD", "c7kq2m4xd", " c-7kq2 m4xd ", "C–7KQ2–M4XD"])
def test_a_reference_is_found_however_it_is_typed(typed: str) -> None:
    assert read_reference(typed) == "C-7KQ2-M4XD"


@pytest.mark.parametrize("typed", ["", "C-7KQ2", "D-7KQ2-M4XD", "C-0OQ2-M4XD", "C-7KQ2-M4XDD"])
def test_what_is_no_reference_is_none(typed: str) -> None:
    assert read_reference(typed) is None


def test_the_digest_is_of_canonical_json() -> None:
    canonical = '{"proposed_text":"","stance":"oppose","text":"Ça “va” 城","type":"general"}'
    said = comment_digest(type=CommentType.GENERAL, stance="oppose", text="Ça “va” 城", proposed_text="")
    assert said == hashlib.sha256(canonical.encode()).hexdigest()
