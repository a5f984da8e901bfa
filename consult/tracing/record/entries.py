"""The journal of a guideline for who reads it: filtered, in sentences, each linking to what it speaks of.

The public reads which role did something; names are for the drafting team. What an entry is about is named
only where the reader may open it: a hidden comment is "a comment", a theme not yet public "a theme".
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import Select, or_, select

from consult.accounts.countries import REGION_NAMES
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.i18n import punctuation as marks
from consult.core.journal.verb_families import VerbFamily
from consult.core.templating import when
from consult.core.verbs import Verb
from consult.drafts.labels import ROLE_NAMES
from consult.drafts.membership import Membership
from consult.drafts.models import Appointment, Guideline, Role
from consult.tracing.labels import ACTOR_NAMES
from consult.tracing.record.entry_links import entry_link, named
from consult.tracing.record.entry_texts import KNOWN, THINGS, names_in, sentence
from consult.voting.models import Ballot, BallotSeat, Vote
from consult.voting.rules import may_see_turnout

GROUP_NAMES: Mapping[str, Mapping[str, Any]] = {"region": REGION_NAMES, "stakeholder_type": STAKEHOLDER_TYPE_NAMES}
# About somebody's comment, and not theirs to do.
DEEDS_OF_OFFICE = frozenset(
    {
        Verb.COMMENT_ADMITTED,
        Verb.COMMENT_APPEAL_DECIDED,
        Verb.COMMENT_HIDDEN,
        Verb.COMMENT_PAPER_RELEASED,
        Verb.COMMENT_RELEASED,
    }
)
# Of several roles, the one in which they did it.
ROLE_OF_DEED = {
    "vote.": Role.EXPERT,
    "ballot.": Role.CHAIR,
    Verb.COMMENT_HIDDEN: Role.MODERATOR,
    Verb.COMMENT_APPEAL_DECIDED: Role.MODERATOR,
}


@dataclass(frozen=True)
class Filter:
    """What the reader asked to see."""

    family: str = ""
    since: date | None = None
    until: date | None = None
    subject: str = ""
    subject_id: int | None = None


@dataclass(frozen=True)
class Line:
    at: datetime
    number: int
    actor: str
    name: str  # empty unless names may be read
    said: Markup
    times: int = 1  # so many entries that say the same follow each other; `at` is the newest


def folded(lines: Iterable[Line]) -> list[Line]:
    """Lines that follow each other on one day and read the same are one, with their number."""
    alike = groupby(lines, key=lambda line: (line.said, line.actor, line.name, line.at.date()))
    groups = [list(group) for _same, group in alike]
    return [replace(group[0], times=len(group)) for group in groups]


def entries_of(membership: Membership, wanted: Filter) -> Select[AuditEntry]:
    """Newest first. While a ballot is open, only those who may see the turnout see that votes are cast."""
    query = select(AuditEntry).where(AuditEntry.guideline_id == membership.guideline.id)
    if not may_see_turnout(membership):
        for cast in (Vote, BallotSeat):  # who voted in secret is an entry about their seat
            counted = select(cast.id).join(Ballot, Ballot.id == cast.ballot_id).where(Ballot.closed_at.is_not(None))
            query = query.where(or_(AuditEntry.subject != cast.__tablename__, AuditEntry.subject_id.in_(counted)))
    if wanted.family in set(VerbFamily):
        query = query.where(AuditEntry.verb.in_([verb for verb in Verb if verb.family == wanted.family]))
    if wanted.since is not None:
        query = query.where(AuditEntry.at >= _midnight(wanted.since))
    if wanted.until is not None:
        query = query.where(AuditEntry.at < _midnight(wanted.until + timedelta(days=1)))
    if wanted.subject and wanted.subject_id is not None:
        query = query.where(AuditEntry.subject == wanted.subject, AuditEntry.subject_id == wanted.subject_id)
    return query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.zone("UTC"))


def entry_lines(
    entries: Sequence[AuditEntry],
    membership: Membership,
    *,
    names: bool,
    things: Mapping[tuple[str, int], Markup] | None = None,
) -> list[Line]:
    """The entries as a reader with this membership sees them; a constant number of queries. `things` are what they are
    about, where that was named already."""
    undone = _undone(entries)
    if things is None or undone:
        things = named([*entries, *undone.values()], membership)
    roles = _roles(entries, membership.guideline)
    people = _people(entries) if names else {}
    return [
        Line(
            at=entry.at,
            number=entry.id,
            actor=_actor(entry, roles.get(entry.id, set())),
            name=people.get(entry.actor_id or 0, ""),
            said=said(entry, things, undone),
        )
        for entry in entries
    ]


def _undone(entries: Sequence[AuditEntry]) -> dict[int, AuditEntry]:
    """What was taken back by those that take a change of a theme back, by its number."""
    numbers = {entry.facts["of"] for entry in entries if entry.verb == Verb.THEME_UNDONE and entry.facts.get("of")}
    found = db.session.scalars(select(AuditEntry).where(AuditEntry.id.in_(numbers))) if numbers else ()
    return {entry.id: entry for entry in found}


def said(entry: AuditEntry, things: Mapping[tuple[str, int], Markup], undone: Mapping[int, AuditEntry]) -> Markup:
    """In a sentence; of a theme that they may read, with the names that were its own then."""
    thing, facts = things.get((entry.subject, entry.subject_id)), _facts(entry)
    if entry.subject != "theme" or thing is None:
        return sentence(entry.verb, thing or _plain(entry), facts)
    told = ("was", "into_label", "was_in_label", "origin_label")
    names: dict[str, Any] = {name: entry.facts[name] for name in told if isinstance(entry.facts.get(name), str)}
    label = entry.facts.get("label")
    if entry.verb == Verb.THEME_SPLIT:
        names["parts"] = marks.join_list([marks.quoted(part["label"]) for part in entry.facts["parts"]])
        label = entry.facts["was"]["label"]
    before = undone.get(entry.facts.get("of") or 0) if entry.verb == Verb.THEME_UNDONE else None
    if before is not None:
        return sentence(entry.verb, thing, {"undid": said(before, things, undone)})
    if label:
        words = marks.quoted(label) if names else _("Theme “%(label)s”", label=label)
        thing = entry_link("analysis.theme", words, theme_id=entry.subject_id)
    return sentence(entry.verb, thing, {**facts, **names})


def _plain(entry: AuditEntry) -> str:
    return str(THINGS.get(entry.subject, entry.subject.replace("_", " ")))


def _facts(entry: AuditEntry) -> dict[str, Any]:
    """Facts that a sentence may say; a role by its name."""
    facts: dict[str, Any] = {name: fact for name, fact in entry.facts.items() if isinstance(fact, bool | int | float)}
    named_in_it = names_in(str(KNOWN[entry.verb].sentence)) if entry.verb in KNOWN else set()
    for name in named_in_it | {"because"}:  # a sentence names only what was given for everyone to read
        if isinstance(fact := entry.facts.get(name), str):
            facts[name] = _told(fact)
    role = entry.facts.get("role")
    kind, _colon, value = str(entry.facts.get("group", "")).partition(":")
    if value in GROUP_NAMES.get(kind, {}):
        facts["group"] = GROUP_NAMES[kind][value]
    return {**facts, "role": ROLE_NAMES[Role(role)]} if role in set(Role) else facts


def _told(fact: str) -> str:
    """A moment of the record as people say it; other words as they stand."""
    try:
        return when(datetime.fromisoformat(fact)) if "T" in fact else fact
    except ValueError:
        return fact


def _actor(entry: AuditEntry, roles: set[Role]) -> str:
    if entry.actor_id is None:
        return str(_("the site"))
    fitting = [role for beginning, role in ROLE_OF_DEED.items() if entry.verb.startswith(beginning) and role in roles]
    held = fitting or [role for role in ACTOR_NAMES if role in roles]
    own_voice = entry.verb.startswith(("comment.", "satisfaction.")) and entry.verb not in DEEDS_OF_OFFICE
    return str(ACTOR_NAMES[held[0]]) if held and not own_voice else str(_("a stakeholder"))


def _roles(entries: Sequence[AuditEntry], guideline: Guideline) -> dict[int, set[Role]]:
    """By entry: the roles that its actor held when it was made; administrators count as secretariat."""
    acted = [(entry.id, entry.actor_id, entry.at) for entry in entries if entry.actor_id is not None]
    numbers = {actor_id for _id, actor_id, _at in acted}
    ended = {entry.id: entry.subject_id for entry in entries if entry.verb == Verb.ROLE_TAKEN}
    columns = (Appointment.id, Appointment.person_id, Appointment.role, Appointment.appointed_at, Appointment.ended_at)
    held = select(*columns).where(Appointment.guideline_id == guideline.id, Appointment.person_id.in_(numbers))
    terms = db.session.execute(held).all()
    administered = _administered(numbers)
    found: dict[int, set[Role]] = {}
    for entry_id, actor_id, at in acted:
        theirs = [term for term in terms if term.person_id == actor_id]
        found[entry_id] = {
            term.role
            for term in theirs
            if _ran(term, at) or ended.get(entry_id) == term.id  # its holder ended it
        } or _first_role(theirs, at)
        if administered(actor_id, at):
            found[entry_id].add(Role.SECRETARIAT)
    return found


def _ran(term: Any, at: datetime) -> bool:
    return bool(term.appointed_at <= at and (term.ended_at is None or at <= term.ended_at))


def _first_role(terms: Sequence[Any], at: datetime) -> set[Role]:
    """What was done before any appointment was kept here, as in records that were read in: the first one after it."""
    if not terms or any(term.appointed_at <= at for term in terms):
        return set()
    return {min(terms, key=lambda term: term.appointed_at).role}


def _administered(numbers: Collection[int]) -> Callable[[int, datetime], bool]:
    """Whether a person administered the site at a moment: as it is now, with what the record says changed since."""
    now = set(db.session.scalars(select(Person.id).where(Person.id.in_(numbers), Person.administrator)))
    given, ended = Verb.PERSON_MADE_ADMINISTRATOR, Verb.PERSON_ADMINISTRATION_ENDED
    changes = select(AuditEntry.subject_id, AuditEntry.at, AuditEntry.verb).where(AuditEntry.verb.in_([given, ended]))
    rows = db.session.execute(changes.where(AuditEntry.subject_id.in_(numbers)).order_by(AuditEntry.id)).all()

    def administered(number: int, at: datetime) -> bool:
        later = [verb for person_id, moment, verb in rows if person_id == number and moment > at]
        return later[0] == ended if later else number in now

    return administered


def _people(entries: Iterable[AuditEntry]) -> dict[int, str]:
    numbers = {entry.actor_id for entry in entries if entry.actor_id is not None}
    return dict(db.session.execute(select(Person.id, Person.name).where(Person.id.in_(numbers))).all())
