"""Two themes in use of one guideline never bear one name: who wants that wants them merged."""

from flask_babel import gettext as _

from consult.analysis.models import Theme
from consult.analysis.queries import themes_of
from consult.core.ruling import Ruling
from consult.drafts.models import Guideline


def may_be_called(label: str, guideline: Guideline, *, but: Theme | None = None) -> Ruling:
    """Whether no theme in use, `but` one, has this name; capitals are no difference."""
    others = [theme for theme in themes_of(guideline) if but is None or theme.id != but.id]
    if label.casefold() not in {theme.label.casefold() for theme in others}:
        return Ruling()
    return Ruling(
        _("Another theme has this name already. If the two are one theme, merge them; otherwise choose another name.")
    )
