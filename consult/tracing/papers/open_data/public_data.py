"""Open data of a guideline up to one draft, as a visitor may read it now: a table for each kind of thing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import Any

from consult.analysis.queries import may_read_themes_of
from consult.analysis.reporting.summaries import Summary, summaries_of
from consult.comments.models import Stance
from consult.comments.questions.queries import question_results
from consult.comments.register import exporting
from consult.comments.register.columns import NAMES
from consult.comments.tallies.queries import sent_by_round
from consult.consultations.models import Round
from consult.consultations.queries import every_round, sessions_of
from consult.consultations.translations.texts import texts_of
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, Guideline
from consult.drafts.queries import milestones_of, wordings_in_all_languages, wordings_with_clause
from consult.drafts.translations.models import TextTranslation
from consult.drafts.translations.queries import by_name, standing_translations
from consult.drafts.translations.standing import TranslationState, chosen_of
from consult.publishing.changelog import Changes, changes_into
from consult.responses import public_table
from consult.revisions.uptake.table_views import words_for_everyone
from consult.tracing.papers.open_data.answered_rows import rows_with_answers
from consult.tracing.papers.open_data.evidence_rows import (
    FINDINGS,
    WEIGHING,
    all_findings,
    finding_rows,
    weighing_rows,
)
from consult.tracing.papers.open_data.open_tables import OpenColumn, OpenTable, cells, columns
from consult.tracing.participation import ParticipationSummary
from consult.tracing.queries import heard
from consult.voting.models import Ballot
from consult.voting.queries import ballots_of, roll_call, tally_of
from consult.voting.tally import Tally

CLAUSES = """
uid: lasting identity of the clause
number: as it is printed in this draft
pillar: code
part: code
language: BCP 47
status: authentic, translated or machine_translated
heading:
text:
"""
TRANSLATIONS = """
kind: guideline, draft, pillar, part, clause or round
key: its lasting identity: short name, number, code, uid
language: BCP 47
version: full, easy_read, child_friendly or sign_language (its text is the address of a film)
status: authentic, translated or machine_translated
behind boolean: made from earlier words than those of this draft
of_sha256: of the words that were translated
heading:
text:
"""
CHANGES = """
uid: lasting identity of the clause
change: added, deleted, reworded, retitled, moved, split, merged or renumbered
number_before:
number_after:
text_before:
text_after:
revision: the revision that was voted on
ballot: number of its ballot, as in ballots.csv
comments_answered integer:
"""
BALLOTS = """
ballot integer:
clause: number of the clause in the draft that the revision was written on
revision: title
rule: majority that carries
secret boolean:
opened datetime:
closed datetime:
seated integer: votes that there could be
approve integer:
approve_with_comment integer:
cannot_accept integer:
abstain integer:
recused integer:
carried boolean: empty where nothing was to be decided, or the ballot was declared void
void boolean:
"""
VOTES = """
ballot integer:
name: as it was when the ballot opened; a roll call is public by the rule of the group
member_state: ISO 3166
choice: empty where the seat was not used
reason:
acceptable_wording:
cast datetime:
"""
ROUNDS = """
round: short name
title:
kind:
draft integer: that it was held on
opens datetime:
closes datetime:
comments integer: that count, whoever may read them
comments_for_everyone integer: of those, in comments.csv
"""
SESSIONS = """
round: short name
title:
begins datetime:
ends datetime:
timezone:
place:
cancelled boolean:
"""
QUESTIONS = """
round: short name
question: in the words in which it was asked
kind: scale, single or multiple
answer:
people integer: who chose this answer, each counted once
answered integer: people who answered this question
"""
TIMELINE = """
title:
detail:
begins date:
ends date:
"""
PARTICIPATION = """
dimension: region or stakeholder_type
group:
people integer: who sent a comment that stands or endorsed one, each once
target integer: empty where none was set
"""
THEMES = """
theme integer:
label: named by a machine, or by people
heading:
points integer: copies of a letter counted once
copies integer:
people integer:
organisations integer:
regions integer:
stakeholder_types integer:
support integer: points
support_with_changes integer:
neutral integer:
oppose integer:
"""

STANCES = (Stance.SUPPORT, Stance.SUPPORT_WITH_CHANGES, Stance.NEUTRAL, Stance.OPPOSE)


@dataclass(frozen=True)
class PublicData:
    """`draft`: nothing of a later one is told."""

    draft: Draft
    now: datetime

    @property
    def guideline(self) -> Guideline:
        return self.draft.guideline

    @cached_property
    def visitor(self) -> Membership:
        return Membership(None, self.guideline, frozenset())

    @cached_property
    def rounds(self) -> Sequence[Round]:
        return [one for one in every_round(self.guideline) if one.draft.number <= self.draft.number]

    @cached_property
    def open_rounds(self) -> frozenset[int]:
        """Those whose comments everyone reads."""
        everyones = public_table.rounds_for_everyone(self.guideline, self.now)
        return everyones & {round_.id for round_ in self.rounds}

    @cached_property
    def changes(self) -> Changes | None:
        return changes_into(self.draft, self.draft.based_on) if self.draft.based_on is not None else None

    @cached_property
    def participation(self) -> ParticipationSummary:
        """In rounds on drafts up to this one."""
        mine = [one.id for one in self.rounds]
        return heard(self.guideline, None if len(mine) == len(every_round(self.guideline)) else mine)

    @cached_property
    def themes(self) -> list[Summary] | None:
        """None where they are not for everyone."""
        if not may_read_themes_of(None, self.guideline):
            return None
        return summaries_of(self.guideline, membership=self.visitor)

    @cached_property
    def ballots(self) -> list[tuple[Ballot, Tally]]:
        """Closed ones on revisions of drafts up to this one, in the order in which they closed."""
        closed = [ballot for ballot in ballots_of(self.guideline) if ballot.closed_at is not None]
        told = [ballot for ballot in closed if ballot.revision.draft.number <= self.draft.number]
        return [(ballot, tally_of(ballot)) for ballot in reversed(told)]

    def tables(self) -> Iterator[OpenTable]:
        """Each with its rows to be read once."""
        yield OpenTable("clauses", "The text, clause by clause", columns(CLAUSES), cells(self.clause_rows()))
        yield OpenTable(
            "translations", "The text in other languages", columns(TRANSLATIONS), cells(self.translation_rows())
        )
        if self.changes is not None:
            yield OpenTable(
                "changes", "What changed", columns(CHANGES), cells(self.change_rows(self.changes)), key="uid"
            )
        names = [OpenColumn(name) for name in NAMES]
        yield OpenTable("comments", "Comments", names, self._comments(), key="reference", workbook=True)
        names = [OpenColumn(name) for name in public_table.COLUMNS]
        yield OpenTable("responses", "Comments and responses, point by point", names, self._responses(), workbook=True)
        yield OpenTable("ballots", "Ballots", columns(BALLOTS), cells(self.ballot_rows()), key="ballot")
        yield OpenTable("votes", "Roll calls", columns(VOTES), cells(self.vote_rows()))
        yield OpenTable("rounds", "Rounds of consultation", columns(ROUNDS), cells(self.round_rows()), key="round")
        yield OpenTable("sessions", "Sessions", columns(SESSIONS), cells(self.session_rows()))
        if asked := [*self.question_rows()]:
            yield OpenTable("questions", "How closed questions were answered", columns(QUESTIONS), cells(asked))
        yield OpenTable("timeline", "Timeline", columns(TIMELINE), cells(self.timeline_rows()))
        yield OpenTable("participation", "Who took part", columns(PARTICIPATION), cells(self.participation_rows()))
        if self.themes is not None:
            yield OpenTable("themes", "Themes", columns(THEMES), cells(self.theme_rows(self.themes)), key="theme")
        yield from self._evidence()

    def _evidence(self) -> Iterator[OpenTable]:
        """Where there is any."""
        now = {wording.clause_id: wording for wording in wordings_with_clause(self.draft)}
        if findings := all_findings(self.guideline):
            rows = cells(finding_rows(findings, now))
            yield OpenTable("findings", "Evidence", columns(FINDINGS), rows, key="reference")
        if weighed := weighing_rows(self.draft, now):
            yield OpenTable("weighing", "How the evidence on clauses was weighed", columns(WEIGHING), cells(weighed))

    def clause_rows(self) -> Iterator[Sequence[Any]]:
        for w in sorted(wordings_in_all_languages(self.draft), key=lambda w: (w.language, w.position)):
            part = w.part.code if w.part is not None else ""
            yield w.clause.uid, w.number, w.pillar.code, part, w.language, w.status, w.heading, w.text

    def translation_rows(self) -> Iterator[Sequence[Any]]:
        """Of each text and language the one that readers of this draft are given."""
        by_choice: dict[tuple[str, str], list[TextTranslation]] = {}
        for row in standing_translations(self.guideline):
            by_choice.setdefault((row.language, row.version), []).append(row)
        texts = texts_of(self.draft) if by_choice else []
        for (language, version), rows in sorted(by_choice.items()):
            kept = by_name(rows)
            for source in texts:
                one, state = chosen_of(kept.get(source.name, ()), source.digest, self.draft.number)
                if one is not None:
                    said = (one.status, state == TranslationState.BEHIND, one.of_digest, one.heading, one.text)
                    yield source.kind, source.key, language, version, *said

    @staticmethod
    def change_rows(changes: Changes) -> Iterator[Sequence[Any]]:
        for one in changes.changed:
            was, now, source = one.pair.old, one.pair.new, one.source
            voted = (source.revision.title, source.ballot.id) if source is not None else ("", "")
            numbers = was.number if was else "", now.number if now else ""
            texts = was.text if was else "", now.text if now else ""
            yield one.wording.clause.uid, one.pair.change, *numbers, *texts, *voted, one.comments
        for pair in changes.renumbered:
            if pair.old is not None and pair.new is not None:
                numbers, texts = (pair.old.number, pair.new.number), (pair.old.text, pair.new.text)
                yield pair.new.clause.uid, "renumbered", *numbers, *texts, "", "", 0

    def register(self, *, of_this_draft: bool = False) -> Iterator[Mapping[str, str]]:
        """Rows of the register as everyone reads them, with what was answered; of all rounds, or of this draft's."""
        rounds = [round_ for round_ in self.rounds if not of_this_draft or round_.draft_id == self.draft.id]
        each = (exporting.rows_for_everyone(self.guideline, self.now, round_=round_) for round_ in rounds)
        for rows in chain.from_iterable(each):
            yield from rows_with_answers(rows, self.guideline)

    def _comments(self) -> Iterator[Sequence[str]]:
        yield from ([row.get(name, "") for name in NAMES] for row in self.register())

    def _responses(self) -> Iterator[Sequence[str]]:
        query = public_table.public_rows(self.visitor, public_table.TableFilter(), self.now)
        query = query.where(Round.id.in_(self.open_rounds))
        names_themes = self.themes is not None
        yield from chain.from_iterable(
            public_table.table_rows(query, names_themes=names_themes, words_of=words_for_everyone)
        )

    def ballot_rows(self) -> Iterator[Sequence[Any]]:
        for ballot, tally in self.ballots:
            revision = ballot.revision
            number = revision.base.number if revision.base is not None else revision.number
            counts = (tally.approve, tally.approve_with_comment, tally.cannot_accept, tally.abstain, tally.recused)
            when, what = (ballot.opens_at, ballot.closed_at), (ballot.carried, ballot.voided_at is not None)
            yield ballot.id, number, revision.title, ballot.majority, ballot.secret, *when, tally.seated, *counts, *what

    def vote_rows(self) -> Iterator[Sequence[Any]]:
        """Of a secret ballot, only the tally is known."""
        for ballot, _tally in self.ballots:
            for called in roll_call(ballot) if not ballot.secret else ():
                vote, seat = called.vote, called.seat
                said = (vote.choice, vote.reason, vote.acceptable_wording, vote.cast_at) if vote else ("", "", "", "")
                yield ballot.id, seat.name, seat.member_state, *said

    def round_rows(self) -> Iterator[Sequence[Any]]:
        sent = sent_by_round(self.guideline)
        for r in self.rounds:
            number = sent.get(r.id, 0)
            public = number if r.id in self.open_rounds else 0
            yield r.slug, r.title, r.kind, r.draft.number, r.opens_at, r.closes_at, number, public

    def question_rows(self) -> Iterator[Sequence[Any]]:
        """Of rounds whose comments everyone reads."""
        for round_ in self.rounds:
            for one in question_results(round_) if round_.id in self.open_rounds else ():
                told = round_.slug, one.question.text, one.question.kind
                answers = zip(one.question.options, one.counts, strict=True)
                yield from ((*told, text, people, one.people) for text, people in answers)

    def session_rows(self) -> Iterator[Sequence[Any]]:
        told = {round_.id for round_ in self.rounds}
        for s in sessions_of(self.guideline):
            if s.round_id in told:
                off = s.cancelled_at is not None or s.round.cancelled_at is not None
                yield s.round.slug, s.title, s.starts_at, s.ends_at, s.timezone, s.place, off

    def timeline_rows(self) -> Iterator[Sequence[Any]]:
        for step in milestones_of(self.guideline):
            yield step.title, step.detail, step.starts_on, step.ends_on

    def participation_rows(self) -> Iterator[Sequence[Any]]:
        found: Mapping[str, Any] = {"region": self.participation.regions, "stakeholder_type": self.participation.types}
        for dimension, groups in found.items():
            yield from ((dimension, group.value, group.heard, group.target) for group in groups)
        yield "region", "unknown", self.participation.unknown_country, None
        yield "stakeholder_type", "unknown", self.participation.unknown_type, None

    @staticmethod
    def theme_rows(themes: Sequence[Summary]) -> Iterator[Sequence[Any]]:
        for one in themes:
            breadth, theme = one.breadth, one.theme
            who = breadth.people, breadth.organisations, len(breadth.regions), len(breadth.types)
            stands = [breadth.by_stance[stance] for stance in STANCES]
            yield theme.id, theme.label, theme.heading, breadth.points, one.copies, *who, *stands
