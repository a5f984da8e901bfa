"""One consultation carried all the way through the river, by the stages' own actions; tests name what is in it.

Draft 1 was commented on, answered, revised, voted on; draft 2 is in force and commented on; draft 3 is in work.
Beside it stand two more guidelines: one with its own drafting team, and one that is not public.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from consult.accounts.models import Organisation, Person, StakeholderType
from consult.accounts.organisations.models import OrganisationMember
from consult.analysis.asks.models import Ask
from consult.analysis.meaning import ask_by_meaning_of
from consult.analysis.models import AnalysisRun, Campaign, Point, Sample, SentenceSearch, Theme
from consult.analysis.refiling.actions import set_refiling
from consult.analysis.refiling.models import Refiling
from consult.api.tokens.actions import make_token
from consult.api.tokens.models import PartnerToken
from consult.comments import actions as commenting
from consult.comments.capture.actions import open_room
from consult.comments.capture.models import SessionRoom
from consult.comments.content import CommentContent
from consult.comments.editor import guests
from consult.comments.editor.targets import CommentTarget
from consult.comments.mail_in.models import ReceivedMail
from consult.comments.models import Comment, CommentType, Stance
from consult.comments.moderation import actions as moderation
from consult.comments.papers.models import PositionPaper
from consult.comments.positions import actions as positions
from consult.comments.positions.models import Position, SignatureAnswer
from consult.comments.positions.queries import signatories_of
from consult.comments.questions.models import AnswerSheet, RoundQuestion
from consult.comments.register.models import RegisterUpload
from consult.consultations.actions import set_target
from consult.consultations.models import Access, Kind, Participation, Round, RoundRole, Session, Visibility
from consult.consultations.notices.actions import write_notice
from consult.consultations.requests.actions import add_requests
from consult.consultations.requests.models import ReviewRequest
from consult.consultations.requests.register_file import RequestContent
from consult.core import clock
from consult.core.database import db
from consult.core.queue import Job, State
from consult.core.transparency.jobs import seal_everything
from consult.core.transparency.models import Witness
from consult.core.transparency.notes import BY_WITNESS, VerifierKey
from consult.core.transparency.witnessing import add_witness
from consult.drafts.actions import add_milestone, edit_wording
from consult.drafts.evidence.actions import add_finding
from consult.drafts.evidence.findings_file import FindingContent
from consult.drafts.evidence.models import Finding
from consult.drafts.models import Clause, Draft, Guideline, Role, Wording
from consult.drafts.people.actions import resume_role, suspend_role
from consult.drafts.people.models import RoleOffer
from consult.drafts.people.offers import offer_role
from consult.drafts.people.terms import RoleTerms
from consult.drafts.queries import membership_of, wordings_of
from consult.publishing import actions as publishing
from consult.publishing import jobs
from consult.publishing.models import Carry, PublicationOverride
from consult.responses.answer_templates.actions import note_use, write_template
from consult.responses.answer_templates.models import AnswerTemplate
from consult.responses.bulk.models import BulkAct
from consult.responses.clearance.actions import save_draft
from consult.responses.models import Answer, AnswerDraft, Disposition
from consult.responses.queries import current_answer
from consult.responses.unlike.actions import explain
from consult.responses.unlike.models import UnlikeAnswers
from consult.revisions.advice.actions import set_advice_policy
from consult.revisions.advice.models import RevisionRemark
from consult.revisions.checklist.actions import CriterionContent, add_criterion
from consult.revisions.checklist.models import ChecklistCriterion
from consult.revisions.models import Revision, RevisionState
from consult.tracing.search.models import SavedSearch
from consult.tracing.search.saved import save_search
from consult.tracing.search.search_filter import SearchFilter
from consult.voting.delphi.models import DelphiStudy
from consult.voting.group.actions import set_rules
from consult.voting.group.procedure import Procedure
from consult.voting.interests.models import HandlingKind, Interest
from consult.voting.interests.queries import group_place_of
from consult.voting.joint.models import JointBallot
from consult.voting.models import Ballot, Choice, ObjectionQuestion
from consult.voting.nominations import actions as nominating
from consult.voting.nominations.models import Nomination, NominationCall
from consult.voting.objections.actions import contest_answer
from consult.voting.objections.models import Objection
from consult.voting.queries import standing_vote
from tests.make import (
    analysis,
    comments,
    consultations,
    delphi,
    drafts,
    following,
    group,
    mails,
    organisations,
    papers,
    responses,
    revisions,
    voting,
)
from tests.make import publishing as make_publishing
from tests.neighbour import Neighbour, neighbour
from tests.people import People

WITNESS = VerifierKey("witness.example/w1", bytes(range(32)), BY_WITNESS)

A_DAY = timedelta(days=1)
# Words that stand in a comment (or in its author's name) and are not for everyone, by the comment's name here.
SECRETS = {
    "held": "Heron",
    "hidden": "Bittern",
    "withdrawn": "Curlew",
    "unconfirmed": "Dunlin",
    "begun": "Egret",
    "to_experts": "Kingfisher",
    "to_team": "Nightjar",
    "until_close": "Fulmar",
    "nameless": "Gus Berg",
    "theme_name": "Godwit",  # of a theme with points that only some may read
    "next_door": "Ortolan",
    "rating": "Turnstone",  # why someone rated as they did, until the round closes
    "advice": "Plover",  # what experts say stays inside
}


@dataclass
class World:
    """Filled by `build`. Comments and rounds by what is special about them."""

    people: People
    now: datetime
    guideline: Guideline = field(init=False)
    first: Draft = field(init=False)
    second: Draft = field(init=False)  # in force
    third: Draft = field(init=False)  # in work
    rounds: dict[str, Round] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    points: dict[str, Point] = field(default_factory=dict)
    revisions: dict[str, Revision] = field(default_factory=dict)
    ballots: dict[str, Ballot] = field(default_factory=dict)
    call: NominationCall = field(init=False)
    nominations: dict[str, Nomination] = field(default_factory=dict)
    interest: Interest = field(init=False)
    hana: Person = field(init=False)  # hosts the round of those invited
    gus: Person = field(init=False)  # is invited to it
    organisation: Organisation = field(init=False)
    member: OrganisationMember = field(init=False)
    position: Position = field(init=False)
    theme: Theme = field(init=False)
    spare_theme: Theme = field(init=False)
    ask: Ask = field(init=False)
    refiling: Refiling = field(init=False)
    unlike: UnlikeAnswers = field(init=False)
    answer_template: AnswerTemplate = field(init=False)
    question: RoundQuestion = field(init=False)
    sheet: AnswerSheet = field(init=False)  # of somebody who has not opened the link
    keepers: Theme = field(init=False)  # of points in rounds that are not all for everyone
    campaign: Campaign = field(init=False)
    sample: Sample = field(init=False)
    run: AnalysisRun = field(init=False)
    quiet_campaign: Campaign = field(init=False)
    answer: Answer = field(init=False)
    answer_draft: AnswerDraft = field(init=False)  # to Bruno’s point, which waits for a second reader
    bulk_act: BulkAct = field(init=False)  # the same point was given to the drafter
    session: Session = field(init=False)
    room: SessionRoom = field(init=False)
    carry: Carry = field(init=False)
    study: DelphiStudy = field(init=False)  # its first round is open
    joint: JointBallot = field(init=False)  # of the open ballot, for who knocks at it
    remark: RevisionRemark = field(init=False)  # words of an expert for the revision that is being written
    objection: Objection = field(init=False)  # to the answer to Bruno’s comment, by him
    override: PublicationOverride = field(init=False)  # proposed by the drafter, of the draft in work
    offer: RoleOffer = field(init=False)  # to someone without an account
    witness: Witness = field(init=False)
    criterion: ChecklistCriterion = field(init=False)
    finding: Finding = field(init=False)  # F01, on the pillar HR
    saved_search: SavedSearch = field(init=False)
    sentence_search: SentenceSearch = field(init=False)
    mail: ReceivedMail = field(init=False)
    paper: PositionPaper = field(init=False)
    upload: RegisterUpload = field(init=False)  # a register that was read, and waits for a yes
    jobs: dict[str, Job] = field(default_factory=dict)  # one that waits, one that failed
    guests_place: Participation = field(init=False)
    request: ReviewRequest = field(init=False)
    partner_token: PartnerToken = field(init=False)
    other: Neighbour = field(init=False)
    secret: Neighbour = field(init=False)

    def days(self, number: float) -> datetime:
        return self.now + number * A_DAY

    def wording(self, number: str = "HR-L1", draft: Draft | None = None) -> Wording:
        return next(w for w in wordings_of(draft or self.second) if w.number == number)

    @property
    def clause(self) -> Clause:
        return self.wording().clause


def build(people: People) -> World:
    world = World(people, clock.now())
    with clock.at(world.days(-60)):
        _found(world)
    with clock.at(world.days(-50)):
        _consult_on_the_first_draft(world)
    with clock.at(world.days(-25)):
        _answer(world)
        _revise_and_publish(world)
    with clock.at(world.days(-5)):
        _open_rounds(world)
        _comment_on_the_second_draft(world)
        _speak_for_organisations(world)
    _gather_the_group(world)
    _revise_again(world)
    seat = RoleTerms(role=Role.EXPERT, member_state="PE")
    world.offer = offer_role(world.guideline, "petra@example.org", seat, by=people.sara, language="en")
    world.partner_token, _token = make_token(world.rounds["open"], "A city’s own site", by=people.sara)
    world.upload = comments.upload(world.rounds["open"], people.dana)
    following.followed(people.amina, world.comments["on_clause"])
    world.mail = mails.mail(world.rounds["open"], sender="Gus Berg <gus.berg@example.org>")
    world.paper = papers.paper(world.comments["on_clause"], people.amina, released_by=people.sara)
    world.other = neighbour(people, "city-charter", "Otto Weber")
    world.secret = neighbour(people, "quiet-code", "Quinn Moore", public=False)
    world.sentence_search = ask_by_meaning_of(world.guideline, "Say when it is done.")
    said = FindingContent(statement="Few towns publish their sensors.", value="12", unit="percent", source="A survey.")
    world.finding = add_finding(world.guideline, said, [world.wording().pillar, world.clause], by=people.dana)
    world.criterion = add_criterion(world.guideline, CriterionContent("Clear", "Is it clear?"), by=people.sara)
    comments.translated(
        world.second, "HR-P1", "Toute personne a droit à une vie privée.", language="fr", by=people.dana
    )
    world.saved_search = save_search(membership_of(people.dana, world.guideline), "Dates", SearchFilter(q="date"))
    for state in (State.WAITING, State.FAILED):
        by_number = {"kind": "place_new", "subject_id": len(world.jobs), "asked_by_id": people.dana.id}
        job = Job(state=state, guideline_id=world.guideline.id, created_at=clock.now(), **by_number)
        world.jobs[state.value] = job
    db.session.add_all(world.jobs.values())
    db.session.flush()
    world.witness = add_witness(WITNESS.vkey, "A university", by=people.sara, guideline_id=world.guideline.id)
    db.session.commit()
    seal_everything()
    return world


def _found(world: World) -> None:
    people = world.people
    world.guideline = drafts.guideline()
    people.appoint_all(world.guideline)
    assert people.amina
    assert people.bruno
    assert people.olga
    world.hana = people.person("Hana Sato", country="JP", kind=StakeholderType.PRIVATE_SECTOR)
    world.gus = people.person("Gus Berg", country="NO", kind=StakeholderType.ACADEMIA)
    world.first = drafts.draft(world.guideline, by=people.sara)
    today = world.now.date()
    add_milestone(world.guideline, "Mandate", today - 90 * A_DAY, None, "Asked for.")
    add_milestone(world.guideline, "Consultation", today - 50 * A_DAY, today + 30 * A_DAY, "All speak.")
    add_milestone(world.guideline, "Approval", today + 200 * A_DAY, None, "The last vote.")
    set_target(world.guideline, "region", "africa", 10, by=people.sara)
    db.session.commit()


def _consult_on_the_first_draft(world: World) -> None:
    """A round that closed, what was said in it, and the points and themes that were found."""
    people, said = world.people, world.comments
    facts = {"title": "Regional round for Africa", "kind": Kind.REGIONAL, "host": "City of Mombasa"}
    round_ = consultations.round_(world.first, "africa", opens_at=clock.now(), closes_at=world.days(-30), **facts)
    world.rounds["closed"] = round_
    asks = "The register should list every sensor. It should be updated each month."
    quote = {"quote": "a register of the sensors", "proposed_text": "a full register of the sensors"}
    substantive = {"type": CommentType.SUBSTANTIVE, "stance": Stance.SUPPORT_WITH_CHANGES, "language": "en"}
    said["answered"] = comments.comment(round_, people.amina, asks, number="HR-L1", **quote, **substantive)
    said["cost"] = comments.comment(
        round_, people.bruno, "Small towns cannot pay for a counter.", number="HR-L2", **substantive
    )
    letter = "Keep the counters open: not everyone has a telephone."
    said["letter"] = comments.comment(round_, people.amina, letter, number="HR-L2", language="en")
    said["copy"] = comments.comment(round_, people.bruno, letter, number="HR-L2", language="en")
    world.points["sensors"] = analysis.point(said["answered"], "The register should list every sensor.")
    world.points["updates"] = analysis.point(said["answered"], "It should be updated each month.")
    world.points["cost"] = analysis.point(said["cost"])
    world.theme = analysis.theme(
        world.guideline, world.points["sensors"], world.points["updates"], label="A full register"
    )
    world.spare_theme = analysis.theme(world.guideline, world.points["cost"], label="Who pays")
    world.ask = analysis.ask(world.theme, world.points["sensors"])
    world.refiling = analysis.refiling(world.guideline, world.points["cost"], was=world.theme, now=world.spare_theme)
    world.campaign = analysis.campaign(world.guideline, said["letter"], said["copy"])
    world.sample = analysis.sample(world.guideline, world.points["cost"], by=world.people.dana)
    world.run = analysis.run(world.guideline, comments=4, points=5, changed={world.points["cost"].id: world.theme.id})


def _answer(world: World) -> None:
    consultations.actions.close_due_rounds(now=clock.now())
    dana = world.people.dana
    responses.without_second_reader(world.guideline, world.people)
    world.answer_draft = save_draft(world.points["cost"], Disposition.NOTED, "Noted.", by=dana)
    world.bulk_act = responses.bulk_act(world.points["cost"], dana)
    responses.answer(world.theme, dana, reason="A register that leaves sensors out cannot be trusted.")
    world.answer = responses.answer(
        world.points["cost"], dana, Disposition.NOT_ACCEPTED, "Counters are how many reach services at all."
    )
    for letter in ("letter", "copy"):
        for point in db.session.query(Point).filter_by(comment_id=world.comments[letter].id):
            responses.answer(point, dana, Disposition.NOTED, "The counters stay.")
    given = current_answer(theme=world.theme)
    assert given is not None
    world.answer_template = write_template(world.guideline, "Thanks", "We thank for {clause}.", None, by=dana)
    note_use(world.answer_template, world.points["cost"], by=dana)
    world.unlike = responses.unlike(world.points["sensors"], world.points["cost"], given, world.answer)
    explain(world.unlike, "The cost is another matter.", by=dana)
    set_refiling(world.guideline, at_once=True, by=dana)
    db.session.commit()


def _revise_and_publish(world: World) -> None:
    """One revision is carried and published in draft 2, one is not carried; comments are carried along."""
    people = world.people
    voters = (people.ines, people.farid, people.chen)
    points = [world.points["sensors"], world.points["updates"]]
    made = revisions.revision(world.first, people.dana, points=points, state=RevisionState.PROPOSED)
    world.revisions["published"] = made
    world.ballots["closed"] = _voted(made, people, *voters, against=())
    lost = revisions.revision(
        world.first, people.dana, "Cities may share.", number="DI-L2", state=RevisionState.PROPOSED
    )
    world.revisions["not_carried"] = lost
    world.ballots["lost"] = _voted(lost, people, people.ines, against=(people.farid, people.chen))
    world.ballots["lost"].certified_at, world.ballots["lost"].certified_by = world.days(-15), people.chen
    objection = standing_vote(voting.held_seat(people.farid, world.ballots["lost"]))
    db.session.add(ObjectionQuestion(vote=objection, asked_at=world.days(-16), asked_by=people.chen, question="Why?"))
    with clock.at(world.days(-14)):
        world.second = publishing.prepare_draft(world.guideline, by=people.dana)
        by_hand = world.wording("DI-L2", world.second)
        words = "Local governments could share data centres with their neighbours."
        edit_wording(by_hand, words, reason="As the group asked in the room.", by=people.dana)
        make_publishing.overridden(world.second, by=people.sara, reason="The group met before all was answered.")
        publishing.publish(world.second, title="Second draft", by=people.sara)
        db.session.commit()
        jobs.carry_comments(world.second.id, lambda step, share: None)
    waiting = db.session.query(Carry).filter_by(draft_id=world.second.id, confirmed_at=None)
    world.carry = waiting.order_by(Carry.id).first()


def _voted(on: Revision, people: People, *voters: Person, against: tuple[Person, ...]) -> Ballot:
    made = voting.ballot(on, by=people.chen)
    for voter in voters:
        voting.vote(made, voter)
    for voter in against:
        voting.vote(made, voter, Choice.CANNOT_ACCEPT, "Too soft.", "Cities shall share.")
    return voting.closed(made)


def _open_rounds(world: World) -> None:
    """Rounds on draft 2, one for each promise of who reads the comments."""
    rounds, draft = world.rounds, world.second
    until = {"closes_at": world.days(10)}
    rounds["open"] = consultations.round_(draft, "open-online", **until)
    rounds["upcoming"] = consultations.round_(
        draft, "asia", opens_at=world.days(20), closes_at=world.days(30), title="Regional round for Asia"
    )
    rounds["invited"] = consultations.round_(
        draft, "host-round", title="Round of the hosts", kind=Kind.AD_HOC, access=Access.INVITED, **until
    )
    rounds["registered"] = consultations.round_(
        draft, "registered", title="Stakeholder round", kind=Kind.STAKEHOLDER, access=Access.REGISTERED, **until
    )
    for name in ("moderated", "after_close", "experts_only", "never"):
        visibility = Visibility.AFTER_MODERATION if name == "moderated" else Visibility(name)
        slug = name.replace("_", "-")
        rounds[name] = consultations.round_(draft, slug, title=f"Round {name}", visibility=visibility, **until)
    consultations.place(rounds["invited"], world.hana, RoundRole.HOST)
    consultations.place(rounds["invited"], world.gus)
    (world.request,) = add_requests(rounds["open"], [RequestContent(name="Lea", email="lea@example.org")], by=None)
    world.question, world.sheet = comments.question(rounds["open"])
    world.guests_place = consultations.place(rounds["open"], world.gus)
    world.session = consultations.session(rounds["open"], link="https://meet.example.org/room")
    world.room = open_room(world.session, by=world.people.sara, now=clock.now())


def _speak_for_organisations(world: World) -> None:
    """A ministry whose focal point is Gus: its position is sent; another, in work, has a second signatory."""
    open_, sara = world.rounds["open"], world.people.sara
    world.organisation = organisations.organisation("Ministry of Housing", by=sara)
    world.member = organisations.member(world.organisation, world.gus)
    world.position = organisations.position(open_, world.organisation, by=world.gus)
    positions.add_note(world.position, "As the cabinet said.", by=world.gus)
    other = organisations.organisation("Ministry of Roads", by=sara)
    organisations.member(other, world.hana)
    replacing = positions.replace_position(world.position, by=world.gus)
    positions.ask_to_sign(replacing, other, by=world.gus)
    (asked,) = signatories_of(replacing)
    positions.answer_signature(asked, SignatureAnswer.SIGNED, by=world.hana)
    db.session.commit()


def _comment_on_the_second_draft(world: World) -> None:
    people, rounds, said = world.people, world.rounds, world.comments
    amina, bruno, open_ = people.amina, people.bruno, rounds["open"]
    pillar = world.guideline.pillars[0]
    said["on_clause"] = comments.comment(open_, amina, "Say who keeps the register.", number="HR-L1", language="en")
    said["on_pillar"] = comments.comment(open_, bruno, "Name the rights of children.", pillar=pillar, language="en")
    said["on_whole"] = comments.comment(open_, bruno, "A good text.", stance=Stance.SUPPORT, language="en")
    to = said["on_clause"]
    said["reply"] = comments.comment(open_, bruno, "The city does.", number="HR-L1", in_reply_to=to, language="en")
    said["arabic"] = comments.comment(open_, bruno, "يجب أن يكون السجل متاحًا للجميع.", number="HR-L1", language="ar")
    for name, round_ in (
        ("held", "moderated"),
        ("hidden", "open"),
        ("withdrawn", "open"),
        ("to_experts", "experts_only"),
        ("to_team", "never"),
        ("until_close", "after_close"),
    ):
        text = f"{SECRETS[name]} asks for a date."
        said[name] = comments.comment(rounds[round_], amina, text, number="HR-L1", language="en")
    write_notice(open_, "Names stay for a year.", for_all=False, by=people.sara)
    moderation.hide_comment(said["hidden"], "It names a person.", by=people.moses)
    commenting.withdraw_comment(said["withdrawn"], by=amina)
    said["begun"] = comments.comment(open_, amina, f"{SECRETS['begun']} begins.", number="HR-L2", sent=False)
    visitor = guests.Guest("Gloria Reyes", "gloria@example.org", country="CL", language="en")
    content = CommentContent(text=f"{SECRETS['unconfirmed']} asks for a date.")
    said["unconfirmed"] = guests.guest_comment(visitor, open_, CommentTarget(world.second), content, token="t" * 24)
    said["nameless"] = comments.comment(
        open_, world.gus, "Name the keeper.", number="HR-L1", named=False, language="en"
    )
    _file_what_is_not_for_everyone(world)


def _file_what_is_not_for_everyone(world: World) -> None:
    """Points, a theme, letters and an answer that come of rounds whose comments only some may read."""
    people, said, never = world.people, world.comments, world.rounds["never"]
    letter = f"{SECRETS['to_team']} letter."
    letters = [comments.comment(never, author, letter, language="en") for author in (people.amina, people.adele)]
    world.quiet_campaign = analysis.campaign(world.guideline, *letters)
    comments.comment(never, people.adele, f"{SECRETS['to_team']} alone, without a point.", language="en")
    names = ("on_clause", "to_experts", "to_team")
    world.points.update({name: analysis.point(said[name]) for name in names})
    world.keepers = analysis.theme(
        world.guideline, *(world.points[name] for name in names), label=SECRETS["theme_name"]
    )
    responses.answer(world.keepers, world.people.dana, reason="The keeper is named.")


def _gather_the_group(world: World) -> None:
    """Rules of procedure, a call with a nomination at each step, and an interest that was handled."""
    people, guideline = world.people, world.guideline
    set_rules(guideline, Procedure(), by=people.sara)
    world.call = group.call(guideline, by=people.sara)
    world.nominations["submitted"] = group.nomination(world.call, "Rita Rojas", "CL")
    world.nominations["begun"] = group.begun(world.call, "Ben Bauer", "AT")
    world.nominations["unconfirmed"] = group.nomination(world.call, "Una Ullman", "FI", confirmed=False)
    declined = group.nomination(world.call, "Deniz Demir", "TR")
    nominating.decline_nomination(declined, "The group has two lawyers.", by=people.sara)
    world.interest = group.interest(people.farid, guideline)
    group.handled(world.interest, by=people.sara, kind=HandlingKind.DISCLOSED)
    seat = group_place_of(people.farid, guideline)
    assert seat is not None
    suspend_role(seat, because="On leave.", by=people.sara)
    resume_role(seat, by=people.sara)
    db.session.commit()


def _revise_again(world: World) -> None:
    """A revision in each state on the draft in force; the carried one makes draft 3, which is in work."""
    people, draft, made = world.people, world.second, world.revisions
    dana = people.dana
    made["carried"] = revisions.revision(
        draft, dana, "Public infrastructure serves everyone.", number="DI-P1", state=RevisionState.PROPOSED
    )
    with clock.at(world.days(-3)):
        world.ballots["carried"] = _voted(made["carried"], people, people.ines, people.farid, against=())
    made["draft"] = revisions.revision(draft, dana, "Every person has a right to be left alone.", number="HR-P1")
    world.remark = revisions.amendment(made["draft"], people.ines, f"Every {SECRETS['advice']} is left alone.")
    world.study = delphi.study(world.guideline, by=people.chen)
    delphi.rated(delphi.delphi_round(world.study, by=people.chen), people.farid, {1: 7}, SECRETS["rating"])
    set_advice_policy(world.guideline, published=False, by=people.sara)
    texts = {"proposed": ("HR-L2", "Keep a counter."), "withdrawn": ("DI-L1", "Open standards only.")}
    for name, (number, text) in texts.items():
        made[name] = revisions.revision(draft, dana, text, number=number, state=RevisionState.PROPOSED)
    revisions.actions.withdraw_revision(made["withdrawn"], by=dana)
    named = [world.points[name] for name in ("on_clause", "to_experts", "to_team")]
    made["balloted"] = revisions.revision(
        draft, dana, f"{revisions.REGISTER} Its keeper is named.", points=named, state=RevisionState.PROPOSED
    )
    world.ballots["open"] = voting.ballot(made["balloted"], by=people.chen)
    voting.vote(world.ballots["open"], people.farid)
    world.joint = voting.together(world.ballots["open"], by=people.chen)
    world.third = publishing.prepare_draft(world.guideline, by=dana)
    db.session.commit()
    world.override = make_publishing.proposed(world.third, by=dana)
    asks = "Say which small towns were asked, and pay for their counters."
    world.objection = contest_answer(
        world.comments["cost"],
        people.bruno,
        reason="The answer speaks of reach, and the point was the cost.",
        change=asks,
    )
    db.session.commit()
