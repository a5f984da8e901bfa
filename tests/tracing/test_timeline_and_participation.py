"""What the pictures are drawn from: the timeline, participation, the words around a change."""

from datetime import date

from consult.drafts.models import Milestone
from consult.drafts.text_diff import Segment, difference
from consult.tracing.participation import Voices, participation
from consult.tracing.recent_decisions import excerpt
from consult.tracing.timeline import timeline


def milestone(title: str, starts: str, ends: str | None = None) -> Milestone:
    return Milestone(
        title=title, starts_on=date.fromisoformat(starts), ends_on=date.fromisoformat(ends) if ends else None
    )


STEPS = [
    milestone("Approval", "2026-12-31"),
    milestone("Mandate", "2026-01-01"),
    milestone("Drafting", "2026-01-10", "2026-06-30"),
    milestone("Rounds", "2026-05-01", "2026-08-31"),
]


def test_the_timeline_knows_what_is_done_now_and_next() -> None:
    seen = timeline(STEPS, date(2026, 6, 30))
    assert [step.milestone.title for step in seen.steps] == ["Mandate", "Drafting", "Rounds", "Approval"]
    assert [step.phase for step in seen.steps] == ["past", "now", "now", "ahead"]
    assert ([step.title for step in seen.now], seen.done) == (["Drafting", "Rounds"], 1)
    assert seen.next is not None
    assert seen.next.title == "Approval"


def test_steps_that_overlap_lie_in_lanes_and_none_leaves_the_picture() -> None:
    seen = timeline(STEPS, date(2026, 6, 30))
    assert [step.lane for step in seen.steps] == [0, 0, 1, 0]
    assert all(0 <= step.begins <= step.ends <= 1 for step in seen.steps)
    assert seen.today is not None
    assert 0.4 < seen.today < 0.6


def test_a_day_outside_the_timeline_has_no_place_in_it() -> None:
    assert timeline(STEPS, date(2030, 1, 1)).today is None
    assert timeline([], date(2030, 1, 1)).steps == ()


VOICES = [
    Voices("KE", "individual", 3),
    Voices("BR", "local_government", 5),
    Voices(None, "academia", 2),
    Voices("XX", None, 1),
]


def test_people_are_summed_by_region_and_the_unknown_are_not_spread() -> None:
    seen = participation(VOICES, {})
    assert (seen.people, seen.unknown_country, seen.unknown_type) == (11, 3, 1)
    assert {group.value: group.heard for group in seen.regions if group.heard} == {"africa": 3, "americas": 5}
    assert seen.regions_heard == 2
    assert seen.by_country == (("BR", 5), ("KE", 3))


def test_the_thinnest_region_is_the_one_furthest_from_its_target() -> None:
    targets = {("region", name): 10 for name in ("americas", "asia", "europe", "oceania")} | {("region", "africa"): 100}
    heard = [*VOICES, Voices("JP", None, 1), Voices("FR", None, 1), Voices("FJ", None, 1)]
    assert participation(heard, targets).thinnest.value == "africa"  # type: ignore[union-attr]
    assert participation(VOICES, {}).thinnest.heard == 0  # type: ignore[union-attr]
    assert participation([], {}).thinnest is None


def test_where_no_targets_were_set_nobody_is_called_missing() -> None:
    seen = participation([Voices("FR", "individual", 9)], {})
    assert (seen.short_of_target, seen.silent_subregions, seen.has_targets) == ([], [], False)
    assert seen.thinnest is None


def test_missing_groups_come_widest_gap_first_and_silent_subregions_are_named() -> None:
    seen = participation(VOICES, {("region", "africa"): 6, ("region", "oceania"): 4, ("region", "americas"): 5})
    short = [group.value for dimension, group in seen.short_of_target if dimension == "region"]
    assert short.index("oceania") < short.index("africa")
    assert "americas" not in short
    assert "Polynesia" in seen.silent_subregions
    assert "Eastern Africa" not in seen.silent_subregions


def spelled(segments: list[Segment]) -> str:
    return "".join(segment.text for segment in segments)


def test_an_excerpt_keeps_the_first_changes_and_the_words_next_to_them() -> None:
    old = "Local governments in every country of the world and in every region of it should publish registers, too."
    cut = excerpt(difference(old, old.replace("should", "shall")), around=15)
    assert spelled(cut) == "… region of it shouldshall publish …"
    assert {segment.kind for segment in cut} == {"same", "added", "removed"}


def test_an_excerpt_of_nothing_is_nothing_and_a_short_text_stays_whole() -> None:
    assert excerpt(difference("Same.", "Same.")) == []
    assert spelled(excerpt(difference("", "New."))) == "New."
    assert spelled(excerpt(difference("a b c", "a x c"))) == "a bx c"


def test_what_follows_the_last_change_shown_is_dots() -> None:
    cut = excerpt(difference("a b c d e f g", "a 1 c 2 e 3 g"), changes=1)
    assert spelled(cut) == "a b1 c …"
