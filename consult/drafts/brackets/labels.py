"""What positions on bracketed words are called."""

from flask_babel import lazy_gettext as _l

from consult.drafts.brackets.parsing import BracketStance

STANCE_NAMES = {
    BracketStance.FOR: _l("for"),
    BracketStance.AGAINST: _l("against"),
    BracketStance.RESERVE: _l("reserves its position"),
}
