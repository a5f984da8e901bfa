"""Links that work without signing in: what someone follows, and no more mail about it."""

from collections.abc import Collection

from consult.accounts import signed_links
from consult.accounts.models import Person
from consult.core.database import db
from consult.core.urls import absolute_url
from consult.tracing.following.paces import NoticeKind

MANAGE, STOP, BEGIN = "following", "unsubscribe", "begin to follow"  # what each link is for
SECONDS = 5 * 365 * signed_links.A_DAY  # an old mail must be able to end what it is about


def manage_token(person: Person) -> str:
    """Opens what they follow. It dies with their session key: with a new password, with erasure."""
    return signed_links.sign(MANAGE, [person.id, person.session_key])


def person_of(token: str) -> Person | None:
    """Whose list of what they follow a mailed link opens."""
    said = _read(MANAGE, token)
    person = db.session.get(Person, said[0]) if isinstance(said, list) else None
    return person if person is not None and isinstance(said, list) and person.session_key == said[1] else None


def unsubscribe_address(person: Person, kinds: Collection[NoticeKind]) -> str:
    """One press ends mail of these kinds; the page offers to end all of it."""
    token = signed_links.sign(STOP, [person.id, sorted(kind.value for kind in kinds)])
    return absolute_url("tracing.unsubscribe", token=token)


def to_stop(token: str) -> tuple[Person, list[NoticeKind]] | None:
    """Who wants no more mail, and of which kinds."""
    said = _read(STOP, token)
    person = db.session.get(Person, said[0]) if isinstance(said, list) else None
    if person is None or not isinstance(said, list):
        return None
    return person, [kind for kind in NoticeKind if kind.value in said[1]]


def _read(purpose: str, token: str) -> object:
    try:
        return signed_links.read_link(purpose, token, seconds=SECONDS)
    except signed_links.LinkExpired:
        return None
