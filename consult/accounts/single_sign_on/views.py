"""To the provider and back; linked and unlinked on one's own page."""

import logging

from authlib.common.errors import AuthlibBaseError
from flask import abort, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required
from joserfc.errors import JoseError
from requests import RequestException

from consult.accounts.actions import prove_session
from consult.accounts.blueprint import bp
from consult.accounts.rules import may_sign_in
from consult.accounts.sessions import current as sessions
from consult.accounts.sessions.current import password_asked_again
from consult.accounts.single_sign_on import actions, rules
from consult.accounts.single_sign_on.claims import ProvidedClaims, claims_of
from consult.accounts.single_sign_on.provider import address_at_provider, identity_provider, userinfo_in_answer
from consult.accounts.single_sign_on.queries import identities_of, identity_with
from consult.accounts.views import safe_next, settings
from consult.core import clock, errors
from consult.core.database import db
from consult.core.i18n.languages import language_now
from consult.core.security.event_log import SecurityEvent, SecurityOutcome, here, security_event

log = logging.getLogger(__name__)
THEN, LINKING, PROVING = "after_provider", "linking_for", "proving_for"


@bp.app_context_processor
def provider_for_templates() -> dict[str, object]:
    return {"identity_provider_name": settings().oidc_name if identity_provider() is not None else ""}


@bp.get("/sign-in/provider")
def with_provider() -> ResponseReturnValue:
    """A link, not a form: the policy of our pages lets no form lead to another host."""
    if identity_provider() is None:
        abort(404)
    session[THEN] = safe_next()
    return _to_provider()


@bp.get("/sign-in/again/provider")
@login_required
def prove_with_provider() -> ResponseReturnValue:
    """For whoever has no password here: the provider asks for theirs again."""
    if identity_provider() is None:
        abort(404)
    session[THEN] = safe_next()
    return _to_provider(proving=current_user.id)


@bp.post("/profile/provider")
@login_required
@password_asked_again
def provider_link() -> ResponseReturnValue:
    """Unlink. Linking begins with a link, for the same reason."""
    if identity_provider() is None:
        abort(404)
    actions.unlink_identities(current_user)
    db.session.commit()
    flash(_("%(provider)s is not linked with your account any more.", provider=settings().oidc_name))
    return redirect(url_for("accounts.provider"))


@bp.get("/profile/provider")
@login_required
@password_asked_again
def provider() -> ResponseReturnValue:
    if identity_provider() is None:
        abort(404)
    linked = identities_of(current_user)
    return render_template("accounts/provider.html", linked=linked, ruling=rules.may_be_unlinked(current_user))


@bp.get("/profile/provider/link")
@login_required
@password_asked_again
def link_provider() -> ResponseReturnValue:
    if identity_provider() is None:
        abort(404)
    return _to_provider(linking=current_user.id)


def _to_provider(*, linking: int | None = None, proving: int | None = None) -> ResponseReturnValue:
    session[LINKING], session[PROVING] = linking, proving
    try:
        answer: ResponseReturnValue = address_at_provider(identity_provider(), again=proving is not None)
    except (RequestException, AuthlibBaseError, KeyError, ValueError) as failure:
        return _away(failure)
    return answer


@bp.get("/sign-in/provider/answer")
def provider_answer() -> ResponseReturnValue:
    """Where the provider sends them back to."""
    found = identity_provider() or abort(404)
    try:
        claims = claims_of(userinfo_in_answer(found))
    except RequestException as failure:
        return _away(failure)
    except (AuthlibBaseError, JoseError, KeyError, ValueError) as failure:
        log.warning("an answer of the identity provider was refused: %s", type(failure).__name__)
        security_event(SecurityEvent.SIGN_IN, SecurityOutcome.FAILED, account=None, about=here())
        return _not_signed_in(_("The answer of the provider is not valid, is too old, or was cancelled there."))
    linking, then = session.pop(LINKING, None), session.pop(THEN, url_for("tracing.home"))
    if (proving := session.pop(PROVING, None)) is not None:
        return _proved(claims, proving, then)
    if linking is not None:
        return _linked(claims, linking)
    return _signed_in(claims, then)


def _signed_in(claims: ProvidedClaims, then: str) -> ResponseReturnValue:
    try:
        person = actions.person_for(claims, language=language_now())
    except actions.AddressNotVerified:
        db.session.rollback()
        return _not_signed_in(_("The provider does not say that it has checked your e-mail address."))
    if not (ruling := may_sign_in(person)):
        db.session.rollback()
        return _not_signed_in(ruling.refusal)
    then = sessions.sign_in(person, stay=False, then=then)
    db.session.commit()
    return redirect(then)


def _proved(claims: ProvidedClaims, proving: int, then: str) -> ResponseReturnValue:
    running, known = sessions.current_session(), identity_with(claims.issuer, claims.subject)
    own = running is not None and known is not None and current_user.id == proving == known.person_id
    if running is None or not own or not rules.was_just_now(claims.signed_in_at, clock.now()):
        security_event(SecurityEvent.PASSWORD_AGAIN, SecurityOutcome.FAILED, account=proving, about=here())
        return _not_signed_in(_("The provider does not say that it has just asked you for your password there."))
    prove_session(running.id)
    db.session.commit()
    security_event(SecurityEvent.PASSWORD_AGAIN, SecurityOutcome.DONE, account=proving, about=here())
    return redirect(then)


def _linked(claims: ProvidedClaims, linking: int) -> ResponseReturnValue:
    """Only for who began it, in the same session."""
    if not current_user.is_authenticated or current_user.id != linking:
        return _not_signed_in(_("You were signed out meanwhile."))
    try:
        actions.link_identity(current_user, claims)
    except actions.LinkedElsewhere:
        return _not_signed_in(_("It opens the account of someone else here. Sign in there as yourself."))
    db.session.commit()
    flash(_("%(provider)s is linked with your account.", provider=settings().oidc_name))
    return redirect(url_for("accounts.provider"))


def _away(failure: Exception) -> ResponseReturnValue:
    log.warning("the identity provider was not reached: %s", type(failure).__name__)
    says = _("The provider does not answer. Try again in a minute, or sign in with your password.")
    return errors.page(503, _("The provider is away"), says, go=url_for("accounts.sign_in"), go_says=_("Sign in"))


def _not_signed_in(because: str) -> ResponseReturnValue:
    instead = _("Nothing was changed. Try again, or sign in with your password.")
    says = f"{because} {instead}"
    return errors.page(403, _("You are not signed in"), says, go=url_for("accounts.sign_in"), go_says=_("Sign in"))
