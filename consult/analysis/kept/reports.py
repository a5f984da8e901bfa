"""Reports of points as they were counted last, where nothing that they were counted from has changed since.

A report is kept for everyone who reads the same rounds. Who also reads single comments of their own in others has
theirs counted each time.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import JSON, cast, literal, null, select, union_all
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from consult.analysis.kept.models import ALL, KeptReport, PointsVersion
from consult.analysis.models import Theme
from consult.comments.models import Comment, CommentState
from consult.comments.queries import rounds_of_guideline_read_by
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db, is_writing, on_its_own, writing_if_free
from consult.core.derived.row_cache import KEPT, while_filling
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline

EVERYTHING = "team"
WAIT = timedelta(milliseconds=100)  # that keeping a report may wait for another who writes


class Reports:
    """Those of one guideline as one reader may read them; the names given are fetched together. Three queries."""

    def __init__(self, guideline: Guideline, membership: Membership | None, *names: str, other: Any = None) -> None:
        """`other` selects a version besides: a number below `ALL`, and a word."""
        self.guideline = guideline
        self.audience = EVERYTHING if membership is None else audience_of(membership)
        self.versions: dict[int, str] = {}
        self._held: dict[str, tuple[str | None, Any]] = {}
        self._read(names, other)

    @property
    def themes(self) -> Mapping[int, str]:
        """The version of each theme's points."""
        return {number: token for number, token in self.versions.items() if number > ALL}

    def value(self, name: str, count: Callable[[], Any], *, theme: int = ALL, also: str = "") -> Any:
        """What `count` gives, as JSON gives it back: the guideline's, or what follows from one theme's points alone;
        `also` is the version of what else it follows from."""
        version = self.versions.get(theme, "") + also
        token, value = self.held(name)
        if token == version:
            return value
        with while_filling(KEPT):
            made = json.loads(json.dumps(count()))
        self.keep(name, made, token=version)
        return made

    def fetch(self, *names: str) -> None:
        """Some more of them together. One query."""
        self._held |= self._fetched(*(name for name in names if name not in self._held))

    def held(self, name: str) -> tuple[str | None, Any]:
        """(version, report) as it was kept; (None, None) where none is."""
        if name not in self._held:
            self._held |= self._fetched(name)
        return self._held[name]

    def _read(self, names: Sequence[str], other: Any) -> None:
        """The versions, by theme and of all points (an empty word where nothing changed since they were begun), and
        the reports that are named. One query."""
        of_theme = (PointsVersion.guideline_id == Theme.guideline_id) & (PointsVersion.theme_id == Theme.id)
        nothing = cast(null(), JSON)
        themes = select(literal("").label("name"), Theme.id, PointsVersion.token, nothing.label("value"))
        themes = themes.outerjoin(PointsVersion, of_theme).where(Theme.guideline_id == self.guideline.id)
        every = select(literal(""), literal(ALL), PointsVersion.token, nothing)
        every = every.where(PointsVersion.guideline_id == self.guideline.id, PointsVersion.theme_id == ALL)
        kept = select(KeptReport.name, literal(ALL), KeptReport.token, KeptReport.value)
        kept = kept.where(KeptReport.guideline_id == self.guideline.id, KeptReport.audience == self.audience)
        parts = [themes, every, kept.where(KeptReport.name.in_(names))] if names else [themes, every]
        if other is not None:
            parts.append(other.add_columns(nothing))
        self._held = dict.fromkeys(names, (None, None))
        for name, number, token, value in db.session.execute(union_all(*parts)):
            if name:
                self._held[name] = (token, value)
            else:
                self.versions[number] = token or ""

    def _fetched(self, *names: str) -> dict[str, tuple[str | None, Any]]:
        found: dict[str, tuple[str | None, Any]] = dict.fromkeys(names, (None, None))
        if self.audience is None or not names:
            return found
        query = select(KeptReport.name, KeptReport.token, KeptReport.value)
        query = query.where(KeptReport.guideline_id == self.guideline.id, KeptReport.audience == self.audience)
        for name, token, value in db.session.execute(query.where(KeptReport.name.in_(names))):
            found[name] = (token, value)
        return found

    def keep(self, name: str, value: Any, *, token: str = "") -> None:
        """For those who come after. Not from a transaction that has written: what it counted may never come to be."""
        self._held[name] = (token, value)
        if self.audience is None or is_writing(db.session.connection()):
            return
        key = {"guideline_id": self.guideline.id, "audience": self.audience, "name": name}
        given = {"token": token, "value": value}
        # busy, full, for reading alone: the next one counts again
        with on_its_own(), suppress(DBAPIError), writing_if_free(WAIT) as connection:
            written: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[connection.dialect.name]
            row = written(KeptReport).values(**key, **given)
            connection.execute(row.on_conflict_do_update(index_elements=list(key), set_=given))


def audience_of(membership: Membership) -> str | None:
    """The rounds whose comments they read, as a word; None where single comments of their own come to these."""
    if membership.team:
        return EVERYTHING
    rounds = rounds_of_guideline_read_by(membership, clock.now())
    if membership.person is not None:
        elsewhere = (
            select(Comment.id)
            .join(Round, Round.id == Comment.round_id)
            .where(
                Round.guideline_id == membership.guideline.id,
                Comment.author_id == membership.person.id,
                Comment.state == CommentState.SENT,
                Comment.round_id.not_in(rounds),
            )
        )
        if db.session.scalar(elsewhere.limit(1)) is not None:
            return None
    return ",".join(map(str, sorted(rounds)))
