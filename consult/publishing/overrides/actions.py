"""Proposing, confirming, declining to publish although something stands in the way. Whoever does holds the draft."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import Stale, held, hold
from consult.core.mail import outbox as mail
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.models import Draft
from consult.drafts.queries import membership_of
from consult.publishing.blockers import blockers_of
from consult.publishing.models import OverrideState, PublicationOverride
from consult.publishing.overrides import rules
from consult.publishing.overrides.queries import backing_of, has_chair, live_override, people_to_confirm
from consult.publishing.rules import Blocker, digest_of_obstacles


def propose_override(draft: Draft, reasons: Mapping[str, str], *, by: Person) -> PublicationOverride:
    """A reason for each obstacle, by its kind; one that lapsed makes room. Those who may confirm it are written to."""
    hold(draft.guideline)  # whoever changes roles holds it
    draft = held(draft)
    guideline, obstacles = draft.guideline, blockers_of(draft.guideline, draft)
    rules.may_propose_override(membership_of(by, guideline), draft, obstacles).enforce()
    rules.are_grounds_sound(obstacles, reasons).enforce()
    _make_room(draft, digest_of_obstacles(obstacles))
    override = PublicationOverride(
        draft=draft,
        digest=digest_of_obstacles(obstacles),
        grounds=_grounds(obstacles, reasons),
        proposed_by=by,
        proposed_at=clock.now(),
    )
    db.session.add(override)
    try:
        db.session.flush()
    except IntegrityError as twice:
        raise Stale(_("Someone else proposed the same at this moment. Read theirs.")) from twice
    facts = {"number": draft.number, "grounds": override.grounds, "digest": override.digest}
    record(Verb.OVERRIDE_PROPOSED, override, by=by, guideline_id=guideline.id, **facts)
    _ask(override, by)
    return override


def _grounds(obstacles: Sequence[Blocker], reasons: Mapping[str, str]) -> list[dict[str, object]]:
    return [
        {"kind": each.kind, "count": each.count, "sentence": each.sentence, "reason": reasons[each.kind].strip()}
        for each in obstacles
    ]


def _make_room(draft: Draft, digest: str) -> None:
    live = live_override(draft)
    if live is None:
        return
    if live.digest == digest and backing_of(live):
        raise Refused(_("It is proposed already to publish all the same. It waits for a second person, or is confirmed."))  # fmt: skip  # noqa: E501
    live.state = OverrideState.LAPSED
    record(Verb.OVERRIDE_LAPSED, live, guideline_id=draft.guideline_id, number=draft.number)
    db.session.flush()  # before the new row: only one may be live


def _ask(override: PublicationOverride, by: Person) -> None:
    for person in people_to_confirm(override):
        values = {"person": person, "override": override, "draft": override.draft, "by": by}
        mail.post(person.email, "publishing/override", language=person.language, **values)


def confirm_override(override: PublicationOverride, *, note: str = "", by: Person) -> PublicationOverride:
    return _answered(override, OverrideState.CONFIRMED, note, by)


def decline_override(override: PublicationOverride, *, note: str, by: Person) -> PublicationOverride:
    return _answered(override, OverrideState.DECLINED, note, by)


VERBS = {OverrideState.CONFIRMED: Verb.OVERRIDE_CONFIRMED, OverrideState.DECLINED: Verb.OVERRIDE_DECLINED}


def _answered(override: PublicationOverride, answer: OverrideState, note: str, by: Person) -> PublicationOverride:
    hold(override.draft.guideline)  # whoever changes roles holds it
    draft = held(override.draft)
    override = held(override)
    guideline = draft.guideline
    rules.may_answer_override(
        membership_of(by, guideline),
        override,
        membership_of(override.proposed_by, guideline),
        blockers_of(guideline, draft),
        has_chair=has_chair(guideline),
    ).enforce()
    override.state, override.answered_by, override.answered_at, override.answer_note = answer, by, clock.now(), note
    facts = {"number": draft.number, "proposed_by": override.proposed_by_id, "note": note}
    record(VERBS[answer], override, by=by, guideline_id=guideline.id, **facts)
    return override


def withdraw_override(override: PublicationOverride, *, by: Person) -> PublicationOverride:
    draft = held(override.draft)
    override = held(override)
    rules.may_withdraw_override(membership_of(by, draft.guideline), override).enforce()
    override.state = OverrideState.WITHDRAWN
    record(Verb.OVERRIDE_WITHDRAWN, override, by=by, guideline_id=draft.guideline_id, number=draft.number)
    return override
