"""The synopsis of a draft: who was reached, how, what each group said, how it was used. It writes itself and invents
nothing: each sentence is a count, or an extract, with the address where it can be checked.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from consult.accounts.countries import REGION_NAMES
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.analysis.reporting.campaigns import folded_in
from consult.analysis.reporting.summaries import Summary
from consult.comments.models import Stance
from consult.comments.questions.queries import question_results
from consult.comments.tallies.queries import sent_by_round
from consult.consultations.labels import KIND_NAMES
from consult.consultations.models import Round
from consult.consultations.queries import sessions_of
from consult.core.database import db
from consult.core.i18n.dates import written
from consult.core.i18n.punctuation import join_list, quoted
from consult.core.templating import number
from consult.core.urls import absolute_url
from consult.drafts.labels import DIFFERENCE_NAMES
from consult.publishing.changelog import Changed
from consult.responses.labels import DISPOSITION_NAMES
from consult.responses.tallies.models import AnswerStanding
from consult.tracing.missing.gap_sentences import silent_sentences
from consult.tracing.missing.queries import gaps_of
from consult.tracing.papers.open_data.public_data import PublicData

THEMES_TOLD = 12
GROUPS_TOLD = 3  # themes of each kind of stakeholder
CHANGES_TOLD = 60


@dataclass(frozen=True)
class SynopsisSentence:
    """`address`: where what it says can be checked; `extract`: it is in the words of people, not of a machine."""

    text: str
    address: str
    extract: bool = False


@dataclass(frozen=True)
class SynopsisSection:
    """`key`: as it is called in code; `group`: the heading that it stands under, with others."""

    key: str
    heading: str
    sentences: Sequence[SynopsisSentence]
    group: str = ""


def synopsis_of(data: PublicData) -> list[SynopsisSection]:
    """As a visitor may read it now, in the language of the interface."""
    told = [
        ("consulted", _("How it was consulted"), how_it_was_consulted(data)),
        ("reached", _("Who was reached"), who_was_reached(data)),
        ("questions", _("How closed questions were answered"), _questions(data)),
        ("letters", _("Letters that many sent"), _letters(data)),
        ("said", _("What was said"), _what(data)),
        ("groups", _("What each group said"), _groups(data)),
        ("answered", _("How it was answered"), _answers(data)),
        ("done", _("What was said, and what was done"), _done(data)),
        ("decided", _("How it was decided"), how_it_was_decided(data)),
    ]
    return [SynopsisSection(key, heading, found) for key, heading, sentences in told if (found := list(sentences))]


def how_it_was_consulted(data: PublicData) -> Iterator[SynopsisSentence]:
    if data.draft.note:
        address = absolute_url("comments.read", slug=data.guideline.slug, number=data.draft.number)
        yield SynopsisSentence(data.draft.note, address, extract=True)
    for round_ in data.rounds:
        if round_.opens_at <= data.now and round_.cancelled_at is None:
            yield _round(round_, sent_by_round(data.guideline).get(round_.id, 0))
    held = [one for one in sessions_of(data.guideline) if one.round_id in {r.id for r in data.rounds}]
    held = [one for one in held if one.cancelled_at is None and one.ends_at <= data.now]
    if held:
        says = ngettext("%(num)s session was held.", "%(num)s sessions were held.", len(held))
        yield SynopsisSentence(says, absolute_url("consultations.rounds", slug=data.guideline.slug))


def _round(round_: Round, sent: int) -> SynopsisSentence:
    zone, last = ZoneInfo(round_.timezone), round_.closes_at - timedelta(seconds=1)  # the end of a day is of that day
    days = {"first": written(round_.opens_at.astimezone(zone).date()), "last": written(last.astimezone(zone).date())}
    says = ngettext(
        "“%(title)s” (%(kind)s), on draft %(number)s, from %(first)s to %(last)s: %(num)s comment.",
        "“%(title)s” (%(kind)s), on draft %(number)s, from %(first)s to %(last)s: %(num)s comments.",
        sent,
        number=round_.draft.number,
        title=round_.title,
        kind=KIND_NAMES[round_.kind],
        **days,
    )
    return SynopsisSentence(says, absolute_url("consultations.round", round_slug=round_.slug))


def _questions(data: PublicData) -> Iterator[SynopsisSentence]:
    """Each closed question with its answers, the most frequent first."""
    for round_ in data.rounds:
        if round_.id not in data.open_rounds:
            continue
        address = absolute_url("comments.results", round_slug=round_.slug)
        for one in question_results(round_):
            if not one.people:
                continue
            chosen = sorted(zip(one.question.options, one.counts, strict=True), key=lambda pair: -pair[1])
            each = (_("“%(answer)s”: %(people)s", answer=text, people=number(n)) for text, n in chosen if n)
            says = ngettext(
                "“%(question)s” was answered by %(num)s person: %(answers)s.",
                "“%(question)s” was answered by %(num)s people: %(answers)s.",
                one.people,
                question=one.question.text,
                answers=join_list(each, "semicolon"),
            )
            yield SynopsisSentence(says, address)


def who_was_reached(data: PublicData) -> Iterator[SynopsisSentence]:
    heard = data.participation
    address = absolute_url("tracing.participation", slug=data.guideline.slug)
    if not heard.people:
        return
    people = ngettext("%(num)s person was heard", "%(num)s people were heard", heard.people)
    countries = ngettext("from %(num)s country", "from %(num)s countries", len(heard.by_country))
    yield SynopsisSentence(_("%(people)s, %(countries)s.", people=people, countries=countries), address)
    for names, groups in ((REGION_NAMES, heard.regions), (STAKEHOLDER_TYPE_NAMES, heard.types)):
        for group in groups:
            name = str(names[group.value])
            if group.target:
                says = _("%(group)s: %(heard)s of %(target)s aimed at.", group=name, heard=number(group.heard), target=number(group.target))  # fmt: skip  # noqa: E501
                yield SynopsisSentence(says, address)
            elif group.heard:
                yield SynopsisSentence(_("%(group)s: %(heard)s.", group=name, heard=number(group.heard)), address)
    if heard.unknown_country:
        says = ngettext("Of %(num)s the country is not known.", "Of %(num)s the country is not known.", heard.unknown_country)  # fmt: skip  # noqa: E501
        yield SynopsisSentence(says, address)
    missing = absolute_url("tracing.missing", slug=data.guideline.slug)
    for says in silent_sentences(gaps_of(data.guideline)):
        yield SynopsisSentence(says, missing)


def _letters(data: PublicData) -> Iterator[SynopsisSentence]:
    """Campaigns apart."""
    if data.themes is None:
        return
    letters = folded_in(data.guideline, data.visitor).letters
    if letters:
        says = ngettext(
            "%(num)s letter came in many copies; it counts once, with its senders as people.",
            "%(num)s letters came in many copies; each counts once, with its senders as people.",
            len(letters),
        )
        yield SynopsisSentence(says, absolute_url("analysis.campaigns", slug=data.guideline.slug))


def _what(data: PublicData) -> Iterator[SynopsisSentence]:
    address = absolute_url("analysis.themes", slug=data.guideline.slug)
    if data.themes is None:
        yield SynopsisSentence(
            _("The themes are for everyone once every comment in them is; they are not told here yet."),
            absolute_url("consultations.rounds", slug=data.guideline.slug),
        )
        return
    subjects = [one for one in data.themes if not one.theme.left_over]
    for one in subjects[:THEMES_TOLD]:
        yield SynopsisSentence(_theme(one), absolute_url("analysis.theme", theme_id=one.theme.id))
    if (left := len(subjects) - THEMES_TOLD) > 0:
        says = ngettext("And %(num)s more theme.", "And %(num)s more themes.", left)
        yield SynopsisSentence(says, address)


def _theme(one: Summary) -> str:
    breadth = one.breadth
    points = ngettext("%(num)s point", "%(num)s points", breadth.points)
    people = ngettext("%(num)s person", "%(num)s people", breadth.people)
    stands = breadth.by_stance
    in_favour = stands[Stance.SUPPORT] + stands[Stance.SUPPORT_WITH_CHANGES]
    said = _("“%(label)s”: %(points)s by %(people)s.", label=one.theme.label, points=points, people=people)
    how = _(
        "In favour %(in_favour)s, against %(against)s.",
        in_favour=number(in_favour),
        against=number(stands[Stance.OPPOSE]),
    )
    return f"{said} {how}" if in_favour + stands[Stance.OPPOSE] else str(said)


def _groups(data: PublicData) -> Iterator[SynopsisSentence]:
    """Of each kind of stakeholder, the themes that it said most about."""
    by_type: dict[str, Counter[str]] = {}
    for one in data.themes or ():
        for kind, points in one.breadth.by_type.items() if not one.theme.left_over else ():
            by_type.setdefault(str(kind), Counter())[one.theme.label] += points
    for kind_, name in STAKEHOLDER_TYPE_NAMES.items():
        said = by_type.get(str(kind_), Counter()).most_common(GROUPS_TOLD)
        if said:
            themes = join_list((f"{quoted(label)} ({number(points)})" for label, points in said), "semicolon")
            says = _("%(group)s, most points: %(themes)s.", group=str(name), themes=themes)
            yield SynopsisSentence(says, absolute_url("analysis.themes", slug=data.guideline.slug))


def _answers(data: PublicData) -> Iterator[SynopsisSentence]:
    """Of points in rounds that everyone reads."""
    slug, standing = data.guideline.slug, AnswerStanding
    theirs = (standing.guideline_id == data.guideline.id, standing.round_id.in_(data.open_rounds))
    query = select(standing.disposition, func.count()).where(*theirs).group_by(standing.disposition)
    given = {disposition: int(points) for disposition, points in db.session.execute(query)}
    for disposition, name in DISPOSITION_NAMES.items():
        if points := given.get(disposition.value, 0):
            says = ngettext("%(name)s: %(num)s point.", "%(name)s: %(num)s points.", points, name=str(name))
            yield SynopsisSentence(says, absolute_url("responses.table", slug=slug, disposition=disposition))
    if waiting := sum(points for disposition, points in given.items() if not disposition):
        says = ngettext("%(num)s point has no answer yet.", "%(num)s points have no answer yet.", waiting)
        yield SynopsisSentence(says, absolute_url("responses.table", slug=slug, disposition="unanswered"))


def _done(data: PublicData) -> Iterator[SynopsisSentence]:
    if data.changes is None:
        return
    where = {"slug": data.guideline.slug, "number": data.draft.number}
    changed = data.changes.changed
    for name, label in DIFFERENCE_NAMES.items():
        if counted := data.changes.count(name):
            says = ngettext("%(what)s: %(num)s clause.", "%(what)s: %(num)s clauses.", counted, what=str(label))
            yield SynopsisSentence(says, absolute_url("publishing.changes", **where))
    asked_for = [one for one in changed if one.comments and one.source is not None]
    for one in sorted(asked_for, key=lambda one: -one.comments)[:CHANGES_TOLD]:
        yield _change(one)


def _change(one: Changed) -> SynopsisSentence:
    source = one.source
    assert source is not None  # noqa: S101 - only such are told
    says = ngettext(
        "%(clause)s: %(num)s comment asked for it; the revision “%(title)s” carried.",
        "%(clause)s: %(num)s comments asked for it; the revision “%(title)s” carried.",
        one.comments,
        clause=one.wording.number,
        title=source.revision.title,
    )
    return SynopsisSentence(says, absolute_url("tracing.clause", uid=one.wording.clause.uid))


def how_it_was_decided(data: PublicData) -> Iterator[SynopsisSentence]:
    ballots = [ballot for ballot, _tally in data.ballots if ballot.voided_at is None]
    carried = sum(1 for ballot in ballots if ballot.carried)
    address = absolute_url("voting.ballots", slug=data.guideline.slug)
    if ballots:
        closed = ngettext("%(num)s ballot was held", "%(num)s ballots were held", len(ballots))
        yield SynopsisSentence(_("%(closed)s; %(carried)s carried.", closed=closed, carried=number(carried)), address)
