"""A guideline that people in several regions have commented on."""

from dataclasses import dataclass, field

import pytest

from consult.accounts.models import StakeholderType
from consult.analysis.models import Theme
from consult.comments.models import Comment, CommentState, Stance
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Draft, Guideline
from tests.analysis.voices import COPIES, MATTERS, NOISE, OWN_WORDS
from tests.browser import Browser
from tests.make import analysis as make
from tests.make import comments as make_comments
from tests.make import consultations as make_rounds
from tests.make import drafts as make_drafts
from tests.people import People

COUNTRIES = ("KE", "BR", "IN", "FR", "FJ", "US", "MA", "CN")
TYPES = tuple(StakeholderType)
STANCES = (Stance.SUPPORT, Stance.SUPPORT_WITH_CHANGES, Stance.OPPOSE)


@dataclass
class World:
    """`said(comment …)` adds one; groups follow a fixed pattern so that tests can count."""

    guideline: Guideline
    draft: Draft
    round: Round
    people: People
    comments: list[Comment] = field(default_factory=list)

    def say(self, text: str, *, language: str = "en", number: str | None = "HR-P1", state: str = "sent") -> Comment:
        turn = len(self.comments)
        clause = make_comments.clause(self.draft, number) if number else None
        now = clock.now()
        comment = Comment(
            reference=f"T-{turn:04}",
            round=self.round,
            clause=clause,
            pillar=next((p for p in self.guideline.pillars if number and number.startswith(p.code)), None),
            text=text,
            language=language,
            stance=STANCES[turn % 3],
            author_name=f"Voice {turn}",
            country=COUNTRIES[turn % 8],
            stakeholder_type=TYPES[turn % 7],
            organisation=f"Body {turn % 5}" if turn % 2 else "",
            state=CommentState(state),
            hidden_because="A reason." if state == "hidden" else "",
            saved_at=now,
            sent_at=now,
        )
        db.session.add(comment)
        self.comments.append(comment)
        return comment

    def says_everything(self) -> None:
        numbers = ("HR-P1", "HR-L1", "DI-P1", "DI-L1", None)
        for place, (language, text) in enumerate(line for lines in MATTERS.values() for line in lines):
            self.say(text, language=language, number=numbers[place % 5])
        for copy in COPIES:
            self.say(copy, number="HR-L1")
        self.comments[-1].text += f"\n\n{OWN_WORDS}"
        for noise in NOISE:
            self.say(noise)
        self.say("This one is hidden from everybody and not read at all.", state="hidden")
        db.session.commit()

    def is_read(self) -> dict[str, Theme]:
        """As a run would leave it, without one: a theme a matter, a letter, one point too far from all."""
        self.says_everything()
        lines = iter(self.comments)
        themes = {}
        pillars = {pillar.code: pillar for pillar in self.guideline.pillars}
        for matter, said in MATTERS.items():
            code = "HR" if matter in {"faces", "counters"} else "DI"
            points = [make.point(next(lines), pillar=pillars[code], language=language) for language, _text in said]
            themes[matter] = make.theme(self.guideline, *points, label=matter.capitalize())
        letters = [next(lines) for _copy in COPIES]
        make.campaign(self.guideline, *letters)
        make.point(next(lines))
        make.run(self.guideline, comments=46, points=45)
        return themes


def world_for(people: People) -> World:
    guideline = make_drafts.guideline()
    people.appoint_all(guideline)
    draft = make_drafts.draft(guideline, by=people.sara)
    return World(guideline, draft, make_rounds.round_(draft), people)


@pytest.fixture
def world(people: People) -> World:
    """On both databases."""
    return world_for(people)


@pytest.fixture
def page_world(browser: Browser) -> World:
    """For tests of pages."""
    return world_for(browser.people)


@pytest.fixture
def themes(page_world: World) -> dict[str, Theme]:
    """The world read, without nlp: its themes by matter."""
    return page_world.is_read()


@pytest.fixture
def team(browser: Browser, page_world: World) -> Browser:
    return browser.as_(page_world.people.dana)
