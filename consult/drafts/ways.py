"""The ways about one guideline: the pages of all stages, by the names of their endpoints, for whoever is here.

Names, not imports: a stage that is not there has no way to it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from flask import g, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from jinja2 import pass_context
from jinja2.runtime import Context

from consult.drafts.models import Guideline
from consult.drafts.queries import current_draft, newest_draft, standing_of
from consult.drafts.standing import Standing

Test = Callable[[Standing], bool]


def anyone(standing: Standing) -> bool:  # noqa: ARG001 - a test like the others
    return True


def group(standing: Standing) -> bool:
    return standing.team or standing.expert


@dataclass(frozen=True)
class Way:
    endpoint: str
    label: str
    shown_to: Test
    # Beginnings of endpoints whose pages this way leads to.
    covers: tuple[str, ...] = ()

    def current(self, endpoint: str) -> bool:
        return endpoint.startswith((self.endpoint, *self.covers))


WAYS = (
    Way("tracing.guideline", _l("Overview"), anyone, ("tracing.participation",)),
    Way("comments.read", _l("Read and comment"), anyone, ("comments.clause", "comments.write", "tracing.clause")),
    Way(
        "consultations.rounds",
        _l("Rounds"),
        anyone,
        ("consultations.round", "consultations.plan", "consultations.change", "consultations.people"),
    ),
    Way("responses.table", _l("Comments and answers"), anyone, ("tracing.comment", "comments.comment")),
    Way("analysis.themes", _l("Themes"), group, ("analysis.",)),
    Way(
        "responses.desk",
        _l("Desk"),
        lambda standing: standing.team,
        ("responses.clause_desk", "responses.answer", "responses.bulk", "responses.progress"),
    ),
    Way("revisions.revisions", _l("Revisions"), group, ("revisions.",)),
    Way("voting.ballots", _l("Ballots"), anyone, ("voting.",)),
    Way("publishing.prepare", _l("Publish"), lambda standing: standing.team, ("publishing.carried",)),
    Way("comments.moderation", _l("Moderation"), lambda standing: standing.moderator),
    Way("comments.register", _l("Register"), lambda standing: standing.team),
    Way(
        "drafts.drafts", _l("Drafts"), anyone, ("drafts.compare", "drafts.edit", "drafts.import", "publishing.changes")
    ),
    Way("drafts.people", _l("People"), lambda standing: standing.secretariat),
    Way(
        "tracing.manage",
        _l("Manage"),
        lambda standing: standing.team,
        (
            "tracing.publicity",
            "tracing.archive",
            "tracing.remove",
            "drafts.details",
            "drafts.discard",
            "drafts.pillar",
            "drafts.milestone",
        ),
    ),
    Way("consultations.targets", _l("Targets"), lambda standing: standing.secretariat),
    Way("tracing.journal", _l("Record"), anyone),
)


# What a page calls the thing it is about, and the way from there to the guideline.
ABOUT = ("guideline", "draft", "round", "round_", "clause", "theme", "revision", "run", "campaign")


@pass_context
def guideline_of(page: Context) -> Guideline | None:
    """The guideline that a page is about, found through what its template was given."""
    for name in ABOUT:
        thing = page.get(name)
        found = thing if isinstance(thing, Guideline) else getattr(thing, "guideline", None)
        if isinstance(found, Guideline):
            return found
    deeper = getattr(page.get("ballot"), "revision", None) or getattr(page.get("comment"), "round", None)
    return getattr(deeper, "guideline", None)


@dataclass(frozen=True)
class Link:
    address: str
    label: str
    current: bool


def standing_toward(guideline: Guideline) -> Standing:
    """Hers, looked up once in a request."""
    known: dict[int, Standing] = g.setdefault("standings", {})
    if guideline.id not in known:
        known[guideline.id] = standing_of(current_user, guideline)
    return known[guideline.id]


def ways_about(guideline: Guideline, endpoints: Collection[str]) -> list[Link]:
    """What she may open, in the order of the river."""
    standing = standing_toward(guideline)
    shown = [way for way in WAYS if way.endpoint in endpoints and way.shown_to(standing)]
    here = request.endpoint or ""
    addresses = [(way, _address(way.endpoint, guideline, standing)) for way in shown]
    return [Link(address, way.label, way.current(here)) for way, address in addresses if address]


def _address(endpoint: str, guideline: Guideline, standing: Standing) -> str:
    if endpoint != "comments.read":
        return url_for(endpoint, slug=guideline.slug)
    draft = current_draft(guideline) or (newest_draft(guideline) if standing.inside else None)
    return url_for(endpoint, slug=guideline.slug, number=draft.number) if draft is not None else ""
