"""A form that somebody else was quicker with: shown again as it was sent, beside what stands there now."""

from collections.abc import Callable
from functools import wraps

from flask import make_response
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from consult.core.database import db
from consult.core.locking import Stale
from consult.core.ruling import Refused

View = Callable[..., ResponseReturnValue]


def compared(view: View) -> View:
    """The view takes `stale`: given, it shows its form with the version that stands now and does nothing else (409).

    What has no other text to compare with, or can no longer be opened, stays an error page with what was typed.
    """

    @wraps(view)
    def shown(**named: object) -> ResponseReturnValue:
        try:
            return view(**named)
        except Stale as stale:
            if not stale.theirs:
                raise
            db.session.rollback()
            try:
                page = view(**named, stale=stale)
            except (HTTPException, Refused):
                raise stale from None
            answer = make_response(page)
            answer.status_code = 409
            return answer

    return shown
