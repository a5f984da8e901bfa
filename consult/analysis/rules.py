"""May she read the themes, curate them, ask for an analysis? Pure."""

from collections.abc import Mapping

from flask_babel import gettext as _

from consult.analysis.models import Theme, ThemeState
from consult.core.ruling import Ruling, refuse_unless
from consult.drafts.standing import Standing


def may_read_themes(standing: Standing, *, everyone_reads_comments: bool = False) -> Ruling:
    """The drafting team and the experts always; everyone once every comment read is anyone's to read."""
    return refuse_unless(
        standing.team or standing.expert or everyone_reads_comments,
        _("The themes are for the drafting team and the experts until every comment in them may be read by everyone."),
    )


def may_curate(standing: Standing) -> Ruling:
    return refuse_unless(standing.team, _("Only the drafting team names, merges and files."))


def may_draw(standing: Standing) -> Ruling:
    return refuse_unless(standing.team, _("Only the drafting team draws a sample."))


def may_code(standing: Standing) -> Ruling:
    return refuse_unless(standing.team or standing.expert, _("Points are coded by the drafting team and the experts."))


def may_merge(theme: Theme, into: Theme) -> Ruling:
    if theme.id == into.id:
        return Ruling(_("A theme cannot be merged into itself. Choose another."))
    if theme.guideline_id != into.guideline_id:
        return Ruling(_("That theme is of another guideline."))
    both_active = theme.state == into.state == ThemeState.ACTIVE
    return refuse_unless(both_active, _("Only themes in use can be merged. Bring the other one back first."))


def may_file_under(theme: Theme, guideline_id: int) -> Ruling:
    if theme.guideline_id != guideline_id:
        return Ruling(_("That theme is of another guideline."))
    return refuse_unless(
        theme.state != ThemeState.MERGED, _("That theme was merged into another. File the point under that one.")
    )


# Which state a theme may go to.
TRANSITIONS: Mapping[ThemeState, frozenset[ThemeState]] = {
    ThemeState.ACTIVE: frozenset({ThemeState.MERGED, ThemeState.SET_ASIDE}),
    ThemeState.MERGED: frozenset({ThemeState.ACTIVE}),
    ThemeState.SET_ASIDE: frozenset({ThemeState.ACTIVE}),
}


def may_set_aside(theme: Theme) -> Ruling:
    return refuse_unless(ThemeState.SET_ASIDE in TRANSITIONS[theme.state], _("Only a theme in use can be set aside."))


def may_bring_back(theme: Theme) -> Ruling:
    return refuse_unless(theme.state == ThemeState.SET_ASIDE, _("This theme was not set aside."))


def may_part(theme: Theme) -> Ruling:
    return refuse_unless(theme.state == ThemeState.MERGED, _("This theme was not merged into another."))
