"""The page of a form about clauses: kept when it is sound, else shown again with what it changes and what is wrong."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from consult.analysis.models import Point
from consult.core.database import db
from consult.core.locking import Stale
from consult.core.ruling import Refused
from consult.drafts.membership import Membership
from consult.drafts.models import Clause, Draft, Wording
from consult.drafts.queries import wordings_of
from consult.drafts.redline.moves import redline_with_moves
from consult.revisions import draft_sources
from consult.revisions.actions import RevisionContent
from consult.revisions.forms import WhyForm
from consult.revisions.models import Revision, RevisionKind, words_of
from consult.revisions.structure.actions import edit_structure, propose_structure
from consult.revisions.structure.changes import ClauseChange, base_words, proposed_words
from consult.revisions.structure.labels import told_renumbered
from consult.revisions.structure.rules import keeps_its_words, renumbered, words_lost_in

Changes = Sequence[ClauseChange]


def refused_into(form: Any, step: Callable[[], Revision]) -> Revision | None:
    """A refusal is said above the form, with what was typed."""
    try:
        return step()
    except Refused as refused:
        db.session.rollback()
        form.form_errors = [*form.form_errors, str(refused)]
        return None


class ClausePage:
    """A form about clauses: kept when it is sound, else shown again with what it changes and what is wrong."""

    def __init__(self, membership: Membership, clause: Clause | None, template: str, more: dict[str, Any]) -> None:
        self.membership, self.clause, self.template, self.more = membership, clause, template, more

    def answer(
        self,
        form: Any,
        kind: RevisionKind,
        changes: Changes,
        bases: Sequence[Wording],
        *,
        faults: Sequence[str] = (),
        at: Any = None,
        revision: Revision | None = None,
    ) -> ResponseReturnValue:
        words = words_of(bases)
        lost = words_lost_in(changes, words) if not faults else []
        points = self._checked(form, faults, at, lost)
        stale = _newer_words(form, bases) if form.is_submitted() and revision is None else None
        keeps = form.is_submitted() and not form.errors and not {"preview", "more", "take"} & request.form.keys()
        if keeps and stale is None:
            try:
                made = refused_into(form, lambda: self._kept(form, kind, changes, points, revision))
            except Stale as found:
                stale, made = found, None
                form.base_version.data = str(revision.version) if revision is not None else ""
            if made is not None:
                db.session.commit()
                flash(_("The revision is kept. Propose it to the experts when it is ready."))
                return redirect(url_for("revisions.revision", revision_id=made.id))
        named = points if form.is_submitted() or revision is None else revision.points
        before, after = (base_words(changes, words), proposed_words(changes, words)) if not faults else ("", "")
        told = {
            "segments": redline_with_moves(before, after) if before != after else [],
            "lost": lost,
            "moved_up": self._moved_up(changes, bases) if not faults else [],
        }
        return self._shown(form, named, stale, told)

    def _moved_up(self, changes: Changes, bases: Sequence[Wording]) -> list[str]:
        draft = next((base.draft for base in bases), None)
        numbers = {one.clause_id: one.number for one in wordings_of(draft)} if draft is not None else {}
        return told_renumbered(renumbered(changes, {base.id: base.clause_id for base in bases}, numbers))

    def _checked(self, form: Any, faults: Sequence[str], at: Any, lost: Sequence[str]) -> list[Point]:
        """What is wrong is said at `at`, else above the form; what is only laid out is not held to being whole yet."""
        if not form.is_submitted() or "more" in request.form:
            return []
        form.guideline = self.membership.guideline
        laid_out = "take" in request.form
        if not laid_out:
            form.validate()
        for fault in faults:
            if at is not None:
                at.errors = [*at.errors, fault]
            else:
                form.form_errors = [*form.form_errors, fault]
        if laid_out:
            return []
        if "meant" in form and not (ruling := keeps_its_words(lost, meant=form.meant.data)):
            form.form_errors = [*form.form_errors, ruling.refusal]  # the box's own name would say the opposite
        return draft_sources.points_named(form, self.membership.guideline, self.clause)

    def _kept(
        self, form: Any, kind: RevisionKind, changes: Changes, points: list[Point], revision: Revision | None
    ) -> Revision:
        proposal = RevisionContent(title=form.title.data, rationale=form.rationale.data, points=points)
        meant = bool(form.meant.data) if "meant" in form else False
        if revision is None:
            draft: Draft = self.more["wording"].draft
            return propose_structure(draft, kind, changes, proposal, meant=meant, by=current_user)
        version = form.base_version.data
        meant = meant or kind == RevisionKind.SEVERAL
        return edit_structure(revision, changes, proposal, meant=meant, base_version=version, by=current_user)

    def _shown(
        self, form: WhyForm, points: Sequence[Point], stale: Stale | None, told: dict[str, Any]
    ) -> ResponseReturnValue:
        guideline = self.membership.guideline
        shown = {
            "form": form,
            "guideline": guideline,
            "stale": stale,
            "language": guideline.language,
            "ticked": {point.id for point in points},
            "choice": draft_sources.offered(guideline, self.clause, points),
        }
        page = render_template(self.template, **shown, **told, **self.more)
        return page, 409 if stale is not None else 422 if form.errors else 200


def _newer_words(form: Any, bases: Sequence[Wording]) -> Stale | None:
    """The form was opened with words of an earlier draft."""
    now_there = next((base for base in bases), None)
    if now_there is None or form.base.data in {str(base.id) for base in bases}:
        return None
    form.base.data = str(now_there.id)
    says = _("There is a newer draft. Compare its words with those you started from, then propose again.")
    return Stale(says, theirs=now_there.text)
