"""What the fields of a template say for a point, a theme, an ask: asked of the database only where a field wants it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from flask_babel import force_locale, format_decimal
from flask_babel import gettext as _
from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import joinedload

from consult.analysis.asks.models import Ask, AskMember
from consult.analysis.models import Point, Theme
from consult.analysis.shared.population import distinct, each_letter_once_condition, respondent_key
from consult.comments.models import Comment, CommentState
from consult.consultations.models import Round
from consult.core.database import db
from consult.drafts.models import Guideline, Wording
from consult.responses.answer_templates.fields import FilledIn, TemplateField, filled_in, known_fields_in
from consult.responses.coverage.queries import points_filed_under
from consult.responses.queries import IN_PLACE, has_own_answer, keeps_its_answer, main_theme_id

Values = Mapping[str, str]
SHOWN = 3  # clauses, rounds, revisions of a theme that are named; the others are counted
READ = 1000  # points of a theme that are looked at for them

# A later stage says what its field is for each of some points, by their numbers.
_sources: dict[TemplateField, Callable[[Sequence[int], Guideline], Mapping[int, str]]] = {}


def fill_field(field: TemplateField, source: Callable[[Sequence[int], Guideline], Mapping[int, str]]) -> None:
    _sources[field] = source


def words_for(text: str, about: Point | Theme | Ask, answered: int | None = None) -> FilledIn:
    """A template filled in for what is answered; numbers and small words are in the guideline's language. `answered`
    is how many points the form says that it answers."""
    wanted = known_fields_in(text)
    if isinstance(about, Point):
        return words_for_points(text, [about])[about.id]
    theme = about.theme if isinstance(about, Ask) else about
    with force_locale(theme.guideline.language):
        values = _values_of_group(about, theme, wanted) if wanted else {}
        if answered is not None:
            values[TemplateField.POINTS] = format_decimal(answered)
        return filled_in(text, values)


def words_for_points(text: str, points: Sequence[Point]) -> dict[int, FilledIn]:
    """By point. A number of queries that does not grow with them."""
    wanted = known_fields_in(text)
    if not wanted or not points:
        return {point.id: FilledIn(text, ()) for point in points}
    guideline = points[0].comment.round.guideline
    with force_locale(guideline.language):
        values = _values_by_point(points, guideline, wanted)
        if TemplateField.POINTS in wanted or TemplateField.PEOPLE in wanted:
            themes = _main_themes(points)
            counts = {theme: _counted(points_filed_under(theme)) for theme in set(themes.values())}
            for number, theme in themes.items():
                values[number] |= counts[theme]
        return {point.id: filled_in(text, values[point.id]) for point in points}


def _values_by_point(
    points: Sequence[Point], guideline: Guideline, wanted: Collection[TemplateField]
) -> dict[int, dict[str, str]]:
    values: dict[int, dict[str, str]] = {point.id: {} for point in points}
    for field in wanted:
        for number, words in _said(field, points, guideline).items():
            values[number][field] = words
    return values


def _said(field: TemplateField, points: Sequence[Point], guideline: Guideline) -> Mapping[int, str]:
    """What a field is for each of them."""
    match field:
        case TemplateField.CLAUSE:
            return _of_clauses(points, guideline, Wording.number)
        case TemplateField.TITLE:
            return _of_clauses(points, guideline, Wording.heading)
        case TemplateField.ROUND:
            return {point.id: point.comment.round.title for point in points}
        case TemplateField.THEME:
            themes = _main_themes(points)
            query = select(Theme.id, Theme.label).where(Theme.id.in_(set(themes.values())))
            labels = {theme: label for theme, label in db.session.execute(query)}  # noqa: C416 - rows are no pairs
            return {number: labels[theme] for number, theme in themes.items()}
        case _ if field in _sources:
            return _sources[field]([point.id for point in points], guideline)
        case _:
            return {}  # counted by the caller


def _of_clauses(points: Sequence[Point], guideline: Guideline, column: Any) -> Mapping[int, str]:
    """As the author of the comment read it."""
    query = select(Comment.id, column).join(Round, Round.id == Comment.round_id)
    read = and_(Wording.draft_id == Round.draft_id, Wording.clause_id == Comment.clause_id)
    query = query.join(Wording, and_(read, Wording.language == guideline.language))
    said = db.session.execute(query.where(Comment.id.in_({point.comment_id for point in points}))).all()
    seen = {comment: words for comment, words in said}  # noqa: C416
    return {point.id: seen.get(point.comment_id, "") for point in points}


def _main_themes(points: Sequence[Point]) -> dict[int, int]:
    query = select(Point.id, main_theme_id()).where(Point.id.in_([point.id for point in points]))
    return {number: theme for number, theme in db.session.execute(query) if theme is not None}


def _counted(points: Select[Point]) -> dict[str, str]:
    """How many points, each letter once, and how many people made them."""
    numbers = points.with_only_columns(Point.id)
    query = select(func.count().filter(each_letter_once_condition()), distinct(respondent_key()))
    query = query.select_from(Point).join(Comment, Comment.id == Point.comment_id).where(Point.id.in_(numbers))
    count, people = db.session.execute(query).one()
    return {TemplateField.POINTS: format_decimal(count), TemplateField.PEOPLE: format_decimal(people)}


def _values_of_group(about: Theme | Ask, theme: Theme, wanted: Collection[TemplateField]) -> dict[str, str]:
    if isinstance(about, Ask):
        members = select(Point).join(Point.comment).join(AskMember, AskMember.point_id == Point.id)
        members = members.where(AskMember.ask_id == about.id, Comment.state == CommentState.SENT, IN_PLACE)
        answered = members.where(~has_own_answer())
    else:
        members = points_filed_under(theme.id)
        answered = members.where(~keeps_its_answer())
    told = joinedload(Point.comment).joinedload(Comment.round)
    points = db.session.scalars(members.order_by(Point.id).limit(READ).options(told)).unique().all()
    each = _values_by_point(points, theme.guideline, [field for field in wanted if field != TemplateField.THEME])
    values = {field: _together(each[point.id].get(field, "") for point in points) for field in wanted}
    return values | {TemplateField.THEME: theme.label} | _counted(answered)


def _together(words: Iterable[str]) -> str:
    """What is said most often first; a few are named."""
    ranked = [one for one, _count in Counter(filter(None, words)).most_common()]
    more = len(ranked) - SHOWN
    named = ", ".join(ranked[:SHOWN])
    return named if more <= 0 else _("%(names)s and %(count)s more", names=named, count=format_decimal(more))


def by_words(points: Sequence[Point], words: Mapping[int, FilledIn]) -> dict[str, list[Point]]:
    """Points that get the same words, together; those with a field that nothing fills in are left out."""
    found: dict[str, list[Point]] = {}
    for point in points:
        if not words[point.id].missing:
            found.setdefault(words[point.id].text, []).append(point)
    return found
