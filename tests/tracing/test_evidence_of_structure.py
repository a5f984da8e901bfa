"""A pack of a text that was split, merged and moved: it holds together, and what is changed in it is told."""

from pathlib import Path

import pytest
from flask import Flask

from consult.core import clock
from consult.core.database import db
from consult.core.transparency.jobs import seal_log
from consult.drafts.models import Draft
from consult.tracing.evidence import check
from consult.tracing.evidence.pack import write_pack
from tests.make import drafts as make_drafts
from tests.make import publishing as make
from tests.make import structure as make_structure
from tests.people import People
from tests.tracing.test_evidence import rewritten

MERGED = "Local governments shall use open standards in every contract and could share data centres."


@pytest.fixture
def pack(page_app: Flask, tmp_path: Path) -> Path:
    people, guideline = People(), make_drafts.guideline()
    people.appoint_all(guideline)
    base: Draft = make_drafts.draft(guideline, by=people.sara)
    for revision in (
        make_structure.split(base, people.dana),
        make_structure.merge(base, people.dana, MERGED, "DI-L1", "DI-L2"),
        make_structure.move(base, people.dana, "HR-L2", before="HR-L1"),
    ):
        make_structure.carried(revision, people.ines, people.farid, by=people.chen, author=people.dana)
    make.published(guideline, by=people.dana)
    db.session.commit()
    seal_log(guideline.id)
    with (tmp_path / "pack.zip").open("wb") as file:
        write_pack(guideline, file, clock.now())
    return tmp_path / "pack.zip"


def test_a_pack_of_a_text_whose_structure_changed_holds_together(pack: Path) -> None:
    kept = check.check_pack(pack)
    assert not [fault for one in kept for fault in one.faults]
    assert {one.name: one.number for one in kept}["words"] == 12


def test_another_second_half_of_a_split_is_told(pack: Path, tmp_path: Path) -> None:
    was, becomes = b'"text":"It holds the sensors', b'"text":"It hides the sensors'

    def change(name: str, data: bytes) -> bytes:
        return data.replace(was, becomes) if name == "contents/wording.jsonl" else data

    faults = [
        fault for one in check.check_pack(rewritten(pack, tmp_path / "spoiled.zip", change)) for fault in one.faults
    ]
    says = "Draft 2, HR-L3: these are not the words that were voted on, and nothing says who changed them."
    assert says in faults
