"""Who holds a role that asks for a second factor sets one up before anything else: one guard before every page.

The operator says which roles (`CONSULT_SECOND_FACTOR_FOR`). Whoever has one of them, and no second factor, reads and
changes nothing but their own account until there is one; a form that they sent meanwhile is given back.
"""

from collections.abc import Set as AbstractSet

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from consult.accounts.models import Person
from consult.accounts.second_factor.queries import has_second_factor
from consult.core import errors
from consult.drafts.models import Role
from consult.drafts.people.queries import has_any_role
from consult.settings import SettingError, Settings

ADMINISTRATOR = "administrator"
# What stays open: setting one up, leaving, one's own account and data, and what anybody's browser asks for.
OPEN = frozenset(
    {
        *("static_file", "health.live", "health.ready", "health.whole"),
        *("accounts.second_factor", "accounts.sign_out", "accounts.sign_in", "accounts.prove", "accounts.sessions"),
        *("accounts.end_session", "accounts.end_sessions", "accounts.choose_language", "accounts.forgot"),
        *("accounts.with_provider", "accounts.provider_answer", "accounts.second_step"),
        *("accounts.prove_with_provider", "accounts.passkey_sign_in", "accounts.passkeys", "accounts.remove_passkey"),
        *("accounts.check_mail", "accounts.reset"),
        *("tracing.mine", "tracing.take_away"),
    }
)


def set_up_required_factor(app: Flask, settings: Settings) -> None:
    """Raises SettingError where a role is named that there is none of."""
    named = frozenset(word.strip() for word in settings.second_factor_for.split(",") if word.strip())
    known = {ADMINISTRATOR, *Role}
    if unknown := sorted(named - known):
        says = f"CONSULT_SECOND_FACTOR_FOR names {unknown[0]!r}, which is no role. Known: {', '.join(sorted(known))}."
        raise SettingError(says)
    if named:
        app.before_request(lambda: _second_factor_first(named))


def _second_factor_first(named: AbstractSet[str]) -> ResponseReturnValue | None:
    if request.endpoint in OPEN or not current_user.is_authenticated or not owes_second_factor(current_user, named):
        return None
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("accounts.second_factor", next=request.full_path.rstrip("?")))
    says = _("Your role asks for a second factor, and you have none yet. Nothing was done; what you typed is below.")
    set_up = url_for("accounts.second_factor")
    return errors.page(403, _("Set up your second factor first"), says, go=set_up, go_says=_("Set it up"))


def owes_second_factor(person: Person, named: AbstractSet[str]) -> bool:
    asked = (ADMINISTRATOR in named and person.administrator) or has_any_role(person, named)
    return asked and not has_second_factor(person)
