"""What stands in the publication pack of a draft, file by file: its name, what it is, and how it is written.

A further format is one more line here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cached_property, partial
from itertools import islice

from flask_babel import gettext as _

from consult.comments.formats.catalogue import TITLES, WRITTEN_FORMS, write_comments
from consult.comments.formats.form_files import form_as_file
from consult.consultations.ical import Event, calendar
from consult.consultations.queries import sessions_of
from consult.consultations.session_events import session_event
from consult.core.urls import absolute_url
from consult.drafts.labels import STATUS_NAMES
from consult.drafts.models import Draft, Status
from consult.drafts.queries import drafts_of, milestones_of, wordings_in_all_languages
from consult.tracing.feeds.atom import FeedEntry, atom_feed
from consult.tracing.papers import reports
from consult.tracing.papers.akoma_ntoso import AkomaNtosoWork, akoma_ntoso
from consult.tracing.papers.html_paper import comparison_of_lines, html_page, text_of_lines
from consult.tracing.papers.open_data.public_data import PublicData
from consult.tracing.papers.paper_lines import LinePair, PaperLine, aligned, as_markdown, paper_lines
from consult.tracing.papers.pdf import as_pdf, why_no_pdf
from consult.tracing.papers.word import MarginRemark, WordPaper
from consult.voting.labels import outcome_in_words

MOST_IN_THE_MARGIN = 2000  # comments; a word processor shows no more of them with ease


@dataclass(frozen=True)
class PaperFile:
    """`write` makes its bytes when its turn comes."""

    name: str
    says: str
    write: Callable[[], bytes]


@dataclass
class PackContents:
    """`as_of` is when the record last says something of the guideline: files are dated by it, not by the clock."""

    data: PublicData
    as_of: datetime
    with_pdf: bool = True
    pages: dict[str, bytes] = field(default_factory=dict)

    @property
    def draft(self) -> Draft:
        return self.data.draft

    @property
    def published_at(self) -> datetime:
        return self.draft.published_at or self.as_of

    @property
    def title(self) -> str:
        return self.draft.guideline.title

    @property
    def subtitle(self) -> str:
        said = _("Draft %(number)s", number=self.draft.number)
        return f"{said}: {self.draft.title}"

    @cached_property
    def why_no_pdf(self) -> str:
        return why_no_pdf() if self.with_pdf else ""

    @property
    def themes_not_told(self) -> str:
        if self.data.themes is not None:
            return ""
        return str(_("The themes are left out: they are for everyone once every comment in them is."))

    @cached_property
    def lines(self) -> dict[str, list[PaperLine]]:
        """By language, that of the guideline first."""
        return lines_by_language(self.draft)

    @cached_property
    def pairs(self) -> list[LinePair]:
        before = self.draft.based_on
        old = lines_by_language(before)[self.draft.guideline.language] if before is not None else []
        return aligned(old, self.lines[self.draft.guideline.language])

    def files(self) -> Iterator[PaperFile]:
        for language in self.lines:
            yield from self._text(language)
        if self.draft.based_on is not None:
            yield from self._comparison(self.draft.based_on)
        yield from self._page(
            "participation/participation", _("Who took part"), lambda: reports.participation_report(self.data)
        )
        yield from self._page("ballots/ballots", _("Ballots"), lambda: reports.ballots_report(self.data))
        for name, said in (
            ("synopsis", _("Synopsis of the consultation")),
            ("agree", _("How it was developed: AGREE")),
        ):
            yield from self._page(f"synopsis/{name}", said, partial(reports.report_of, self.data, name))
        for name in WRITTEN_FORMS:
            yield from self._form(name)
        if self.remarks:
            said = _("The text with its comments and answers in the margin (Word)")
            yield PaperFile("comments/in-the-margin.docx", str(said), self._annotated)
        yield PaperFile("calendar/sessions.ics", _("The sessions, for a calendar program"), self._sessions)
        yield PaperFile("calendar/timeline.ics", _("The timeline, for a calendar program"), self._timeline)
        yield PaperFile("feed.atom", _("What happened, as a feed (Atom)"), self._feed)

    def _text(self, language: str) -> Iterator[PaperFile]:
        lines, name = self.lines[language], f"text/text-{language}"
        said = _("The text")
        yield PaperFile(f"{name}.docx", f"{said} (Word)", lambda: self._word(language, lines))
        yield PaperFile(f"{name}.md", f"{said} (Markdown)", lambda: as_markdown(self.title, lines).encode())
        yield PaperFile(f"{name}.xml", f"{said} (Akoma Ntoso 3.0)", lambda: self._akoma_ntoso(language, lines))
        yield from self._page(
            name, said, lambda: [reports.about_draft(self.draft), *text_of_lines(lines)], self.title, language
        )

    def _page(
        self,
        name: str,
        said: str,
        body: Callable[[], Iterable[object]],
        title: str = "",
        language: str = "",
    ) -> Iterator[PaperFile]:
        """As HTML, and as PDF where that can be made here."""
        heading = title or f"{self.title}: {said}"

        def page() -> bytes:
            if name not in self.pages:
                self.pages[name] = html_page(heading, language or self.draft.guideline.language, body())  # type: ignore[arg-type]
            return self.pages[name]

        yield PaperFile(f"{name}.html", f"{said} (HTML)", page)
        if self.with_pdf and not self.why_no_pdf:
            yield PaperFile(f"{name}.pdf", f"{said} (PDF/UA-1)", lambda: as_pdf(page()))

    def _form(self, name: str) -> Iterator[PaperFile]:
        """Comments with their answers, in a form that other bodies use."""
        facts = {"date": f"{self.as_of:%Y-%m-%d}", "document": self.title, "project": self.subtitle}
        said = _("Comments and answers: %(form)s", form=str(TITLES[name]))
        for suffix in (".xlsx", ".docx") if name == "iso" else (".xlsx",):
            made = partial(self._form_file, name, facts, suffix)
            yield PaperFile(f"comments/{name}{suffix}", f"{said} ({suffix})", made)

    def _form_file(self, name: str, facts: Mapping[str, str], suffix: str) -> bytes:
        return form_as_file(write_comments(self.data.register(), name, facts), suffix)

    @cached_property
    def remarks(self) -> Mapping[str, Sequence[MarginRemark]]:
        """By number of a clause, where they are not too many for a margin."""
        told: dict[str, list[MarginRemark]] = {}
        mine = (row for row in self.data.register(of_this_draft=True) if row["clause"])
        for row in islice(mine, MOST_IN_THE_MARGIN + 1):
            told.setdefault(row["clause"], []).append(_in_the_margin(row))
        return told if sum(map(len, told.values())) <= MOST_IN_THE_MARGIN else {}

    def _annotated(self) -> bytes:
        paper = WordPaper(self.title, self.draft.guideline.language, self.published_at, self.title)
        paper.note(self.subtitle)
        paper.lines(self.lines[self.draft.guideline.language], self.remarks)
        return paper.written()

    def _word(self, language: str, lines: Sequence[PaperLine]) -> bytes:
        paper = WordPaper(self.title, language, self.published_at, self.title)
        paper.note(self.subtitle)
        status = {line.status for line in lines} - {"", Status.AUTHENTIC.value}
        for one in sorted(status):
            paper.note(str(STATUS_NAMES[Status(one)]))
        paper.lines(lines)
        return paper.written()

    def _akoma_ntoso(self, language: str, lines: Sequence[PaperLine]) -> bytes:
        guideline = self.draft.guideline
        work = AkomaNtosoWork(
            slug=guideline.slug,
            title=guideline.title,
            draft=self.draft.number,
            language=language,
            founded_at=guideline.created_at,
            published_at=self.published_at,
            address=absolute_url("tracing.guideline", slug=guideline.slug),
            publisher=guideline.title,
        )
        return akoma_ntoso(work, lines)

    def _comparison(self, before: Draft) -> Iterator[PaperFile]:
        said = _("Comparison with draft %(number)s", number=before.number)
        name = f"comparison/compared-with-draft-{before.number}"
        tracked = _("tracked changes: accept all for this draft, reject all for the one before")
        yield PaperFile(f"{name}.docx", f"{said} (Word; {tracked})", self._tracked)
        yield from self._page(
            name, said, lambda: comparison_of_lines(self.pairs, reports.marks_read_aloud()), f"{self.title}: {said}"
        )
        changes = self.data.changes
        if changes is not None:
            said = _("What changed and why")
            yield from self._page("changes/changes", said, lambda: reports.change_notes(self.draft, changes))

    def _tracked(self) -> bytes:
        paper = WordPaper(
            self.title,
            self.draft.guideline.language,
            self.published_at,
            _("Draft %(number)s", number=self.draft.number),
        )
        paper.tracked_lines(self.pairs)
        return paper.written()

    def _sessions(self) -> bytes:
        told = {round_.id for round_ in self.data.rounds}
        held = [session for session in sessions_of(self.draft.guideline) if session.round_id in told]
        events = [session_event(session, self.data.visitor, None) for session in held]
        return calendar(self.title, events, made_at=self.as_of)

    def _timeline(self) -> bytes:
        page = absolute_url("tracing.guideline", slug=self.draft.guideline.slug)
        events = [
            Event(
                uid=f"milestone-{step.id}.{self.draft.guideline.slug}@{page.split('/')[2]}",
                title=step.title,
                starts_at=datetime.combine(step.starts_on, time(), UTC),
                ends_at=datetime.combine(step.ends_on or step.starts_on, time(), UTC) + timedelta(days=1),
                description=step.detail,
                address=page,
            )
            for step in milestones_of(self.draft.guideline)
        ]
        return calendar(self.title, events, made_at=self.as_of)

    def _feed(self) -> bytes:
        page = absolute_url("tracing.guideline", slug=self.draft.guideline.slug)
        entries = sorted(self._entries(), key=lambda entry: entry.at)
        language = self.draft.guideline.language
        return atom_feed(self.title, page, language, entries, updated=entries[-1].at if entries else self.as_of)

    def _entries(self) -> Iterator[FeedEntry]:
        slug = self.draft.guideline.slug
        for draft in drafts_of(self.draft.guideline, self.data.visitor):
            if draft.published_at is not None and draft.number <= self.draft.number:
                address = absolute_url("comments.read", slug=slug, number=draft.number)
                title = _("Draft %(number)s", number=draft.number)
                yield FeedEntry(f"{title}: {draft.title}", address, draft.published_at, draft.note)
        for round_ in self.data.rounds:
            if round_.opens_at <= self.data.now:
                address = absolute_url("consultations.round", round_slug=round_.slug)
                yield FeedEntry(round_.title, address, round_.opens_at, round_.purpose)
        for ballot, tally in self.data.ballots:
            address = absolute_url("voting.ballot", ballot_id=ballot.id)
            if ballot.closed_at is not None:
                says = " ".join(outcome_in_words(tally))
                yield FeedEntry(ballot.revision.title, address, ballot.closed_at, says)


def _in_the_margin(row: Mapping[str, str]) -> MarginRemark:
    parts = [f"“{row['quote']}”" if row["quote"] else "", row["comment"]]
    if row["proposed_text"]:
        parts.append(_("Proposed: %(words)s", words=row["proposed_text"]))
    if row["response"]:
        parts.append(_("Answer: %(words)s", words=row["response"]))
    said = "\n".join(filter(None, parts))
    organisation, reference = row["organisation"], row["reference"]
    return MarginRemark(organisation, f"{said}\n{reference}") if organisation else MarginRemark(reference, said)


def lines_by_language(draft: Draft) -> dict[str, list[PaperLine]]:
    every = sorted(wordings_in_all_languages(draft), key=lambda wording: wording.position)
    languages = sorted({wording.language for wording in every} - {draft.guideline.language})
    return {
        language: paper_lines([wording for wording in every if wording.language == language])
        for language in [draft.guideline.language, *languages]
    }
