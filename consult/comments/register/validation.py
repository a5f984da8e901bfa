"""Rows of a register against a round: every fault, what is new, what is there already. Changes nothing.

A row is known again by its `source_id`, by its reference, or else by a digest of what it says, so that the
same file read twice changes nothing.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from consult.comments.formats.protocol import FormatContext
from consult.comments.models import Comment
from consult.comments.references import comment_digest
from consult.comments.register.row_parser import (
    ClauseHere,
    ParsedComment,
    RegisterContext,
    holds_markup,
    parse_row,
    says_nothing,
)
from consult.comments.register.rows import CellFault, RegisterRow, Tick, rows_from
from consult.consultations.models import Round
from consult.core.database import db
from consult.core.text import cleaned
from consult.drafts.models import Wording


class ExistingComment(NamedTuple):
    """A comment that the round has already."""

    id: int
    reference: str
    source_id: str | None
    digest: str


@dataclass(frozen=True)
class Checked:
    """What an import would do: keep `new`, leave the rows that are `already` there, or nothing for the `faults`."""

    rows: int
    new: Sequence[ParsedComment]
    already: int
    faults: Sequence[CellFault]
    notices: Sequence[str]
    known: Mapping[str, int] = field(default_factory=dict)  # comments there, by reference and by source_id

    @property
    def accepted(self) -> int:
        return 0 if self.faults else len(self.new)


def frame_of(round_: Round) -> RegisterContext:
    draft, clauses = round_.draft, dict[str, ClauseHere]()
    wordings = select(Wording.number, Wording.clause_id, Wording.pillar_id, Wording.text)
    for number, clause_id, pillar_id, text in db.session.execute(wordings.where(Wording.draft_id == draft.id)):
        before = clauses.get(number, ClauseHere(clause_id, pillar_id, ()))
        clauses[number] = before._replace(texts=(*before.texts, text))
    others = select(Round.slug).where(Round.guideline_id == round_.guideline_id, Round.id != round_.id)
    return RegisterContext(
        slug=round_.slug,
        elsewhere=frozenset(db.session.scalars(others)),
        draft=draft.number,
        timezone=round_.timezone,
        clauses=clauses,
        pillars={pillar.code: pillar.id for pillar in round_.guideline.pillars},
    )


def format_context(round_: Round, mapping: Mapping[str, Any] | None, tick: Tick) -> FormatContext:
    """What another form than ours places its rows on."""
    clauses = {number: clause.texts for number, clause in frame_of(round_).clauses.items()}
    pillars = {pillar.code: pillar.title for pillar in round_.guideline.pillars}
    return FormatContext(clauses=clauses, pillars=pillars, mapping=mapping, tick=tick)


def check_rows(round_: Round, given: Iterable[RegisterRow | Mapping[str, Any]], tick: Tick = lambda: None) -> Checked:
    """Every fault of every row, and which rows are new. Changes nothing. `tick` is called for each, and may raise."""
    rows, frame = rows_from(given), frame_of(round_)
    said: list[ParsedComment] = []
    faults: list[CellFault] = []
    for row in rows:
        tick()
        one, wrong = parse_row(row, frame)
        faults += wrong
        if one is not None:
            said.append(one)
    said = list(_numbered(said))
    there = _there(round_)
    known = {name: one.id for one in there for name in (one.reference, one.source_id) if name}
    named = {cleaned(row.cells.get(name, "")) for row in rows for name in ("reference", "source_id")}
    at = {row.number: row.at or row.number for row in rows}  # as the file numbers them
    faults += [*_twice(said, at), *_replies_to_nothing(said, named.union(known))]
    faults += _circles(said)
    new = []
    for one in said:
        number = known.get(one.source_id) or known.get(one.reference)
        if number is None:
            new.append(one)
        else:  # the file may call it by another name than the round does
            known |= {name: number for name in (one.reference, one.source_id) if name}
    notices = [
        *_saying_nothing(said, at),
        *_written_for_pages(said, at),
        *_leading_to_people(said, at),
        *_set_aside(rows),
        *_out_of_scope(round_, said),
        *_said_otherwise(said, there),
        *_outside_its_time(round_, new, at),
    ]
    return Checked(len(rows), new, len(said) - len(new), sorted(faults, key=lambda f: f.row), notices, known)


def _numbered(said: Sequence[ParsedComment]) -> Iterator[ParsedComment]:
    """Rows that say the same and have no number of their own are as many comments: the second is numbered."""
    seen: Counter[str] = Counter()
    for one in said:
        seen[one.source_id] += 1
        again = one.source_id.startswith("row-") and seen[one.source_id] > 1
        yield ParsedComment(**{**vars(one), "source_id": f"{one.source_id}-{seen[one.source_id]}"}) if again else one


def _there(round_: Round) -> Sequence[ExistingComment]:
    columns = select(Comment.id, Comment.reference, Comment.source_id, Comment.digest)
    return [ExistingComment(*row) for row in db.session.execute(columns.where(Comment.round_id == round_.id))]


def _twice(said: Sequence[ParsedComment], at: Mapping[int, int]) -> Iterator[CellFault]:
    for column in ("source_id", "reference"):
        first: dict[str, int] = {}
        for one in said:
            name = getattr(one, column)
            if name and name in first:
                says = _(
                    "“%(name)s” stands already in row %(row)s. Each comment has its own.",
                    name=name,
                    row=at[first[name]],
                )
                yield CellFault(one.row, column, says)
            first.setdefault(name, one.row)


def _replies_to_nothing(said: Sequence[ParsedComment], named: Container[str]) -> Iterator[CellFault]:
    for one in said:
        if one.in_reply_to and one.in_reply_to not in named:
            says = _("There is no comment “%(name)s” to reply to, in this file or in the round.", name=one.in_reply_to)
            yield CellFault(one.row, "in_reply_to", says)


def _circles(said: Sequence[ParsedComment]) -> Iterator[CellFault]:
    """Each row is passed once: what leads out of a chain, or into a circle told before, need not be followed again."""
    here = {name: one for one in said for name in (one.reference, one.source_id) if name}
    passed: set[int] = set()
    circled: set[int] = set()
    for one in said:
        way: dict[int, None] = {}
        at: ParsedComment | None = one
        while at is not None and at.row not in passed:
            passed.add(at.row)
            way[at.row] = None
            at = here.get(at.in_reply_to) if at.in_reply_to else None
        if at is not None and at.row in way:
            rows = [*way]
            circled.update(rows[rows.index(at.row) :])
    for one in said:
        if one.row in circled:
            yield CellFault(one.row, "in_reply_to", _("This row replies, by way of others or at once, to itself."))


def _listed(said: Iterable[ParsedComment], at: Mapping[int, int]) -> str:
    """Rows as the file numbers them, each once, the first twenty."""
    rows = list(dict.fromkeys(at[one.row] for one in said))
    return ", ".join(map(str, rows[:20])) + (", …" if len(rows) > 20 else "")


def _outside_its_time(round_: Round, said: Sequence[ParsedComment], at: Mapping[int, int]) -> Iterator[str]:
    """Dates that a comment on this round can hardly have: read all the same, and remarked."""
    dated = [(one, one.values["sent_at"]) for one in said if one.values["sent_at"] is not None]
    early = [one for one, moment in dated if moment < round_.opens_at]
    if early:
        yield ngettext(
            "%(num)s comment is dated before the round opened: row %(rows)s. It is kept with its date.",
            "%(num)s comments are dated before the round opened: rows %(rows)s. They are kept with their dates.",
            len(early),
            rows=_listed(early, at),
        )
    late = [one for one, moment in dated if moment >= round_.closes_at]
    if late:
        yield ngettext(
            "%(num)s comment is dated after the round closed: row %(rows)s. It is kept with its date.",
            "%(num)s comments are dated after the round closed: rows %(rows)s. They are kept with their dates.",
            len(late),
            rows=_listed(late, at),
        )


def _saying_nothing(said: Sequence[ParsedComment], at: Mapping[int, int]) -> Iterator[str]:
    rows = [one for one in said if says_nothing(one.values["text"])]
    if rows:
        yield ngettext(
            "%(num)s comment seems to say nothing (“N/A”, “-”, “see attached” and the like): row %(rows)s.",
            "%(num)s comments seem to say nothing (“N/A”, “-”, “see attached” and the like): rows %(rows)s.",
            len(rows),
            rows=_listed(rows, at),
        )


def _written_for_pages(said: Sequence[ParsedComment], at: Mapping[int, int]) -> Iterator[str]:
    rows = [one for one in said if holds_markup(one.values["text"])]
    if rows:
        yield ngettext(
            "%(num)s comment holds signs of a web page (“&amp;”, “<br>”), shown as they stand: row %(rows)s.",
            "%(num)s comments hold signs of a web page (“&amp;”, “<br>”), shown as they stand: rows %(rows)s.",
            len(rows),
            rows=_listed(rows, at),
        )


MAIL_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
TELEPHONE = re.compile(r"(?<![\w/.-])\+\d[\d ()/-]{7,}\d")


def _leading_to_people(said: Sequence[ParsedComment], at: Mapping[int, int]) -> Iterator[str]:
    """Words that readers would see: an address, a number, or the name of whoever is not to be named."""
    rows = [one for one in said if _names_somebody(one)]
    if rows:
        yield ngettext(
            "%(num)s comment holds a mail address, a telephone number or the name of its author among its words: row "
            "%(rows)s. Readers would see it: take it out of the file, unless it is meant to be read.",
            "%(num)s comments hold a mail address, a telephone number or the name of their author among their words: "
            "rows %(rows)s. Readers would see them: take them out of the file, unless they are meant to be read.",
            len(rows),
            rows=_listed(rows, at),
        )


def _names_somebody(one: ParsedComment) -> bool:
    words = f"{one.values['text']}\n{one.values['proposed_text']}"
    name = " ".join((one.values["author_name"] or "").split()).casefold()
    is_told = bool(one.values["named"]) or " " not in name
    plain = " ".join(words.split()).casefold()
    return bool(MAIL_ADDRESS.search(words) or TELEPHONE.search(words) or (not is_told and name in plain))


def _set_aside(rows: Sequence[RegisterRow]) -> Iterator[str]:
    answered = sum(bool(row.cells.get("disposition") or row.cells.get("response")) for row in rows)
    if answered:
        yield ngettext(
            "%(num)s row has an answer (disposition, response). Comments are read here, answers are not.",
            "%(num)s rows have an answer (disposition, response). Comments are read here, answers are not.",
            answered,
        )


def _out_of_scope(round_: Round, said: Sequence[ParsedComment]) -> Iterator[str]:
    within = {pillar.id for pillar in round_.pillars}
    outside = sum(one.values["pillar_id"] not in within for one in said if one.values["pillar_id"]) if within else 0
    if outside:
        yield ngettext(
            "%(num)s row is about a pillar that this round is not about. It is kept all the same.",
            "%(num)s rows are about pillars that this round is not about. They are kept all the same.",
            outside,
        )


def _said_otherwise(said: Sequence[ParsedComment], there: Sequence[ExistingComment]) -> Iterator[str]:
    known = {name: one.digest for one in there for name in (one.reference, one.source_id) if name}
    changed = sum(
        (before := known.get(one.source_id) or known.get(one.reference)) is not None
        and before != comment_digest(**comparable_words(one))
        for one in said
    )
    if changed:
        yield ngettext(
            "%(num)s row is in the round already with other words. Those stay; nothing is overwritten.",
            "%(num)s rows are in the round already with other words. Those stay; nothing is overwritten.",
            changed,
        )


def comparable_words(one: ParsedComment) -> dict[str, str]:
    return {name: one.values[name] for name in ("type", "stance", "text", "proposed_text")}
