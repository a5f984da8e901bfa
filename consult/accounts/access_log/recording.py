"""Guard of views that hand out personal data of others: what cannot be noted is not handed out."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import make_response, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.accounts.access_log.models import PersonalData, PersonalDataAccess
from consult.core import clock
from consult.core.database import db

P = ParamSpec("P")


def notes_access(what: PersonalData) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """A row for each time that the page or file is given to somebody, in a transaction that ends before it is."""

    def decorate(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def noted(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            answer = make_response(view(*args, **kwargs))
            if request.method == "GET" and answer.status_code == 200 and current_user.is_authenticated:
                about = kwargs.get("person_id") if what is PersonalData.ACCOUNT else None
                told = {"at": clock.now(), "by_id": current_user.id, "about_id": about, "what": what}
                db.session.add(PersonalDataAccess(**told, path=request.path))
                db.session.commit()
            return answer

        return noted

    return decorate
