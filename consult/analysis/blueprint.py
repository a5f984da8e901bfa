"""The blueprint that all pages of analysis hang on, and what their templates may ask and name."""

from flask import Blueprint, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.exceptions import NotFound

from consult.accounts.countries import REGION_NAMES, country_name
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.analysis.queries import everyone_reads_some, may_read_themes_of
from consult.analysis.reporting.open_themes import open_themes_of
from consult.analysis.rules import ThemesNotYet, may_code, may_curate, may_draw
from consult.analysis.shared.point_filter import Selection
from consult.analysis.shared.time_buckets import TimeBucket
from consult.analysis.themes.undo_flash import filing_kept, undo_offered
from consult.comments.labels import STANCE_NAMES
from consult.comments.labels import TYPE_NAMES as COMMENT_TYPE_NAMES
from consult.consultations.models import Visibility
from consult.core.i18n.languages import language_now
from consult.core.templating import rule
from consult.drafts.models import Guideline
from consult.drafts.queries import membership_of

bp = Blueprint("analysis", __name__)
rule("curate", may_curate)
rule("draw", may_draw)
rule("code", may_code)

# What became of a theme in the last run.
THEME_CHANGE_NAMES = {
    "new": _l("new"),
    "grew": _l("grew"),
    "split": _l("split off"),
    "merged": _l("merged"),
    "same": "",
}
STAGE_NAMES = {
    "": _l("Waiting for a worker"),
    "languages": _l("Telling languages"),
    "points": _l("Cutting comments into points"),
    "campaigns": _l("Finding letters in copies"),
    "vectors": _l("Reading the points"),
    "themes": _l("Finding themes"),
    "placing": _l("Filing points under themes"),
    "pillars": _l("Reading which pillar each point speaks of"),
    "report": _l("Choosing examples"),
    "map": _l("Drawing the map"),
    "keeping": _l("Writing down"),
    "parting": _l("Looking for parts"),
}


@bp.errorhandler(ThemesNotYet)
def not_yet(refused: ThemesNotYet) -> ResponseReturnValue:
    """What is being said in the rounds that are everyone's to read; else a page that says until when: whoever followed
    a link learns what comes, and where to go instead."""
    rounds = refused.kept_back_by
    guideline, visitor = refused.guideline, membership_of(current_user, refused.guideline)
    asked = Selection.of(request.args) if request.endpoint == "analysis.themes" else Selection()
    said = open_themes_of(guideline, visitor, asked)
    if said and request.endpoint == "analysis.themes":
        if asked.theme.isdecimal() and not said.themes:
            return current_app.handle_user_exception(NotFound())  # raised in here, it would be a fault of the site
        page = render_template("analysis/open_themes.html", guideline=guideline, said=said, kept_back=rounds)
        return page, 200
    page = render_template(
        "analysis/not_yet.html",
        guideline=refused.guideline,
        says=str(refused),
        to_read=said is not None,
        later=[one for one in rounds if one.visibility == Visibility.AFTER_CLOSE],
        never=[one for one in rounds if one.visibility != Visibility.AFTER_CLOSE],
    )
    return page, 403


@bp.app_context_processor
def readers() -> dict[str, object]:
    """`reads_themes_of(guideline)`: would the themes open for them? Asked once a guideline in a request.
    `themes_to_read_of(guideline)`: is there anything under them for everyone?"""

    def reads_themes_of(guideline: Guideline) -> bool:
        known: dict[int, bool] = g.setdefault("reads_themes", {})
        if guideline.id not in known:
            known[guideline.id] = may_read_themes_of(current_user, guideline)
        return known[guideline.id]

    return {"reads_themes_of": reads_themes_of, "themes_to_read_of": everyone_reads_some}


@bp.context_processor
def analysis_names() -> dict[str, object]:
    return {
        "theme_change_names": THEME_CHANGE_NAMES,
        "stage_names": STAGE_NAMES,
        "undo_offered": undo_offered,
        "filing_kept": filing_kept,
        "stance_names": STANCE_NAMES,
        "comment_type_names": COMMENT_TYPE_NAMES,
        "region_names": REGION_NAMES,
        "type_names": STAKEHOLDER_TYPE_NAMES,
        "span_name": lambda word: span.name if (span := TimeBucket.of(word)) is not None else "",
        "country_name": lambda code: country_name(code, language_now()),
    }
