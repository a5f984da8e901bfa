"""Signing up and in, one's profile."""

from datetime import timedelta
from typing import Protocol

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.accounts import actions, passwords, signed_links
from consult.accounts.addresses import known_as
from consult.accounts.blueprint import bp
from consult.accounts.countries import REGION_NAMES, country_choices, country_name
from consult.accounts.forms import AccountForm, EmailForm, NewPasswordForm, ProfileForm, SignInForm, SignUpForm
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.accounts.models import Person
from consult.accounts.queries import organisation_names, person_with_email
from consult.accounts.rules import has_account, may_sign_in
from consult.accounts.sessions import current as sessions
from consult.core.database import db
from consult.core.forms import select_choices
from consult.core.i18n import languages
from consult.core.i18n.languages import language_now
from consult.core.mail.outbox import count_mail_to
from consult.core.security.event_log import SecurityEvent, SecurityOutcome, here, security_event
from consult.core.security.rate_limit import TooMany, count_attempt, count_failure, forgive, network_of
from consult.settings import Settings


class MailsALink(Protocol):
    def __call__(self, email: str, *, language: str | None) -> None: ...


@bp.app_context_processor
def account_names() -> dict[str, object]:
    """Names of countries, regions and types, for every template."""
    language = language_now()
    return {
        "country_name": lambda code: country_name(code, language),
        "region_names": REGION_NAMES,
        "type_names": STAKEHOLDER_TYPE_NAMES,
    }


def settings() -> Settings:
    found: Settings = current_app.extensions["consult_settings"]
    return found


def from_here() -> str:
    """Where a request comes from, as limits count it."""
    return network_of(request.remote_addr or "", narrow=True)


def safe_next() -> str:
    """Where they were going: only a path of this site."""
    wanted = request.values.get("next", "")
    # Browsers drop tabs and line breaks and take a backslash for a slash: a path could turn into another host.
    inside = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and wanted.isprintable()
    return wanted if inside else url_for("tracing.home")


@bp.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> ResponseReturnValue:
    if request.args.get("next"):
        session["going_to"] = safe_next()  # until the mailed link is opened, in this browser
    return _mail_a_link("accounts/sign_up.html", SignUpForm(), actions.mail_sign_up_link)


@bp.get("/check-mail")
def check_mail() -> ResponseReturnValue:
    return render_template("accounts/check_mail.html", outbox=settings().mail_url == "outbox:")


@bp.route("/confirm/<token>", methods=["GET", "POST"])
def confirm(token: str) -> ResponseReturnValue:
    """Name and password are given here, by whoever the mail reached; nothing was prepared by who asked for it."""
    try:
        email = signed_links.read_link("sign-up", token)
    except signed_links.LinkExpired:
        return render_template("accounts/link_expired.html", again=url_for("accounts.sign_up")), 410
    if email is None:
        return _broken_link(url_for("accounts.sign_up"))
    person = person_with_email(email)
    if person is not None and has_account(person):
        flash(_("This address has an account: the link was used. Sign in, or set a new password."))
        return redirect(url_for("accounts.sign_in"))
    form = AccountForm(name=person.name if person is not None and person.confirmed_at else "")
    form.known = (email,)
    if form.validate_on_submit():
        person = actions.open_account(email, form.name.data, form.password.data, language=language_now())
        actions.learn_zone(person, form.zone_of_browser.data or "")
        going_to = session.pop("going_to", None)
        then = safe_next() if request.args.get("next") else url_for("accounts.profile", welcome=1, next=going_to)
        then = sessions.sign_in(person, stay=False, then=then)
        db.session.commit()
        flash(_("Your address is confirmed and you are signed in."))
        return redirect(then)
    return render_template("accounts/confirm.html", form=form, email=email)


def _broken_link(again: str) -> ResponseReturnValue:
    """Mail programs break long addresses: what to do about it, not only that there is nothing here."""
    return render_template("accounts/link_broken.html", again=again), 404


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if form.validate_on_submit():
        person = _recognised(form.email.data, form.password.data)
        if person is None:
            form.password.errors = [_("The address or the password is not right. Check both, or set a new password.")]
        elif not (ruling := may_sign_in(person)):
            security_event(SecurityEvent.SIGN_IN, SecurityOutcome.REFUSED, account=person.id, about=here())
            form.email.errors = [ruling.refusal]
        else:
            then = sessions.sign_in(person, stay=form.stay.data, then=safe_next())
            actions.learn_zone(person, form.zone_of_browser.data or "")
            db.session.commit()
            return redirect(then)
    return render_template("accounts/sign_in.html", form=form, days=settings().session_days)


def _recognised(email: str, password: str) -> Person | None:
    """Whose address and password these are. Wrong ones are counted for the address from this network alone.

    So whoever tries passwords is slowed down, and the owner, elsewhere, is not shut out. A try counts before the
    password is looked at (many at once are no way round) and is taken back when it was right.
    """
    key, allowed = f"{known_as(email)[0]} {network_of(request.remote_addr or '')}", settings().sign_ins_per_quarter
    many = count_attempt("sign-in-from", from_here(), allowed=allowed * 10, within=timedelta(minutes=15))
    count_failure("sign-in", key, allowed=allowed)
    db.session.commit()
    person = person_with_email(email)
    if not passwords.matches(person.password_hash if person else None, password):
        number = person.id if person else None
        security_event(SecurityEvent.SIGN_IN, SecurityOutcome.FAILED, account=number, about=here())
        return None
    forgive("sign-in", key)
    db.session.delete(many)
    db.session.commit()
    return person


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    sessions.sign_out()
    db.session.commit()
    return redirect(url_for("tracing.home"))


@bp.route("/reset", methods=["GET", "POST"])
def forgot() -> ResponseReturnValue:
    return _mail_a_link("accounts/forgot.html", EmailForm(), actions.mail_reset_link)


def _mail_a_link(template: str, form: EmailForm | SignUpForm, action: MailsALink) -> ResponseReturnValue:
    """The answer and the work are the same whether the address is known or not."""
    if form.validate_on_submit():
        count_attempt("mail", from_here(), allowed=settings().sign_ups_per_hour, within=timedelta(hours=1))
        if _may_be_mailed(form.email.data, action):
            action(form.email.data, language=language_now())
        db.session.commit()
        security_event(SecurityEvent.LINK_ASKED, SecurityOutcome.DONE, account=None, about=here())
        return redirect(url_for("accounts.check_mail"))
    return render_template(template, form=form)


def _may_be_mailed(email: str, action: MailsALink) -> bool:
    """Where so many links are on their way already, nothing more is sent: no stranger shuts the owner out by asking."""
    try:
        count_mail_to(email, about="reset" if action is actions.mail_reset_link else "")
    except TooMany:
        return False
    return True


@bp.route("/reset/<token>", methods=["GET", "POST"])
def reset(token: str) -> ResponseReturnValue:
    try:
        signed = signed_links.read_link("reset", token, seconds=signed_links.A_DAY)
    except signed_links.LinkExpired:
        return render_template("accounts/link_expired.html", again=url_for("accounts.forgot")), 410
    person = db.session.get(Person, signed[0]) if signed else None
    if signed is None or person is None or person.session_key != signed[1]:
        return _broken_link(url_for("accounts.forgot"))
    form = NewPasswordForm()
    form.known = (person.email, person.name)
    if form.validate_on_submit():
        had_one = person.password_hash is not None
        actions.set_password(person, form.password.data)
        return _signed_in_with_new_password(person, had_one=had_one)
    return render_template("accounts/reset.html", form=form, person=person)


def _signed_in_with_new_password(person: Person, *, had_one: bool) -> ResponseReturnValue:
    if not (ruling := may_sign_in(person)):
        db.session.commit()
        flash(ruling.refusal)
        return redirect(url_for("accounts.sign_in"))
    then = sessions.sign_in(person, stay=False, then=url_for("tracing.home"))
    db.session.commit()
    if sessions.waiting_for_code() is not None:
        flash(_("Your new password is set, and all devices were signed out. Your code is asked for as well."))
    elif had_one:
        flash(_("Your new password is set, and you are signed in. Other devices were signed out."))
    else:
        flash(_("Your password is set, and you are signed in. What you wrote is under “My comments”."))
    return redirect(then)


@bp.route("/profile", methods=["GET", "POST"])
@login_required
def profile() -> ResponseReturnValue:
    known = ("name", "country", "stakeholder_type", "language", "timezone", "languages_read")
    organisation = current_user.organisation.name if current_user.organisation else ""
    form = ProfileForm(organisation=organisation, **{name: getattr(current_user, name) for name in known})
    form.country.choices = select_choices([("", _("Choose one")), *country_choices(language_now())])
    form.language.choices = select_choices([("", _("As my browser asks")), *offered_languages()])
    form.offer_zones()
    if form.validate_on_submit():
        given = {name: form[name].data for name in (*known, "organisation") if name != "stakeholder_type"}
        actions.change_profile(current_user, stakeholder_type=form.kind, **given)
        db.session.commit()
        flash(_("Your profile is saved."))
        return redirect(safe_next())
    return render_template("accounts/profile.html", form=form, organisations=organisation_names())


def offered_languages() -> list[tuple[str, str]]:
    return [(code, languages.NAMES.get(code, code)) for code in settings().language_codes]


@bp.post("/language")
def choose_language() -> ResponseReturnValue:
    chosen = request.form.get("language", "")
    if chosen in settings().language_codes:
        session["language"] = chosen
        if current_user.is_authenticated:
            actions.prefer_language(current_user, chosen)
            db.session.commit()
    return redirect(safe_next())
