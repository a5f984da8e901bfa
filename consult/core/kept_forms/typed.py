"""What came with a form that was refused, so that nothing typed is lost."""

import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from consult.core.forms import BaseForm, form_that_sends
from consult.core.urls import from_elsewhere


@dataclass(frozen=True)
class Typed:
    """One field of a refused form; `label` is empty where a person did not fill it in by hand."""

    name: str
    text: str
    label: str = ""
    words: str = ""  # as the person reads it: a choice by its label
    chosen: bool = False


def typed() -> list[Typed]:
    """Passwords are not shown again. Of what another site sent nothing is shown: nobody typed it here."""
    if from_elsewhere(request):
        return []
    try:
        sent = list(request.form.lists())
    except RequestEntityTooLarge:  # what is too large to take in was not taken in
        return []
    return as_typed(((name, text) for name, texts in sent for text in texts), request.path)


def as_typed(sent: Iterable[tuple[str, str]], address: str) -> list[Typed]:
    """Fields by name as their form shows them, which was sent to this address."""
    fields = [(name, text) for name, text in sent if name != "csrf_token" and "password" not in name and text.strip()]
    form = form_that_sends([_plain(name) for name, _text in fields], _forms_at(address))
    return [_typed(form, name, text) for name, text in fields]


def _forms_at(address: str) -> list[type[Any]]:
    """The forms that the view at an address knows."""
    try:
        endpoint, _given = current_app.url_map.bind("").match(address.partition("?")[0], method="POST")
    except HTTPException:
        return []
    known = inspect.unwrap(current_app.view_functions[endpoint]).__globals__.values()
    return [one for one in known if isinstance(one, type) and issubclass(one, BaseForm)]


def _typed(form: type[BaseForm] | None, name: str, text: str) -> Typed:
    back = form.given_back(_plain(name), text) if form is not None else None
    if back is None:
        return Typed(name, text)
    label, words = back
    return Typed(name, text, label, words, chosen=words != text)


def _plain(name: str) -> str:
    """The field's own name, without what told it apart on a page with several forms."""
    return name.rpartition("-")[2]
