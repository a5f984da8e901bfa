"""May they read the themes, curate them, ask for an analysis? Pure."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet

from flask_babel import gettext as _

from consult.analysis.models import Theme, ThemeState
from consult.analysis.theme_models import Split, SplitState
from consult.consultations.models import Round
from consult.core.ruling import Refused, Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline


def may_read_themes(membership: Membership, *, everyone_reads_comments: bool = False) -> Ruling:
    """The drafting team and the experts always; everyone once every comment read is anyone's to read."""
    return refuse_unless(
        membership.team or membership.expert or everyone_reads_comments,
        _("The themes are for the drafting team and the experts until every comment in them may be read by everyone."),
    )


class ThemesNotYet(Refused):
    """The themes of a public text that are not everyone's yet; says what keeps them back, and until when."""

    def __init__(self, says: str, guideline: Guideline, kept_back_by: Sequence[Round]) -> None:
        super().__init__(says)
        self.guideline, self.kept_back_by = guideline, kept_back_by


def may_curate(membership: Membership) -> Ruling:
    return refuse_unless(membership.team, _("Only the drafting team names, merges and files."))


def may_draw(membership: Membership) -> Ruling:
    return refuse_unless(membership.team, _("Only the drafting team draws a sample."))


def may_code(membership: Membership) -> Ruling:
    return refuse_unless(
        membership.team or membership.expert, _("Points are coded by the drafting team and the experts.")
    )


def may_merge(theme: Theme, into: Theme) -> Ruling:
    if theme.id == into.id:
        return Ruling(_("A theme cannot be merged into itself. Choose another."))
    if theme.guideline_id != into.guideline_id:
        return Ruling(_("That theme is of another guideline."))
    both_active = theme.state == into.state == ThemeState.ACTIVE
    return refuse_unless(both_active, _("Only themes in use can be merged. Bring the other one back first."))


def may_be_called(label: str, others: Collection[str]) -> Ruling:
    """Two themes in use of one guideline never bear one name; capitals are no difference."""
    return refuse_unless(
        label.casefold() not in {other.casefold() for other in others},
        _("Another theme has this name already. If the two are one theme, merge them; otherwise choose another name."),
    )


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


def may_split(theme: Theme) -> Ruling:
    return refuse_unless(theme.state == ThemeState.ACTIVE, _("Only a theme in use can be split. Bring it back first."))


def may_decide_split(split: Split) -> Ruling:
    """Each proposal is decided once; one that was asked for after it takes its place."""
    if split.state == SplitState.APPLIED:
        return Ruling(_("This theme was split so already. Look at what became of it."))
    return refuse_unless(
        split.state == SplitState.PROPOSED, _("This proposal is no longer open: someone decided, or asked for another.")
    )


NEWCOMERS = 0.1  # of the points in a proposal that may have come since


def still_as_shown(shown: AbstractSet[int], there: AbstractSet[int]) -> Ruling:
    """A split is of the points that were shown. A few that came since are no matter: they stay, or follow later."""
    if shown - there:
        return Ruling(_("Points have left this theme since the parts were proposed."))
    many = len(there - shown) > max(3, NEWCOMERS * len(shown))
    return refuse_unless(not many, _("Many points have come to this theme since the parts were proposed."))


def may_undo_split(theme: Theme, part: Theme, *, was_split: bool) -> Ruling:
    if part.state == ThemeState.MERGED and part.merged_into_id != theme.id:
        return Ruling(_("“%(label)s” was merged into another theme since. Part them first.", label=part.label))
    return refuse_unless(not was_split, _("“%(label)s” was split again since. Undo that first.", label=part.label))


def may_part_after(into: Theme, *, was_split: bool) -> Ruling:
    """The points of a merged theme are in several themes once the one that it was merged into was split."""
    return refuse_unless(
        not was_split, _("“%(label)s” was split since the two were merged. Undo the split first.", label=into.label)
    )
