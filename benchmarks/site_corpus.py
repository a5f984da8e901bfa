"""A guideline of 212 clauses with as many comments as asked, by seed: what `benchmarks.site` measures pages on.

The same people, rounds, themes and answers at every size; comments, points and assignments are written in bulk.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from consult.accounts.models import Organisation, Person, StakeholderType
from consult.analysis.models import AnalysisRun, Assignment, Campaign, Point, Theme
from consult.comments.models import (
    Channel,
    Comment,
    CommentState,
    CommentType,
    CommentVersion,
    Endorsement,
    Stance,
    search_text,
)
from consult.comments.references import ALPHABET
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db
from consult.demo.texts import cities_outline
from consult.drafts.models import Draft, Guideline
from consult.drafts.queries import wordings_of
from consult.responses.models import Answer, Disposition
from consult.revisions.models import RevisionState
from tests.make import consultations, drafts, revisions
from tests.people import People

COUNTRIES = ("KE", "BR", "SI", "PT", "MA", "CN", "IN", "FR", "DE", "ZA", "MX", "JP", "AU", "EG", "SE", "NG", "PE", "ID")
LANGUAGES = ("en", "en", "en", "fr", "es", "ar", "zh")
WORDS = [
    "cities",
    "should",
    "say",
    "who",
    "pays",
    "for",
    "it",
    "publish",
    "every",
    "contract",
    "keep",
    "a",
    "counter",
    "with",
    "staff",
    "protect",
    "data",
    "of",
    "residents",
    "train",
    "people",
    "of",
    "all",
    "ages",
    "share",
    "standards",
    "with",
    "neighbours",
    "report",
    "what",
    "was",
    "spent",
    "ask",
    "those",
    "who",
    "live",
    "there",
    "first",
]
THEMES, ANSWERED, ORGANISATIONS, COPIES = 40, 15, 200, 60
PORTION = 20_000


def build(number: int, *, seed: int = 7) -> Draft:
    """The draft that is commented on; committed."""
    chance = random.Random(f"{seed} {number}")
    people, guideline = People(), drafts.guideline()
    people.appoint_all(guideline)
    draft = drafts.draft(guideline, cities_outline(), by=people.dana)
    rounds = [consultations.closed_round(draft, f"round-{place}", title=f"Regional round {place}") for place in (1, 2)]
    rounds.append(consultations.round_(draft, "open"))
    db.session.add(AnalysisRun(guideline=guideline, created_at=clock.now(), finished_at=clock.now()))
    authors = _authors(max(60, number // 4), chance)
    comments = _comments(number, draft, rounds, authors, chance)
    _points(guideline, comments, chance)
    _answers(guideline, people.dana, chance)
    _endorsements(comments, authors, number // 20, chance)
    named = db.session.scalars(select(Point).order_by(Point.id).limit(18)).all()
    for place, wording in enumerate(wordings_of(draft)[:6]):
        told = {"number": wording.number, "points": named[3 * place : 3 * place + 3], "state": RevisionState.PROPOSED}
        revisions.revision(draft, people.dana, f"{wording.text} It is reported each year.", **told)
    db.session.commit()
    return draft


def _authors(number: int, chance: random.Random) -> Sequence[dict[str, Any]]:
    now, kinds = clock.now(), list(StakeholderType)
    bodies = [
        {"name": f"Body {n}", "stakeholder_type": chance.choice(kinds), "country": COUNTRIES[n % 18], "created_at": now}
        for n in range(ORGANISATIONS)
    ]
    db.session.execute(insert(Organisation), bodies)
    rows = [
        {
            "email": f"author-{n}@example.org",
            "name": f"Author {n}",
            "country": chance.choice(COUNTRIES),
            "stakeholder_type": chance.choice(kinds),
            "language": "en",
            "created_at": now,
            "confirmed_at": now,
            "session_key": f"{n:032}",
        }
        for n in range(number)
    ]
    _write(Person, rows)
    found = db.session.execute(select(Person.email, Person.id).where(Person.email.startswith("author-")))
    ids: dict[str, int] = dict(found.all())  # type: ignore[arg-type]
    return [row | {"id": ids[row["email"]]} for row in rows]


def _comments(
    number: int, draft: Draft, rounds: Sequence[Round], authors: Sequence[dict[str, Any]], chance: random.Random
) -> Sequence[Any]:
    wordings, began = wordings_of(draft), clock.now() - timedelta(days=9)
    step = timedelta(days=8) / number
    types = [*CommentType, CommentType.SUBSTANTIVE, CommentType.SUBSTANTIVE]

    def one(place: int) -> dict[str, Any]:
        author, on = chance.choice(authors), chance.choice(wordings) if chance.random() < 0.85 else None
        text = _sentence(chance, place)
        proposed = on.text.replace(".", " each year.", 1) if on is not None and chance.random() < 0.2 else ""
        at = began + place * step
        return {
            "reference": _reference(place),
            "round_id": rounds[0 if place < number // 4 else 1 if place < number // 2 else 2].id,
            "clause_id": on.clause_id if on else None,
            "pillar_id": on.pillar_id if on else None,
            "type": chance.choice(types),
            "stance": chance.choice(list(Stance)),
            "text": text,
            "proposed_text": proposed,
            "searched": search_text(title="", text=text, proposed_text=proposed),
            "language": chance.choice(LANGUAGES),
            "author_id": author["id"],
            "author_name": author["name"],
            "organisation": f"Body {place % ORGANISATIONS}" if place % 3 == 0 else "",
            "country": author["country"],
            "stakeholder_type": author["stakeholder_type"],
            "state": CommentState.SENT if place % 100 else CommentState.HELD,
            "saved_at": at,
            "sent_at": at,
            "digest": f"{place:064}",
            "channel": Channel.SITE,
        }

    for portion in _portions(number):
        _write(Comment, [one(place) for place in portion])
    rows = db.session.execute(
        select(Comment.id, Comment.text, Comment.proposed_text, Comment.sent_at, Comment.digest, Comment.pillar_id)
        .where(Comment.round_id.in_([round_.id for round_ in rounds]))
        .order_by(Comment.id)
    ).all()
    version = {"number": 1, "type": CommentType.GENERAL, "stance": Stance.NEUTRAL}
    _write(
        CommentVersion,
        [
            {**version, "comment_id": n, "text": text, "proposed_text": proposed, "at": at, "digest": digest}
            for n, text, proposed, at, digest, _pillar in rows
        ],
    )
    return rows


def _reference(place: int) -> str:
    signs = "".join(ALPHABET[place // len(ALPHABET) ** power % len(ALPHABET)] for power in range(8))
    return f"C-{signs[:4]}-{signs[4:]}"


def _sentence(chance: random.Random, place: int) -> str:
    words = " ".join(chance.choice(WORDS) for _word in range(chance.randint(20, 60)))
    return f"{words.capitalize()}. {words[::-1][:80].capitalize()} {place}."


def _points(guideline: Guideline, comments: Sequence[Any], chance: random.Random) -> None:
    now, pillars = clock.now(), [pillar.id for pillar in guideline.pillars]
    made = [Theme(guideline=guideline, label=f"Theme {n} of what is asked", keywords=["a", "b"], created_at=now)
            for n in range(THEMES)]  # fmt: skip
    letters = [Campaign(guideline_id=guideline.id, first_comment_id=row.id, size=COPIES) for row in comments[:3]]
    db.session.add_all([*made, *letters])
    db.session.flush()
    rows, filed = [], []
    for place, comment in enumerate(comments):
        cut = comment.text.index(". ") + 1
        ends = [(0, cut), (cut + 1, len(comment.text))] if place % 6 == 0 else [(0, len(comment.text))]
        for start, end in ends:
            rows.append(
                {
                    "comment_id": comment.id,
                    "start": start,
                    "end": end,
                    "text": comment.text[start:end],
                    "language": chance.choice(LANGUAGES),
                    "campaign_id": letters[place % 3].id if place < len(letters) * COPIES else None,
                    "pillar_id": chance.choice([*pillars, comment.pillar_id, comment.pillar_id, None]),
                    "pillar_p": chance.random(),
                    "x": chance.uniform(-1, 1),
                    "y": chance.uniform(-1, 1),
                }
            )
    _write(Point, rows)
    ranks = dict.fromkeys((theme.id for theme in made), 0)
    for point_id in db.session.scalars(select(Point.id).order_by(Point.id)):
        if chance.random() < 0.1:
            continue
        for theme in {_theme(chance, made), *([_theme(chance, made)] if chance.random() < 0.2 else [])}:
            ranks[theme.id] += 1
            best = ranks[theme.id] if ranks[theme.id] <= 6 else None
            p = round(chance.random(), 6)
            filed.append({"point_id": point_id, "theme_id": theme.id, "p": p, "representative": best, "at": now})
    _write(Assignment, filed)


def _theme(chance: random.Random, themes: Sequence[Theme]) -> Theme:
    """The first themes are larger, as they are in what people say."""
    return themes[min(int(chance.expovariate(0.08)), len(themes) - 1)]


def _answers(guideline: Guideline, by: Person, chance: random.Random) -> None:
    now, told = clock.now(), {"reason": "It is in the clause on money.", "by_id": by.id}
    themes = db.session.scalars(select(Theme.id).where(Theme.guideline_id == guideline.id).order_by(Theme.id))
    kinds = [Disposition.ACCEPTED, Disposition.NOTED, Disposition.NOT_ACCEPTED]
    rows = [
        {**told, "theme_id": n, "point_id": None, "at": now, "disposition": chance.choice(kinds)}
        for n in list(themes)[:ANSWERED]
    ]
    own = [n for n in db.session.scalars(select(Point.id).order_by(Point.id)) if chance.random() < 0.03]
    rows += [
        {**told, "theme_id": None, "point_id": n, "at": now + timedelta(seconds=1), "disposition": chance.choice(kinds)}
        for n in own
    ]
    _write(Answer, rows)


def _endorsements(
    comments: Sequence[Any], authors: Sequence[dict[str, Any]], number: int, chance: random.Random
) -> None:
    pairs = {(chance.choice(comments).id, chance.choice(authors)["id"]) for _time in range(number)}
    _write(Endorsement, [{"comment_id": c, "person_id": p, "at": clock.now(), "version": 1} for c, p in sorted(pairs)])


def _write(model: Any, rows: Sequence[dict[str, Any]]) -> None:
    for portion in _portions(len(rows)):
        db.session.execute(insert(model), [rows[place] for place in portion])
    db.session.commit()


def _portions(number: int) -> Iterator[range]:
    for start in range(0, number, PORTION):
        yield range(start, min(number, start + PORTION))
