"""What a draft's pack tells in words and pictures: what changed and why, who took part, themes, ballots."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from consult.accounts.countries import REGION_NAMES
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.core.i18n.dates import written
from consult.core.templating import number
from consult.core.urls import absolute_url
from consult.drafts.labels import DIFFERENCE_NAMES
from consult.drafts.models import Draft
from consult.publishing.changelog import Changed, Changes
from consult.tracing.papers.html_paper import bar, element, html_table, redlined
from consult.tracing.papers.margin.remarks import MarginRemark, Remarks
from consult.tracing.papers.open_data.public_data import PublicData
from consult.tracing.papers.synopsis.prose import prose_of
from consult.tracing.papers.synopsis.report_kinds import REPORTS
from consult.tracing.papers.synopsis.sentences import SynopsisSentence
from consult.tracing.participation import GroupReach
from consult.voting.labels import CHOICE_NAMES, MAJORITY_NAMES, outcome_in_words
from consult.voting.models import Ballot
from consult.voting.queries import roll_call
from consult.voting.tally import Tally


def marks_read_aloud() -> tuple[str, str, str]:
    return _("[added:]"), _("[removed:]"), _("[end]")


def about_draft(draft: Draft) -> Markup:
    """Which text it is, of which day, and where it is published."""
    day = written(draft.published_at.date()) if draft.published_at is not None else ""
    address = absolute_url("comments.read", slug=draft.guideline.slug, number=draft.number)
    said = _("Draft %(number)s, published on %(day)s", number=draft.number, day=day)
    return element("p", said, " · ", element("a", address, href=address), class_="quiet")


def change_notes(draft: Draft, changes: Changes) -> Iterator[Markup]:
    yield about_draft(draft)
    if draft.note:
        yield element("p", draft.note, class_="text", lang=draft.guideline.language)
    rows = [(str(DIFFERENCE_NAMES[name]), number(changes.count(name))) for name in DIFFERENCE_NAMES]
    rows = [(name, counted) for name, counted in rows if counted != number(0)]
    if changes.renumbered:
        rows.append((str(DIFFERENCE_NAMES["renumbered"]), number(len(changes.renumbered))))
    rows.append((_("word for word the same"), number(changes.same)))
    yield html_table(_("Clauses by what became of them"), [_("Change"), _("Clauses")], rows, numbers=1)
    for changed in changes.changed:
        yield _change(changed)


def _change(changed: Changed) -> Markup:
    pair = changed.pair
    parts = [
        element("h2", element("bdi", changed.wording.number), " · ", str(DIFFERENCE_NAMES[pair.change])),
        element("p", redlined(pair.segments, marks_read_aloud()), class_="text"),
    ]
    return element("section", *parts, element("p", *_why(changed), class_="by"))


def _why(changed: Changed) -> list[str | Markup]:
    """The revision with its vote and what it answers, or that nobody voted."""
    source = changed.source
    if source is None:
        return [_("without a vote")]
    ballot = absolute_url("voting.ballot", ballot_id=source.ballot.id)
    return [element("a", source.revision.title, href=ballot), *(f" {says}" for says in _vote_in_words(changed))]


def _vote_in_words(changed: Changed) -> Iterator[str]:
    if changed.tally is not None:
        in_favour, against = number(changed.tally.in_favour), number(changed.tally.cannot_accept)
        abstain = number(changed.tally.abstain)
        yield _("Carried by %(in_favour)s to %(against)s, %(abstain)s abstaining.", in_favour=in_favour, against=against, abstain=abstain)  # fmt: skip  # noqa: E501
    yield ngettext("It answers %(num)s comment.", "It answers %(num)s comments.", changed.comments)


def list_of_changes(changes: Changes) -> Iterator[Markup]:
    """Clause by clause, before a text that shows them; each number leads to its clause there."""
    yield element("h2", _("List of changes"))
    rows = [
        (
            element("a", changed.wording.number, href=f"#c-{changed.wording.clause.uid}"),
            str(DIFFERENCE_NAMES[changed.pair.change]),
            Markup("").join(_why(changed)),
        )
        for changed in changes.changed
    ]
    if not rows:
        yield element("p", _("No clause has other words."))
        return
    yield html_table(_("Clauses with other words, and why"), [_("Clause"), _("Change"), _("Why")], rows)


def change_remarks(changes: Changes) -> Remarks:
    """The same beside the clauses of a Word file, by the lasting identity of each."""
    notes = {}
    for changed in changes.changed:
        says = [str(DIFFERENCE_NAMES[changed.pair.change])]
        if changed.source is None:
            says.append(_("without a vote"))
        else:
            says += [changed.source.revision.title, *_vote_in_words(changed)]
        notes[changed.wording.clause.uid] = [MarginRemark(_("Why it changed"), "\n".join(map(str, says)))]
    return notes


def participation_report(data: PublicData) -> Iterator[Markup]:
    """The same numbers as the site's page."""
    yield about_draft(data.draft)
    heard = data.participation
    yield element("p", ngettext("%(num)s person was heard.", "%(num)s people were heard.", heard.people))
    yield _groups(_("World regions"), REGION_NAMES, heard.regions, heard.unknown_country)
    yield _groups(_("Stakeholder types"), STAKEHOLDER_TYPE_NAMES, heard.types, heard.unknown_type)
    if data.themes:
        yield element("h2", _("Themes"))
        heads = [_("Theme"), _("Points"), _("People"), _("Regions"), _("Stakeholder types")]
        rows = []
        for one in data.themes:
            breadth = one.breadth
            counted = breadth.points, breadth.people, len(breadth.regions), len(breadth.types)
            rows.append((one.theme.label, *(number(count) for count in counted)))
        yield html_table(_("Themes, the broadest first"), heads, rows, numbers=4)


def _groups(caption: str, names: object, groups: Sequence[GroupReach], unknown: int) -> Markup:
    longest = max((group.scale for group in groups), default=0) or 1
    rows: list[Sequence[str | Markup]] = [
        (
            str(names[group.value]),  # type: ignore[index]
            bar(group.heard / longest),
            number(group.heard),
            number(group.target) if group.target else _("not set"),
        )
        for group in groups
    ]
    if unknown:
        rows.append((_("not known"), bar(unknown / longest), number(unknown), ""))
    return html_table(caption, [_("Group"), _("Picture"), _("Heard"), _("Target")], rows, numbers=2)


def report_of(data: PublicData, name: str) -> Iterator[Markup]:
    """A report that writes itself, with what the drafting team wrote of its own."""
    yield about_draft(data.draft)
    says = _("Every sentence is a count of the record, or words of people that are marked as theirs.")
    yield element("p", says)
    own, group = prose_of(data.draft), ""
    for section in REPORTS[name](data):
        if section.group != group:
            group = section.group
            yield element("h2", group)
        yield element("h3" if group else "h2", section.heading)
        if section.sentences:
            yield element("ul", *(_sentence(one) for one in section.sentences))
        if (prose := own.get(section.key)) is not None:
            yield element("p", _("Written by the drafting team:"), class_="quiet")
            yield element("p", prose.text, class_="text", lang=prose.language)
        elif not section.sentences:
            yield element("p", _("The record says nothing of this."))


def _sentence(one: SynopsisSentence) -> Markup:
    if one.extract:
        return element("li", _("In the words of the drafting team: %(words)s", words=one.text))
    return element("li", element("a", one.text, href=one.address))


def ballots_report(data: PublicData) -> Iterator[Markup]:
    yield about_draft(data.draft)
    if not data.ballots:
        yield element("p", _("No ballot has closed yet."))
    for ballot, tally in data.ballots:
        yield from _ballot(ballot, tally)


def _ballot(ballot: Ballot, tally: Tally) -> Iterator[Markup]:
    revision = ballot.revision
    place = revision.base.number if revision.base is not None else revision.number
    address = absolute_url("voting.ballot", ballot_id=ballot.id)
    yield element("h2", element("bdi", place), " ", element("a", revision.title, href=address))
    closed = written(ballot.closed_at.date()) if ballot.closed_at is not None else ""
    yield element("p", f"{MAJORITY_NAMES[ballot.majority]} · {closed}", class_="quiet")
    if ballot.voided_at is not None:
        yield element("p", _("This ballot was declared void: %(reason)s", reason=ballot.void_reason))
    for sentence in outcome_in_words(tally):
        yield element("p", sentence)
    if ballot.secret:
        yield element("p", _("The ballot was secret: only its tally is known."))
        return
    rows = [
        (
            called.seat.name,
            called.seat.member_state or "",
            str(CHOICE_NAMES[called.vote.choice]) if called.vote is not None else "–",
            called.vote.reason if called.vote is not None else "",
        )
        for called in roll_call(ballot)
    ]
    yield html_table(_("Roll call"), [_("Name"), _("State"), _("Vote"), _("Reason")], rows)
