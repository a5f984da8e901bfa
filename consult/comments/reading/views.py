"""Reading a draft: its contents, one pillar, the whole text on one page."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.comments.blueprint import bp, named_first, round_asked
from consult.comments.queries import rounds_open_to
from consult.comments.reading.outline import chapters_of, margin_outline, margins_of, uids_in
from consult.core import clock
from consult.drafts.queries import current_draft, draft_for
from consult.drafts.translations.queries import reading_in


@bp.get("/guidelines/<slug>/drafts/<int:number>")
def read(slug: str, number: int) -> ResponseReturnValue:
    """What the text is, what is in it, how to take part."""
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    margins = margins_of(draft, membership, clock.now())
    return render_template(
        "comments/read.html",
        draft=draft,
        reading=reading_in(draft),
        membership=membership,
        margins=margins,
        entries=margin_outline(draft, margins),
        rounds=named_first(rounds_open_to(membership, draft, clock.now(), asked=round_asked())),
        in_force=current_draft(draft.guideline),
    )


@bp.get("/guidelines/<slug>/drafts/<int:number>/<code>")
def read_pillar(slug: str, number: int, code: str) -> ResponseReturnValue:
    """One pillar at reading size, with its comments counted in the margin."""
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    margins = margins_of(draft, membership, clock.now())
    entries = margin_outline(draft, margins)
    codes = [entry.pillar.code for entry in entries]
    if code not in codes:
        abort(404)
    place = codes.index(code)
    pillar = entries[place].pillar
    chapter = chapters_of(draft, margins, pillar=pillar)[0]
    return render_template(
        "comments/read_pillar.html",
        draft=draft,
        margins=margins,
        entries=entries,
        chapter=chapter,
        reading=reading_in(draft, clauses=uids_in([chapter])),
        before=entries[place - 1].pillar if place else None,
        after=entries[place + 1].pillar if place + 1 < len(entries) else None,
        rounds=named_first(rounds_open_to(membership, draft, clock.now(), pillar=pillar, asked=round_asked())),
        in_force=current_draft(draft.guideline),
    )


@bp.get("/guidelines/<slug>/drafts/<int:number>/text")
def read_text(slug: str, number: int) -> ResponseReturnValue:
    """The whole text on one page: to search in, to print, to read on a slow line."""
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    margins = margins_of(draft, membership, clock.now())
    chapters = chapters_of(draft, margins)
    return render_template(
        "comments/read_text.html",
        draft=draft,
        margins=margins,
        chapters=chapters,
        reading=reading_in(draft, clauses=uids_in(chapters)),
        in_force=current_draft(draft.guideline),
        rounds=named_first(rounds_open_to(membership, draft, clock.now(), asked=round_asked())),
    )
