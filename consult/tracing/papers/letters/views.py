"""Letters for those whom no mail reaches: which rounds have some, and the files."""

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from consult.accounts.access_log.models import PersonalData
from consult.accounts.access_log.recording import notes_access
from consult.accounts.sessions.current import password_asked_again
from consult.comments.register.exporting import may_export_register
from consult.consultations.queries import round_for
from consult.core import clock
from consult.core.streaming import download
from consult.drafts.queries import guideline_for
from consult.tracing.blueprint import bp
from consult.tracing.papers.letters.addressees import addressees_of, rounds_with_letters
from consult.tracing.papers.letters.letter_paper import letters_each, letters_in_one

MADE = {
    "docx": (letters_in_one, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "zip": (letters_each, "application/zip"),
}


@bp.get("/guidelines/<slug>/letters")
@login_required
def letters(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_export_register(membership).enforce()
    rounds = [(one, said, addressees_of(one, membership)) for one, said in rounds_with_letters(guideline).items()]
    return render_template("tracing/papers/letters.html", guideline=guideline, rounds=rounds)


@bp.get("/rounds/<round_slug>/letters.<any(docx, zip):file_format>")
@login_required
@password_asked_again
@notes_access(PersonalData.REGISTER)
def take_letters(round_slug: str, file_format: str) -> Response:
    round_, membership = round_for(current_user, round_slug) or abort(404)
    may_export_register(membership).enforce()
    make, content_type = MADE[file_format]
    found = addressees_of(round_, membership) or abort(404)
    content = make(round_, found, clock.now())
    return download([content], content_type=content_type, name=f"{round_slug}-letters.{file_format}")
