"""The ways about one guideline: the pages of all stages, by the names of their endpoints, for whoever is here.

Names, not imports: a stage that is not there has no way to it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import g, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from jinja2 import pass_context
from jinja2.runtime import Context

from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.queries import current_draft, membership_of, newest_draft

Test = Callable[[Membership], bool]


def anyone(membership: Membership) -> bool:  # noqa: ARG001 - a test like the others
    return True


def group(membership: Membership) -> bool:
    return membership.team or membership.expert


@dataclass(frozen=True)
class NavigationLink:
    endpoint: str
    label: str
    shown_to: Test
    # Beginnings of endpoints whose pages this way leads to.
    covers: tuple[str, ...] = ()

    def named_in(self, endpoint: str) -> int:
        """How much of the endpoint this way names: the longest beginning that it covers."""
        return max((len(name) for name in (self.endpoint, *self.covers) if endpoint.startswith(name)), default=0)


@dataclass(frozen=True)
class NavigationSection:
    """What a person comes to do, and the pages on which they do it."""

    label: str
    ways: tuple[NavigationLink, ...]


def team(membership: Membership) -> bool:
    return membership.team


def moderator(membership: Membership) -> bool:
    return membership.moderator


def secretariat(membership: Membership) -> bool:
    return membership.secretariat


# At most seven errands, in the order in which a text is made.
ERRANDS = (
    NavigationSection(
        _l("Read"),
        (
            NavigationLink("tracing.guideline", _l("Overview"), anyone),
            NavigationLink(
                "comments.read",
                _l("Read and comment"),
                anyone,
                ("comments.clause", "comments.write", "comments.edit", "comments.reply", "tracing.clause"),
            ),
            NavigationLink("drafts.drafts", _l("Drafts"), anyone, ("drafts.", "publishing.changes")),
            NavigationLink(
                "drafts.evidence",
                _l("Evidence"),
                anyone,
                (
                    "drafts.finding",
                    "drafts.add_finding",
                    "drafts.change_finding",
                    "drafts.import_findings",
                    "drafts.weigh",
                    "drafts.clause_evidence",
                ),
            ),
            NavigationLink("tracing.journal", _l("Record"), anyone),
        ),
    ),
    NavigationSection(
        _l("Listen"),
        (
            NavigationLink(
                "consultations.rounds",
                _l("Rounds"),
                anyone,
                ("consultations.", "comments.cancel_round", "comments.requests"),
            ),
            NavigationLink("tracing.participation", _l("Who took part"), anyone, ("tracing.missing", "comments.gap")),
            NavigationLink("analysis.themes", _l("Themes"), group, ("analysis.", "tracing.hearing")),
            NavigationLink("comments.moderation", _l("Moderation"), moderator, ("comments.hide",)),
            NavigationLink("comments.register", _l("Register"), team, ("comments.import",)),
        ),
    ),
    NavigationSection(
        _l("Answer"),
        (
            NavigationLink("responses.my_work", _l("My work"), team, ("responses.work", "tracing.bulk")),
            NavigationLink(
                "responses.table", _l("Comments and answers"), anyone, ("tracing.comment", "comments.comment")
            ),
            NavigationLink(
                "responses.desk", _l("Desk"), team, ("responses.clause_desk", "responses.answer", "responses.bulk")
            ),
            NavigationLink("revisions.accepted", _l("Accepted, not carried"), team),
            NavigationLink("responses.progress", _l("Progress"), team),
        ),
    ),
    NavigationSection(
        _l("Decide"),
        (
            NavigationLink("revisions.revisions", _l("Revisions"), group, ("revisions.",)),
            NavigationLink("revisions.checklist", _l("Checklist"), group, ("revisions.rate", "revisions.criteri")),
            NavigationLink("revisions.advice", _l("Advice"), group),
            NavigationLink("voting.delphi_studies", _l("Delphi rounds"), group, ("voting.delphi",)),
            NavigationLink("voting.ballots", _l("Ballots"), anyone, ("voting.",)),
            NavigationLink(
                "voting.how_we_decide",
                _l("The group and its rules"),
                anyone,
                (
                    "voting.set_rules",
                    "voting.interests",
                    "voting.declare_interest",
                    "voting.update_interest",
                    "voting.handle_interest",
                    "voting.calls",
                    "voting.publish_call",
                    "voting.change_call",
                    "voting.nominat",
                    "voting.attach_letter",
                    "voting.confirm_nomination",
                ),
            ),
            NavigationLink("voting.objections", _l("Objections"), anyone, ("voting.objection", "voting.contest")),
        ),
    ),
    NavigationSection(_l("Publish"), (NavigationLink("publishing.prepare", _l("Next draft"), team, ("publishing.",)),)),
    NavigationSection(
        _l("Run"),
        (
            NavigationLink(
                "tracing.manage",
                _l("Manage"),
                team,
                (
                    "tracing.publicity",
                    "tracing.archive",
                    "tracing.remove",
                    "drafts.details",
                    "drafts.discard",
                    "drafts.pillar",
                    "drafts.part",
                    "drafts.merge_part",
                    "drafts.merge_pillar",
                    "drafts.milestone",
                ),
            ),
            NavigationLink(
                "drafts.people",
                _l("People"),
                secretariat,
                (
                    "drafts.role",
                    "drafts.change_role",
                    "drafts.suspend_role",
                    "drafts.resume_role",
                    "drafts.replace_member",
                    "drafts.end_role",
                ),
            ),
            NavigationLink("consultations.targets", _l("Targets"), secretariat),
        ),
    ),
)


# What a page calls the thing it is about, and the way from there to the guideline.
ABOUT = ("guideline", "draft", "round", "round_", "clause", "theme", "revision", "run", "campaign")


@pass_context
def guideline_of_page(page: Context) -> Guideline | None:
    """The guideline that a page is about, found through what its template was given."""
    for name in ABOUT:
        thing = page.get(name)
        found = thing if isinstance(thing, Guideline) else getattr(thing, "guideline", None)
        if isinstance(found, Guideline):
            return found
    deeper = getattr(page.get("ballot"), "revision", None) or getattr(page.get("comment"), "round", None)
    return getattr(deeper, "guideline", None)


@dataclass(frozen=True)
class ShownLink:
    """`current`: the page that is open is this one, or one that it leads to."""

    address: str
    label: str
    current: bool
    within: tuple["ShownLink", ...] = ()


def membership_toward(guideline: Guideline) -> Membership:
    """Theirs, looked up once in a request."""
    known: dict[int, Membership] = g.setdefault("memberships", {})
    if guideline.id not in known:
        known[guideline.id] = membership_of(current_user, guideline)
    return known[guideline.id]


def ways_about(guideline: Guideline) -> list[ShownLink]:
    """What they may open, by errand. An errand with one page for them bears the name of that page."""
    membership = membership_toward(guideline)
    here = _way_to(request.endpoint or "")
    errands: list[ShownLink] = []
    for errand in ERRANDS:
        shown = [way for way in errand.ways if way.shown_to(membership)]
        addresses = [(way, _address(way.endpoint, guideline, membership)) for way in shown]
        pages = tuple(ShownLink(address, way.label, way is here) for way, address in addresses if address)
        if pages:
            label = errand.label if len(pages) > 1 else pages[0].label
            errands.append(ShownLink(pages[0].address, label, any(page.current for page in pages), pages))
    return errands


def _way_to(endpoint: str) -> NavigationLink | None:
    """The way that a page lies on: the one that names the most of its endpoint."""
    ways = [(way, way.named_in(endpoint)) for errand in ERRANDS for way in errand.ways]
    way, named = max(ways, key=lambda pair: pair[1])
    return way if named else None


def _address(endpoint: str, guideline: Guideline, membership: Membership) -> str:
    if endpoint != "comments.read":
        return url_for(endpoint, slug=guideline.slug)
    draft = current_draft(guideline) or (newest_draft(guideline) if membership.inside else None)
    return url_for(endpoint, slug=guideline.slug, number=draft.number) if draft is not None else ""
