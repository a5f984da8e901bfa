"""What stands in the publication pack of a draft, file by file: its name, what it is, and how it is written.

A further format is one more line here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cached_property, partial

from flask_babel import force_locale
from flask_babel import gettext as _

from consult.comments.formats.catalogue import TITLES, WRITTEN_FORMS, write_comments
from consult.comments.formats.form_files import form_as_file
from consult.comments.tallies.queries import number_in
from consult.consultations.ical import Event, calendar
from consult.consultations.queries import sessions_of
from consult.consultations.session_events import session_event
from consult.core.i18n.languages import NAMES
from consult.core.i18n.punctuation import join_list
from consult.core.templating import number
from consult.core.urls import absolute_url
from consult.drafts.models import Draft
from consult.drafts.queries import drafts_of, milestones_of
from consult.tracing.feeds.atom import FeedEntry, atom_feed
from consult.tracing.papers import reports
from consult.tracing.papers.akoma_ntoso import AkomaNtosoWork, akoma_ntoso
from consult.tracing.papers.html_paper import comparison_of_lines, element, html_page, text_of_lines
from consult.tracing.papers.margin.annotated import annotated_lines
from consult.tracing.papers.margin.remarks import MOST_IN_THE_MARGIN, Remarks, remarks_by_place
from consult.tracing.papers.open_data.public_data import PublicData
from consult.tracing.papers.paper_lines import LinePair, aligned, as_markdown
from consult.tracing.papers.paper_texts import PaperText, own_lines, subtitle, texts_by_language
from consult.tracing.papers.pdf import as_pdf, why_no_pdf
from consult.tracing.papers.synopsis.report_kinds import REPORT_NAMES
from consult.tracing.papers.word import WordPaper
from consult.voting.labels import outcome_in_words

MOST_LETTERS = 20  # of those that fonts lack, as they are told


@dataclass(frozen=True)
class PaperFile:
    """`write` makes its bytes when its turn comes; None: it would be defective, and is left out."""

    name: str
    says: str
    write: Callable[[], bytes | None]


@dataclass
class PackContents:
    """`as_of` is when the record last says something of the guideline: files are dated by it, not by the clock."""

    data: PublicData
    as_of: datetime
    with_pdf: bool = True
    pages: dict[str, bytes] = field(default_factory=dict)
    lacking: dict[str, str] = field(default_factory=dict)  # letters that fonts lack, by name of a PDF file

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
        return subtitle(self.draft, self.draft.title)

    @cached_property
    def why_no_pdf(self) -> str:
        return why_no_pdf() if self.with_pdf else ""

    def left_out(self) -> list[str]:
        """What is missing in it and why, once all of it is written."""
        told = [self.why_no_pdf, self._comments_not_for_everyone()]
        if self.data.themes is None:
            told.append(_("The themes are left out: they are for everyone once every comment in them is."))
        if self.remarks is None:
            many = str(MOST_IN_THE_MARGIN)
            told.append(_("No text has the comments in its margin: there are more than %(many)s of them.", many=many))
        for name, letters in self.lacking.items():
            lacks = letters if len(letters) <= MOST_LETTERS else f"{letters[:MOST_LETTERS]} …"
            told.append(
                _("%(file)s is left out: the fonts of this machine lack letters: %(letters)s", file=name, letters=lacks)
            )
        return list(filter(None, map(str, told)))

    def _comments_not_for_everyone(self) -> str:
        rounds = [one for one in self.data.rounds if one.id not in self.data.open_rounds]
        kept = {one.title: there for one in rounds if (there := number_in([one.id]))}
        if not kept:
            return ""
        says: str = _(
            "data/comments.csv and data/responses.csv lack %(n)s of the %(all)s comments that data/rounds.csv counts, "
            "with their points: they came in rounds whose comments are not for everyone (%(rounds)s).",
            n=number(sum(kept.values())),
            all=number(number_in([one.id for one in self.data.rounds])),
            rounds=join_list(kept),
        )
        return says

    @cached_property
    def texts(self) -> dict[str, PaperText]:
        """By language, that of the guideline first."""
        return texts_by_language(self.draft)

    @property
    def text(self) -> PaperText:
        return self.texts[self.draft.guideline.language]

    @cached_property
    def pairs(self) -> list[LinePair]:
        before = self.draft.based_on
        return aligned(own_lines(before) if before is not None else [], self.text.lines)

    def files(self) -> Iterator[PaperFile]:
        for text in self.texts.values():
            yield from self._text(text)
        if self.draft.based_on is not None:
            yield from self._comparison(self.draft.based_on)
        yield from self._page(
            "participation/participation", _("Who took part"), lambda: reports.participation_report(self.data)
        )
        yield from self._page("ballots/ballots", _("Ballots"), lambda: reports.ballots_report(self.data))
        for name, said in REPORT_NAMES.items():
            yield from self._page(f"synopsis/{name}", str(said), partial(reports.report_of, self.data, name))
        for name in WRITTEN_FORMS:
            yield from self._form(name)
        if self.remarks:
            yield from self._annotated(self.remarks)
        yield PaperFile("calendar/sessions.ics", _("The sessions, for a calendar program"), self._sessions)
        yield PaperFile("calendar/timeline.ics", _("The timeline, for a calendar program"), self._timeline)
        yield PaperFile("feed.atom", _("What happened, as a feed (Atom)"), self._feed)

    def _text(self, text: PaperText) -> Iterator[PaperFile]:
        name = f"text/text-{text.language}"
        said = str(_("The text"))
        if text.translated:
            said = f"{said}: {NAMES.get(text.language, text.language)}"
        yield PaperFile(f"{name}.docx", f"{said} (Word)", lambda: self._word(text))
        yield PaperFile(f"{name}.md", f"{said} (Markdown)", lambda: self._markdown(text))
        yield PaperFile(f"{name}.xml", f"{said} (Akoma Ntoso 3.0)", lambda: self._akoma_ntoso(text))

        def body() -> Iterator[object]:
            yield reports.about_draft(self.draft)
            yield from (element("p", note, class_="quiet") for note in text.notes())
            yield from text_of_lines(text.lines)

        yield from self._page(name, said, body, text.title, text.language)

    def _page(
        self,
        name: str,
        said: str,
        body: Callable[[], Iterable[object]],
        title: str = "",
        language: str = "",
        *,
        wide: bool = False,
    ) -> Iterator[PaperFile]:
        """As HTML, and as PDF where that can be made here with every letter."""
        heading, language = title or f"{self.title}: {said}", language or self.draft.guideline.language

        def page() -> bytes:
            if name not in self.pages:
                with force_locale(language):
                    self.pages[name] = html_page(heading, language, body(), wide=wide)  # type: ignore[arg-type]
            return self.pages[name]

        def pdf() -> bytes | None:
            made, lacking = as_pdf(page())
            if lacking:
                self.lacking[f"{name}.pdf"] = lacking
            return made if not lacking else None

        yield PaperFile(f"{name}.html", f"{said} (HTML)", page)
        if self.with_pdf and not self.why_no_pdf:
            yield PaperFile(f"{name}.pdf", f"{said} (PDF/UA-1)", pdf)

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
    def remarks(self) -> Remarks | None:
        return remarks_by_place(self.data.register(of_this_draft=True), self.text.lines)

    def _annotated(self, remarks: Remarks) -> Iterator[PaperFile]:
        said, name = _("The text with its comments and answers in the margin"), "comments/in-the-margin"

        def word() -> bytes:
            paper = self._paper(self.text)
            paper.lines(self.text.lines, remarks)
            return paper.written()

        def body() -> Iterator[object]:
            yield reports.about_draft(self.draft)
            yield from annotated_lines(self.text.lines, remarks)

        yield PaperFile(f"{name}.docx", f"{said} (Word)", word)
        yield from self._page(name, str(said), body, wide=True)

    def _paper(self, text: PaperText) -> WordPaper:
        """A Word file with its title and what there is to say of the text."""
        paper = WordPaper(text.title, text.language, self.published_at, self.title)
        with force_locale(text.language):
            for note in (text.subtitle, *text.notes()):
                paper.note(note)
        return paper

    def _word(self, text: PaperText) -> bytes:
        paper = self._paper(text)
        paper.lines(text.lines)
        return paper.written()

    def _markdown(self, text: PaperText) -> bytes:
        with force_locale(text.language):
            return as_markdown(text.title, text.lines, text.notes()).encode()

    def _akoma_ntoso(self, text: PaperText) -> bytes:
        guideline = self.draft.guideline
        work = AkomaNtosoWork(
            slug=guideline.slug,
            title=text.title,
            draft=self.draft.number,
            language=text.language,
            founded_at=guideline.created_at,
            published_at=self.published_at,
            address=absolute_url("tracing.guideline", slug=guideline.slug),
            publisher=guideline.title,
        )
        return akoma_ntoso(work, text.lines)

    def _comparison(self, before: Draft) -> Iterator[PaperFile]:
        said = _("Comparison with draft %(number)s", number=before.number)
        name = f"comparison/compared-with-draft-{before.number}"
        tracked = _("tracked changes: accept all for this draft, reject all for the one before")
        yield PaperFile(f"{name}.docx", f"{said} (Word; {tracked})", self._tracked)
        changes = self.data.changes

        def body() -> Iterator[object]:
            if changes is not None:
                yield from reports.list_of_changes(changes)
            yield from comparison_of_lines(self.pairs, reports.marks_read_aloud())

        yield from self._page(name, said, body, f"{self.title}: {said}")
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
        changes = self.data.changes
        paper.tracked_lines(self.pairs, reports.change_remarks(changes) if changes is not None else {})
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
