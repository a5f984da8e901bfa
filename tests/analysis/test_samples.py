"""Is the machine right? Drawn at random, coded blind, compared."""

import re

import pytest
from sqlalchemy import select

from consult.analysis.models import Coding, Sample, SampledPoint, Theme
from consult.analysis.reliability import sampling
from consult.analysis.reliability.verdict import Verdict, verdict_of
from consult.analysis.themes import actions
from consult.core.database import db
from consult.core.ruling import Refused
from nlp.evaluation.agreement import Estimate
from tests.analysis.conftest import World
from tests.browser import Browser

SLUG = "smart-cities"


def drawn(world: World, size: int = 20) -> Sample:
    sample = actions.draw_sample(world.guideline, size, by=world.people.dana, seed=1)
    db.session.commit()
    return sample


def code_all(world: World, sample: Sample, *, wrong: int) -> None:
    """Dana agrees with the machine on all but the first `wrong` points."""
    for place, sampled in enumerate(sampling.points_of_sample(sample)):
        theme = db.session.get(Theme, sampled.theme_id) if sampled.theme_id and place >= wrong else None
        actions.code_point(sampled, theme, sampled.point.pillar, by=world.people.dana)
    db.session.commit()


def test_a_sample_holds_every_language_and_remembers_what_the_machine_said(world: World) -> None:
    themes = world.is_read()
    sampled = sampling.points_of_sample(drawn(world))
    assert len(sampled) == 20
    assert {each.point.language for each in sampled} == {"en", "fr", "es", "ar", "ru", "zh"}
    assert {each.theme_id for each in sampled} <= {theme.id for theme in themes.values()} | {None}


def test_results_compare_each_person_with_the_machine_and_each_two_people(world: World) -> None:
    world.is_read()
    sample = drawn(world)
    code_all(world, sample, wrong=4)
    for sampled in sampling.points_of_sample(sample):
        actions.code_point(sampled, None, None, by=world.people.ines)
    db.session.commit()
    coders, pairs = sampling.results_of(sample)
    dana = next(coder for coder in coders if coder.person == world.people.dana)
    compared = dana.machine["theme"]
    assert compared is not None
    assert compared.points == 20
    assert 0.8 <= compared.alike < 1
    assert compared.kappa.low <= compared.kappa.value <= compared.kappa.high
    assert dana.machine["pillar"].alike == 1  # type: ignore[union-attr]
    assert len(pairs) == 1
    assert sum(n for _language, n, _alike in sampling.by_group(sample, lambda point: point.language)) == 40


def test_a_theme_merged_since_counts_as_the_one_it_is_in(world: World) -> None:
    themes = world.is_read()
    sample = drawn(world)
    code_all(world, sample, wrong=0)
    actions.merge_theme(themes["faces"], themes["money"], by=world.people.dana)
    db.session.commit()
    assert sampling.results_of(sample)[0][0].machine["theme"].alike == 1  # type: ignore[union-attr]


def test_said_once_more_a_coding_is_replaced(world: World) -> None:
    themes = world.is_read()
    sampled = sampling.points_of_sample(drawn(world))[0]
    actions.code_point(sampled, None, None, by=world.people.dana)
    actions.code_point(sampled, themes["faces"], None, by=world.people.dana)
    db.session.commit()
    assert [coding.theme_id for coding in db.session.scalars(select(Coding))] == [themes["faces"].id]


def test_others_neither_draw_nor_code(world: World) -> None:
    world.is_read()
    sampled = sampling.points_of_sample(drawn(world))[0]
    with pytest.raises(Refused, match="draws a sample"):
        actions.draw_sample(world.guideline, 10, by=world.people.ines, seed=1)
    with pytest.raises(Refused, match="coded by the drafting team"):
        actions.code_point(sampled, None, None, by=world.people.moses)


def test_an_expert_codes_one_point_after_the_other_without_seeing_what_was_said(
    team: Browser, themes: dict[str, Theme], page_world: World
) -> None:
    for size in ("3", "0", "", "many"):
        assert "Between 10 and 400" in team.post("analysis.samples", {"size": size}, slug=SLUG)
    assert "10 points drawn at random" in team.post("analysis.samples", {"size": "10"}, slug=SLUG)
    sample = db.session.scalars(select(Sample)).one()
    code_all(page_world, sample, wrong=0)
    expert = team.as_(team.people.ines)
    for place in range(10):
        page = expert.get("analysis.code", sample_id=sample.id)
        assert "proposed" not in page
        sampled = re.search(r'name="sampled"[^>]*value="(\d+)"', page.html)[1]  # type: ignore[index]
        missing = expert.post("analysis.code", {"sampled": sampled, "theme": "", "pillar": ""}, sample_id=sample.id)
        assert "Choose a theme" in missing
        form = {"sampled": sampled, "theme": str(themes["faces"].id), "pillar": "HR"}
        answer = expert.post("analysis.code", form, sample_id=sample.id)
        if place < 9:
            assert "cannot sway you" in expert.get("analysis.sample", sample_id=sample.id)
    assert "You have coded every point" in answer
    assert "The machine and Dana Novak" in answer
    assert "Dana Novak and Ines Alves" in answer


def test_a_form_sent_twice_codes_one_point(team: Browser, themes: dict[str, Theme], page_world: World) -> None:
    sample = drawn(page_world, 10)
    first = db.session.scalars(select(SampledPoint.id).order_by(SampledPoint.id)).first()
    form = {"sampled": str(first), "theme": "none", "pillar": "none"}
    team.post("analysis.code", form, sample_id=sample.id)
    team.post("analysis.code", form, sample_id=sample.id)
    assert len(db.session.scalars(select(Coding)).all()) == 1


@pytest.mark.parametrize(
    ("points", "people", "machine", "verdict"),
    [
        (49, (0.9, 0.85, 0.95), (0.9, 0.85, 0.95), Verdict.TOO_FEW),
        (100, (0.5, 0.4, 0.6), (0.5, 0.4, 0.6), Verdict.PEOPLE_DIFFER),
        (100, (0.8, 0.7, 0.9), (0.5, 0.4, 0.6), Verdict.MACHINE_BEHIND),
        (100, (0.8, 0.7, 0.9), (0.75, 0.65, 0.85), Verdict.AS_GOOD),
        (60, (0.7, 0.5, 0.9), (0.65, 0.4, 0.85), Verdict.UNDECIDED),
    ],
)
def test_what_a_sample_says_and_what_it_leaves_open(
    points: int, people: tuple[float, float, float], machine: tuple[float, float, float], verdict: Verdict
) -> None:
    assert verdict_of(points, Estimate(*people), Estimate(*machine)) == verdict


def test_a_point_can_be_put_off_and_the_last_one_coded_again(
    team: Browser, themes: dict[str, Theme], page_world: World
) -> None:
    sample = drawn(page_world, 10)
    numbers = list(db.session.scalars(select(SampledPoint.id).order_by(SampledPoint.id)))
    later = team.get("analysis.code", sample_id=sample.id, after=numbers[0])
    assert f'value="{numbers[1]}"' in later.html
    team.post("analysis.code", {"sampled": str(numbers[1]), "theme": "none", "pillar": "HR"}, sample_id=sample.id)
    again = team.get("analysis.code", sample_id=sample.id, point=numbers[1])
    assert "this one among them" in again
    assert re.search(r'<input checked[^>]*value="HR"', again.html)
    for odd in ("x", "999999", "-1"):
        assert "1 of 10 coded" in team.get("analysis.code", sample_id=sample.id, point=odd)


def test_results_stay_shut_for_who_may_still_code_blind(
    team: Browser, themes: dict[str, Theme], page_world: World
) -> None:
    sample = drawn(page_world, 10)
    code_all(page_world, sample, wrong=0)
    assert "When two people" not in team.get("analysis.sample", sample_id=sample.id)
    shut = team.as_(team.people.ines).get("analysis.sample", sample_id=sample.id)
    assert "open when two people have coded every point" in shut
    assert "With the machine" not in shut


def test_the_themes_page_says_how_far_people_and_the_machine_agreed_by_language(
    team: Browser, themes: dict[str, Theme], page_world: World
) -> None:
    sample = drawn(page_world, 20)
    code_all(page_world, sample, wrong=0)
    assert "Two people who coded" not in team.get("analysis.themes", slug=SLUG)
    for place, sampled in enumerate(sampling.points_of_sample(sample)):
        theme = db.session.get(Theme, sampled.theme_id) if sampled.theme_id and place >= 5 else None
        actions.code_point(sampled, theme, None, by=page_world.people.ines)
    db.session.commit()
    agreement = sampling.last_agreement(page_world.guideline)
    assert agreement is not None
    assert agreement.whole.points == sum(row.points for row in agreement.languages) == 20
    assert agreement.whole.people == agreement.whole.machine == sum(row.people for row in agreement.languages)
    assert 15 <= agreement.whole.people < 20
    assert {row.language for row in agreement.languages} == {"en", "fr", "es", "ar", "ru", "zh"}
    page = team.get("analysis.themes", slug=SLUG)
    assert "Two people who coded 20 points" in page
    assert "Agreement by language" in page.html
