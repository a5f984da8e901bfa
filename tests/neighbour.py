"""Another guideline with one of everything and its own drafter: what nobody from next door may touch."""

from dataclasses import dataclass

from sqlalchemy import select

from consult.accounts.models import Person, StakeholderType
from consult.analysis.asks.models import Ask
from consult.analysis.models import AnalysisRun, Campaign, Point, Sample, Theme
from consult.analysis.refiling.models import Refiling
from consult.comments.models import Comment
from consult.comments.register.models import RegisterUpload
from consult.consultations.models import Round, Session, Visibility
from consult.consultations.requests.actions import add_requests
from consult.consultations.requests.models import ReviewRequest
from consult.consultations.requests.register_file import RequestContent
from consult.core.database import db
from consult.drafts.models import Draft, Guideline, Role
from consult.drafts.people.actions import appoint
from consult.responses.answer_templates.actions import write_template
from consult.responses.answer_templates.models import AnswerTemplate
from consult.responses.bulk.models import BulkAct
from consult.responses.clearance.actions import save_draft
from consult.responses.models import Answer, AnswerDraft, Disposition
from consult.responses.unlike.models import UnlikeAnswers
from consult.revisions.advice.models import RevisionRemark
from consult.revisions.models import Revision
from consult.voting.delphi.models import DelphiStudy
from consult.voting.joint.models import JointBallot
from consult.voting.models import Ballot
from tests.make import analysis, comments, consultations, delphi, drafts, responses, revisions, voting
from tests.people import People


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """`drafter` writes it and chairs its experts; `ines` votes there too."""

    guideline: Guideline
    drafter: Person
    draft: Draft
    round: Round
    comment: Comment
    point: Point
    theme: Theme
    ask: Ask
    refiling: Refiling
    unlike: UnlikeAnswers
    answer_template: AnswerTemplate
    campaign: Campaign
    sample: Sample
    run: AnalysisRun
    answer: Answer
    answer_draft: AnswerDraft
    bulk_act: BulkAct
    revision: Revision
    remark: RevisionRemark
    ballot: Ballot
    study: DelphiStudy
    joint: JointBallot
    session: Session
    upload: RegisterUpload
    request: ReviewRequest


def neighbour(people: People, slug: str, drafter: str, *, public: bool = True) -> Neighbour:
    """Where it is not public, only its own people spoke."""
    otto = people.person(drafter, country="DE", kind=StakeholderType.ACADEMIA)
    guideline = drafts.guideline(slug)
    appoint(guideline, otto, Role.DRAFTER)
    appoint(guideline, otto, Role.CHAIR)
    appoint(guideline, people.ines, Role.EXPERT, member_state="PT")
    db.session.commit()
    first, second = (people.amina, people.bruno) if public else (otto, people.ines)
    guideline.public = public
    draft = drafts.draft(guideline, by=otto)
    round_ = consultations.round_(draft, f"{slug}-round")
    comment = comments.comment(round_, first, "Who pays?", number="HR-L1", language="en")
    letter = comments.comment(round_, second, "A letter.", language="en")
    kept = consultations.round_(draft, f"{slug}-never", title="For the team", visibility=Visibility.NEVER)
    comments.comment(kept, otto, "Ortolan, without a point.", language="en")
    point = analysis.point(comment)
    theme = analysis.theme(guideline, point, label="Costs")
    campaign = analysis.campaign(guideline, letter)
    of_letter = db.session.scalars(select(Point).where(Point.campaign_id == campaign.id)).one()
    revision = voting.revision(draft, by=otto)
    remark = revisions.amendment(revision, people.ines)
    return Neighbour(
        guideline=guideline,
        drafter=otto,
        draft=draft,
        round=round_,
        comment=comment,
        point=point,
        theme=theme,
        ask=analysis.ask(theme, point),
        refiling=analysis.refiling(guideline, point, was=theme),
        campaign=campaign,
        sample=analysis.sample(guideline, point, by=otto),
        run=analysis.run(guideline, changed={point.id: theme.id}),
        answer=(answer := responses.answer(theme, otto)),
        answer_template=write_template(guideline, "Ours", "Noted.", None, by=otto),
        unlike=responses.unlike(point, of_letter, answer, answer),
        answer_draft=save_draft(point, Disposition.NOTED, "Noted.", by=otto),
        bulk_act=responses.bulk_act(point, otto),
        revision=revision,
        remark=remark,
        ballot=(ballot := voting.ballot(revision, by=otto)),
        study=delphi.study(guideline, by=otto),
        joint=voting.together(ballot, by=otto),
        session=consultations.session(round_),
        upload=comments.upload(round_, otto),
        request=add_requests(round_, [RequestContent(name="Max", email="max@example.org")], by=None)[0],
    )
