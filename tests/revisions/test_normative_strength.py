"""The force-of-language watch: what it notices, what it leaves alone, and that it says so where it cannot read."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from consult.revisions.force.cli import force_command
from consult.revisions.force.normative_strength import Remark, StrengthChange, watch

F = StrengthChange
CASES = [
    ("Cities shall publish data.", "Cities should publish data.", [Remark(F.WEAKER, "shall", "should")]),
    ("Cities could share data.", "Cities must share data.", [Remark(F.STRONGER, "could", "must")]),
    ("Cities shall publish data.", "Cities must publish data.", []),
    ("Cities shall act.", "Cities are encouraged to act.", [Remark(F.WEAKER, "shall", "are encouraged to")]),
    ("States ensure access.", "States promote access.", [Remark(F.WEAKER, "ensure", "promote")]),
    ("States prohibit it.", "States regulate it.", [Remark(F.WEAKER, "prohibit", "regulate")]),
    ("States should ensure access.", "States should seek to ensure access.", [Remark(F.WEAKER, "", "seek to")]),
    ("Cities publish data.", "Cities publish data. They shall update it.", [Remark(F.STRONGER, "", "shall")]),
    ("Publish it. They should update it.", "Publish it.", [Remark(F.WEAKER, "should", "")]),
    ("Publish it.", "Publish it where appropriate.", [Remark(F.LATITUDE_PUT, "", "where appropriate")]),
    ("Publish it, as far as possible.", "Publish it.", [Remark(F.LATITUDE_STRUCK, "as far as possible", "")]),
    ("Cities shall not sell data.", "Cities shall sell data.", [Remark(F.NEGATION_STRUCK, "shall not", "")]),
    ("It may be kept.", "It may not be kept.", [Remark(F.NEGATION_PUT, "", "may not")]),
    ("Each has a right to privacy.", "Each has a claim to privacy.", [Remark(F.RIGHTS_STRUCK, "right", "")]),
    ("Protect the accessibility of services.", "Protect accessible services.", []),
    ("From May 2027 it is kept.", "From June 2027 it is kept.", [Remark(F.NUMBER_CHANGED, "may", "june")]),
    ("Cities shall publish; towns should share.", "Towns should share; cities shall publish.", []),
    ("The register names each sensor.", "The register lists every sensor.", []),
]


@pytest.mark.parametrize(("old", "new", "remarks"), CASES)
def test_what_is_noticed(old: str, new: str, remarks: list[Remark]) -> None:
    assert watch(old, new, "en") == remarks


@pytest.mark.parametrize(("old", "new"), [(case[0], case[1]) for case in CASES if case[2]])
def test_every_remark_is_a_sentence_with_the_words_it_is_about(page_app: object, old: str, new: str) -> None:
    for remark in watch(old, new, "en") or []:
        assert remark.says.endswith((".", "”."))
        assert remark.before in remark.says
        assert remark.after in remark.says


def test_it_says_that_it_cannot_read_another_language() -> None:
    assert watch("Die Städte müssen.", "Die Städte können.", "de") is None


IN_LANGUAGES = [
    ("en", "All cities shall report.", "Some cities shall report.", [(F.SCOPE_NARROWER, "all", "some")]),
    ("en", "Cities shall report.", "Companies shall report.", [(F.ACTOR_CHANGED, "cities", "companies")]),
    ("en", "Cities shall publish data.", "Data shall be published.", [(F.ACTOR_STRUCK, "cities", "")]),
    ("en", "Act within 30 days.", "Act within 60 days.", [(F.NUMBER_CHANGED, "30", "60")]),
    (
        "en",
        "“Open data” means data that anyone may use.",
        "“Open data” means data that residents may use.",
        [(F.ACTOR_PUT, "", "residents"), (F.DEFINITION_CHANGED, "Open data", "")],
    ),
    ("fr", "Les villes doivent publier.", "Les villes devraient publier.", [(F.WEAKER, "doivent", "devraient")]),
    ("fr", "Garantir l’accès.", "Encourager l’accès.", [(F.WEAKER, "garantir", "encourager")]),
    ("fr", "Publier les données.", "Publier, le cas échéant, les données.", [(F.LATITUDE_PUT, "", "le cas échéant")]),
    ("fr", "Le droit à la vie privée.", "Le droit à la vie.", [(F.RIGHTS_STRUCK, "vie privée", "")]),
    (
        "fr",
        "On ne doit pas vendre.",
        "On doit vendre.",
        [(F.NEGATION_STRUCK, "ne doit pas", "")],
    ),
    ("fr", "Les États agissent.", "Les villes agissent.", [(F.ACTOR_CHANGED, "états", "villes")]),
    ("es", "Las ciudades deberán publicar.", "Las ciudades podrán publicar.", [(F.WEAKER, "deberán", "podrán")]),
    ("es", "Se publica.", "Se publica, cuando proceda.", [(F.LATITUDE_PUT, "", "cuando proceda")]),
    ("es", "Antes de mayo de 2030.", "Antes de junio de 2030.", [(F.NUMBER_CHANGED, "mayo", "junio")]),
    ("ru", "Города должны сообщать.", "Города могут сообщать.", [(F.WEAKER, "должны", "могут")]),
    ("ar", "يَجِبُ على المدن النشر.", "يجوز للمدن النشر.", [(F.WEAKER, "يَجِبُ", "يجوز")]),
    ("zh", "各国政府必须公布。", "各国政府可以公布。", [(F.WEAKER, "必须", "可以")]),
]


@pytest.mark.parametrize(("language", "old", "new", "remarks"), IN_LANGUAGES)
def test_what_is_noticed_in_each_language(
    language: str, old: str, new: str, remarks: list[tuple[StrengthChange, str, str]]
) -> None:
    found = watch(old, new, language) or []
    assert [(remark.force, remark.before, remark.after) for remark in found] == remarks


@pytest.mark.parametrize(("language", "old", "new", "remarks"), IN_LANGUAGES)
def test_each_remark_has_its_place_in_the_text(language: str, old: str, new: str, remarks: object) -> None:
    for remark in watch(old, new, language) or []:
        if remark.old_span and remark.force != F.DEFINITION_CHANGED:
            assert old[slice(*remark.old_span)].lower() == remark.before.lower()
        if remark.new_span:
            assert new[slice(*remark.new_span)].lower() == remark.after.lower()


def test_the_command_says_kinds_and_places(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text("Les villes doivent publier.", encoding="utf-8")
    (tmp_path / "new.txt").write_text("Les villes peuvent publier.", encoding="utf-8")
    words = [str(tmp_path / "old.txt"), str(tmp_path / "new.txt"), "--language", "fr", "--json"]
    told = json.loads(CliRunner().invoke(force_command, words).output)
    assert [(one["kind"], one["old"]["span"], one["new"]["span"]) for one in told["remarks"]] == [
        ("weaker", [11, 18], [11, 18])
    ]
    refused = CliRunner().invoke(force_command, [*words[:2], "--language", "xx"])
    assert (refused.exit_code, "does not read" in refused.output) == (1, True)


@given(st.text(st.sampled_from("shall should may not ensure where appropriate rights . ")))
def test_the_same_text_gives_nothing_to_remark(text: str) -> None:
    assert watch(text, text, "en") == []


@given(st.lists(st.sampled_from(["shall", "should", "may", "city", "ensure", "promote"]), max_size=8).map(" ".join))
def test_what_one_way_makes_weaker_the_other_way_makes_stronger(words: str) -> None:
    there, back = watch(words, f"{words} shall", "en"), watch(f"{words} shall", words, "en")
    assert there is not None
    assert back is not None
    assert [r.force for r in there if r.force == F.STRONGER] == [F.STRONGER for r in back if r.force == F.WEAKER]
