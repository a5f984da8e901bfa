"""What one follows, signed in or by a mailed link; beginning and ending it; no more mail."""

from datetime import timedelta
from typing import Any

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required
from sqlalchemy import update

from consult.accounts import actions as accounts
from consult.accounts import signed_links
from consult.accounts.models import Person
from consult.accounts.rules import may_sign_in
from consult.accounts.views import from_here, safe_next, settings
from consult.core import clock
from consult.core.database import db, write_if_free
from consult.core.i18n.languages import language_now
from consult.core.mail import outbox as mail
from consult.core.mail.outbox import count_mail_to
from consult.core.security.headers import csrf
from consult.core.security.rate_limit import count_attempt
from consult.tracing.blueprint import bp
from consult.tracing.following import actions, queries
from consult.tracing.following.forms import FollowByMailForm, GuestPacesForm, PacesForm
from consult.tracing.following.labels import FOLLOWED_KIND_NAMES, NOTICE_KIND_NAMES, PACE_NAMES
from consult.tracing.following.links import BEGIN, manage_token, person_of, to_stop
from consult.tracing.following.models import FollowedKind, FollowerNotice
from consult.tracing.following.naming import name_of, names_of
from consult.tracing.following.paces import NoticeKind, Pace
from consult.tracing.following.telling import NewsOfGuideline, told_to

KIND = "any(guideline, pillar, clause, round, comment)"
NEWS_SHOWN, NEW_SHOWN = 50, 20


@bp.app_context_processor
def following_for_templates() -> dict[str, object]:
    return {"is_followed": _is_followed, "unseen_news": _unseen_news}


def _is_followed(kind: str, number: int) -> bool:
    """One statement for all buttons of a page; none for visitors."""
    return bool(current_user.is_authenticated and (kind, number) in queries.followed_by(current_user.id))


def _unseen_news() -> list[NewsOfGuideline]:
    """What happened since they last looked. It is shown once: when the page is answered, it was seen."""
    notices = queries.unseen_notices_of(current_user, limit=NEW_SHOWN)
    g.notices_shown = [notice.id for notice in notices]
    return told_to(current_user, notices) if notices else []


@bp.after_app_request
def note_what_was_shown(answer: Response) -> Response:
    if (shown := g.pop("notices_shown", None)) and answer.status_code == 200:
        seen = update(FollowerNotice).where(FollowerNotice.id.in_(shown)).values(seen_at=clock.now())
        write_if_free(seen)
    return answer


@bp.route("/following", methods=["GET", "POST"])
@login_required
def following() -> ResponseReturnValue:
    return _following(db.session.get_one(Person, current_user.id), url_for("tracing.following"), "")


@bp.route("/following/by-mail/<token>", methods=["GET", "POST"])
def following_by_mail(token: str) -> ResponseReturnValue:
    """The same for whoever holds the link of a mail: what they follow and how they are told, nothing else of theirs."""
    person = person_of(token)
    if person is None:
        return _broken_link()
    return _following(person, url_for("tracing.following_by_mail", token=token), token)


def _broken_link() -> ResponseReturnValue:
    """Cut off on its way, or from before a new password: signed in, the same page is there."""
    return render_template("accounts/link_broken.html", again=url_for("tracing.following")), 404


def _following(person: Person, address: str, token: str) -> ResponseReturnValue:
    paces = queries.paces_of(person)
    asked = GuestPacesForm if person.password_hash is None and not current_user.is_authenticated else PacesForm
    form = asked(data={kind.value: pace.value for kind, pace in paces.items()})
    if form.validate_on_submit():
        for kind, pace in form.paces.items():
            if pace != paces[kind]:
                actions.set_pace(person, kind, pace)
        db.session.commit()
        flash(_("Kept. It holds for what happens from now on."))
        return redirect(address)
    return render_template(
        "tracing/following/following.html",
        form=form,
        person=person,
        token=token,
        address=address,
        followed=names_of(person, queries.follows_of(person)),
        news=told_to(person, queries.notices_to(person, limit=NEWS_SHOWN)),
        kind_names=FOLLOWED_KIND_NAMES,
    )


@bp.post("/following/end")
def end_following() -> ResponseReturnValue:
    """From the list, by who is signed in or holds the link."""
    token = request.form.get("token", "")
    person = person_of(token) if token else None
    if person is None and current_user.is_authenticated:
        person = db.session.get_one(Person, current_user.id)
    kind, number = request.form.get("kind", ""), request.form.get("number", type=int)
    if person is None or kind not in set(FollowedKind) or number is None:
        abort(404)
    actions.unfollow(person, FollowedKind(kind), number)
    db.session.commit()
    flash(_("You no longer follow it."))
    there = url_for("tracing.following_by_mail", token=token) if token else url_for("tracing.following")
    return redirect(there)


@bp.route(f"/follow/<{KIND}:followed>/<int:followed_id>", methods=["GET", "POST"])
def follow(followed: str, followed_id: int) -> ResponseReturnValue:
    """A button for who is signed in; an address is asked of everyone else."""
    kind = FollowedKind(followed)
    thing, membership = queries.thing_for(current_user, kind, followed_id) or abort(404)
    values: dict[str, Any] = {
        "kind": kind,
        "thing": thing,
        "name": name_of(kind, thing),
        "guideline": membership.guideline,
    }
    if not current_user.is_authenticated:
        return _follow_by_mail(values)
    if request.method == "POST":
        person = db.session.get_one(Person, current_user.id)
        if request.form.get("do") == "end":
            actions.unfollow(person, kind, followed_id)
            flash(_("You no longer follow it."))
        else:
            actions.add_follow(person, membership.guideline, kind, followed_id)
            flash(_("You follow it. You are told by mail; choose under “What you follow” how soon."))
        db.session.commit()
        return redirect(safe_next() if request.form.get("next") else url_for("tracing.following"))
    return render_template("tracing/following/follow.html", form=None, **values)


def _follow_by_mail(values: dict[str, Any]) -> ResponseReturnValue:
    form = FollowByMailForm()
    if form.validate_on_submit():
        count_attempt("mail", from_here(), allowed=settings().sign_ups_per_hour, within=timedelta(hours=1))
        count_mail_to(form.email.data)
        zone = request.form.get("zone_of_browser", "")[:60]
        said = [form.email.data, values["kind"].value, values["thing"].id, language_now(), zone]
        token, name = signed_links.sign(BEGIN, said), values["name"]
        mail.post(form.email.data, "tracing/begin_following", language=language_now(), token=token, name=name)
        db.session.commit()
        where = {"followed": values["kind"].value, "followed_id": values["thing"].id}
        return redirect(url_for("tracing.follow", asked=1, **where))
    kept = settings().mail_url == "outbox:"
    return render_template("tracing/following/follow.html", form=form, outbox=kept, **values)


@bp.route("/following/begin/<token>", methods=["GET", "POST"])
def begin_following(token: str) -> ResponseReturnValue:
    """A page with a button: mail scanners open links, people press buttons."""
    try:
        said = signed_links.read_link(BEGIN, token)
    except signed_links.LinkExpired:
        says = _("It worked for three days, and nothing is followed. Press “Follow” again where you want to be told.")
        return render_template("comments/link_expired.html", says=says), 410
    if said is None:
        instead = _("If it still does not work, press “Follow” once more: a new link is then sent to you.")
        return render_template("comments/link_broken.html", instead=instead), 404
    email, kind, number, language, zone = said
    thing, membership = queries.thing_for(None, FollowedKind(kind), number) or abort(404)
    if request.method == "POST":
        person = accounts.guest("", email, language=language)
        if person.password_hash is None:  # else a stranger's sign-up with this address would be confirmed too
            accounts.confirm(person)
        may_sign_in(person).enforce()
        accounts.learn_zone(person, zone)
        actions.add_follow(person, membership.guideline, FollowedKind(kind), number)
        db.session.commit()
        flash(_("You follow “%(name)s”.", name=name_of(FollowedKind(kind), thing)))
        return redirect(url_for("tracing.following_by_mail", token=manage_token(person)))
    return render_template("tracing/following/begin.html", name=name_of(FollowedKind(kind), thing), email=email)


@bp.route("/unsubscribe/<token>", methods=["GET", "POST"])
@csrf.exempt
def unsubscribe(token: str) -> ResponseReturnValue:
    """RFC 8058: a mail program sends the form for its reader, without a session. Opening the page changes nothing."""
    found = to_stop(token)
    if found is None:
        return _broken_link()
    person, kinds = found
    done: list[NoticeKind] = []
    if request.method == "POST":
        done = list(NoticeKind) if request.form.get("what") == "all" else kinds
        for kind in done:
            actions.set_pace(person, kind, Pace.NEVER)
        manage = manage_token(person)
        db.session.commit()
    else:
        manage = manage_token(person)
    return render_template(
        "tracing/following/unsubscribe.html",
        kinds=[NOTICE_KIND_NAMES[kind] for kind in kinds],
        done=[NOTICE_KIND_NAMES[kind] for kind in done],
        all_of_it=len(done) == len(NoticeKind),
        manage=manage,
        pace_names=PACE_NAMES,
    )
