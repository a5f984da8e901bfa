"""Two refusals become alternatives, one is carried; a Delphi of two rounds; a vote en bloc with one item taken out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from consult.accounts.models import Person
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Draft, Role
from consult.drafts.people.actions import appoint
from consult.revisions.models import Revision, RevisionState
from consult.voting.delphi import actions as delphi
from consult.voting.delphi.models import DelphiRound, DelphiStudy
from consult.voting.joint.models import JointBallot
from consult.voting.models import Ballot, Choice
from tests.journeys.conftest import Window
from tests.make import drafts as make_drafts
from tests.make import voting as make
from tests.people import People

WORDS = "Local governments shall keep a public register of the sensors that they run."
OTHER = "Local governments shall keep a register of all sensors."
STATES = {"ines": "PT", "farid": "MA", "chen": "CN"}


class Group:
    """A guideline of its own with its experts, so that no other journey is in the way."""

    def __init__(self, window: Window, slug: str) -> None:
        self.served, self.slug = window.served, slug
        with self.there() as who:
            guideline = make_drafts.guideline(slug)
            appoint(guideline, who("sara"), Role.SECRETARIAT)
            appoint(guideline, who("dana"), Role.DRAFTER)
            appoint(guideline, who("chen"), Role.CHAIR)
            for name, state in STATES.items():
                appoint(guideline, who(name), Role.EXPERT, member_state=state)
            self.draft_id = make_drafts.draft(guideline, by=who("sara")).id
            db.session.commit()

    @contextmanager
    def there(self) -> Iterator[Callable[[str], Person]]:
        """The site's database, with whoever is named in it."""
        with self.served.app.app_context():
            yield lambda name: db.session.get_one(Person, getattr(self.served.people, name).id)
            db.session.expunge_all()
            db.session.rollback()

    def draft(self) -> Draft:
        return db.session.get_one(Draft, self.draft_id)

    def revisions(self, *numbers: str) -> list[int]:
        with self.there() as who:
            return [make.revision(self.draft(), by=who("dana"), number=n, title=f"Change of {n}").id for n in numbers]


def until() -> str:
    return (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")


def test_two_refusals_become_alternatives_that_are_voted_on_and_one_is_carried(window: Window) -> None:
    people: People = window.served.people
    group = Group(window, "alternatives")
    [first] = group.revisions("HR-L1")
    with group.there() as who:
        ballot = make.ballot(db.session.get_one(Revision, first), by=who("chen"))
        make.vote(ballot, who("ines"), Choice.CANNOT_ACCEPT, "Too weak.", WORDS)
        make.vote(ballot, who("farid"), Choice.CANNOT_ACCEPT, "Not all of them.", OTHER)
        make.vote(ballot, who("chen"))
        number = make.closed(ballot).id
    dana = window(people.dana)
    for name in ("Ines Alves", "Farid Alaoui"):
        dana.open("voting.ballot", ballot_id=number)
        article = f"section[aria-labelledby=acceptable] article:has-text('{name}')"
        dana.press("Make an alternative of these words", within=article).sees(
            "These words are an alternative revision now."
        )
        dana.press("Propose it to the experts").sees("The revision is proposed")
    chen = window(people.chen)
    chen.open("voting.ballots", slug=group.slug).follow("Open several together")
    chen.page.get_by_label("As alternatives for one clause", exact=False).check()
    for box in chen.page.locator("input[name=revisions]").all():
        box.check()
    chen.page.get_by_label("Closes", exact=True).fill(until())
    chen.press("Open the ballots").sees("The ballots are open.", "Alternatives for HR-L1")
    with group.there():
        joint = db.session.query(JointBallot).order_by(JointBallot.id.desc()).first()
        ballots = [row.id for row in db.session.query(Ballot).order_by(Ballot.id.desc()).limit(2)][::-1]
        joint_id = joint.id
    for person, second in ((people.ines, "Abstain"), (people.farid, "Approve"), (people.chen, "Abstain")):
        expert = window(person)
        expert.open("voting.ballot", ballot_id=ballots[0])
        expert.page.get_by_label("Approve", exact=True).check()
        expert.press("Cast my vote").sees("Next ballot that waits for your vote")
        expert.open("voting.ballot", ballot_id=ballots[1])
        expert.page.locator(f"input[value={second.lower()}]").check()
        expert.press("Cast my vote")
    for each in ballots:
        chen.open("voting.lead", ballot_id=each).press("Close the ballot and count")
    visitor = window()
    visitor.open("voting.joint", joint_id=joint_id).sees("is carried: of the alternatives that met the rule")
    states = {window.served.fresh(Ballot, id=each).revision_id: each for each in ballots}
    found = [window.served.fresh(Revision, id=revision).state for revision in states]
    assert found == [RevisionState.CARRIED, RevisionState.NOT_CARRIED]


def test_a_delphi_of_two_rounds_from_plan_to_report(window: Window) -> None:
    people: People = window.served.people
    group = Group(window, "rounds")
    chen = window(people.chen)
    chen.open("voting.delphi_studies", slug=group.slug)
    chen.fill("Name of the study", "Registers").fill("Aim", "How far the group agrees.")
    chen.fill("Statements to be rated", "A register is public.\n\nEvery city names an ombudsperson.")
    chen.press("Plan the study").sees("The study is planned.", "at least 75 % of the ratings")
    study = window.served.fresh(DelphiStudy, title="Registers")
    for turn, ratings in enumerate((((8, 2), (9, 5), (8, 9)), ((7,), (8,), (9,)))):
        chen.open("voting.delphi", study_id=study.id)
        chen.page.get_by_label("Closes", exact=True).fill(until())
        chen.press("Open the next round" if turn else "Open the first round").sees("The round is set.")
        for person, said in zip((people.ines, people.farid, people.chen), ratings, strict=True):
            expert = window(person)
            expert.open("voting.delphi", study_id=study.id)
            if turn:
                expert.sees("Median 5", "in the round before")
                expert.unfold("The reasons that were given").sees("Why so low?")
            for place, value in enumerate(said):
                expert.page.locator("fieldset.rating").nth(place).get_by_label(str(value), exact=True).check()
            if not turn:
                expert.page.get_by_label("Your reason").nth(1).fill("Why so low?")
            expert.press("Keep my ratings").sees("Your ratings are kept.")
        with group.there():
            newest = db.session.query(DelphiRound).order_by(DelphiRound.id.desc()).first()
            with clock.at(newest.closes_at + timedelta(minutes=1)):
                delphi.close_round(newest)
            db.session.commit()
    visitor = window()
    visitor.open("voting.delphi_report", study_id=study.id)
    visitor.sees("The rounds ended by their rule", "consensus for it", "to be written by people")
    visitor.sees("round 1: 3 of 3 rated")
    assert "Ines" not in visitor.text


def test_a_vote_en_bloc_with_one_item_taken_out(window: Window) -> None:
    people: People = window.served.people
    group = Group(window, "bloc")
    group.revisions("HR-L1", "DI-L1", "DI-L2")
    chen = window(people.chen)
    chen.open("voting.open_together", slug=group.slug)
    for box in chen.page.locator("input[name=revisions]").all():
        box.check()
    chen.page.get_by_label("Closes", exact=True).fill(until())
    chen.press("Open the ballots").sees("3 revisions, one vote")
    with group.there():
        joint_id = db.session.query(JointBallot).order_by(JointBallot.id.desc()).first().id
    ines, farid = window(people.ines), window(people.farid)
    ines.open("voting.joint", joint_id=joint_id).tick("Approve all")
    ines.press("Cast my vote on all of them").sees("Your vote is recorded on 3 items.")
    farid.open("voting.joint", joint_id=joint_id)
    farid.press("Take it out", within="article:has-text('Change of DI-L1')")
    farid.sees("taken out, voted on separately").tick("Approve all")
    farid.press("Cast my vote on all of them").sees("Your vote is recorded on 2 items.")
    ines.open("voting.joint", joint_id=joint_id).sees("taken out, voted on separately", "You voted: Approve.")
    assert "It is voted on separately now." in window.served.last_mail_to(people.ines.email)
