"""République numérique 2015: 30 articles, 666 proposals, 3,994 arguments, brought in as a register."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.comments.moderation import actions as moderation
from consult.comments.register.importing import import_rows
from consult.consultations import actions as rounds
from consult.consultations.jobs import close_rounds_by_the_clock
from consult.consultations.models import Access, Kind, Round, Visibility
from consult.core.database import db
from consult.demo import reading, texts
from consult.demo.people import Everyone, appoint_personas
from consult.drafts.models import Guideline

ROUND = "republique-numerique-2015"
FILE = "republique-numerique-2015 (data.gouv.fr)"
# A proposal whose reasons are shorter than this speaks through its wording.
A_REASON = 80


def build_republique(everyone: Everyone) -> Guideline:
    """The bill, its round, and all that was said in it, with the votes it had there."""
    guideline, draft = texts.republique(everyone.personas["olga"])
    appoint_personas(guideline)
    round_ = plan_bill_round(draft, everyone.personas["sara"])
    with texts.on(texts.REPUBLIQUE_CLOSED):
        import_rows(round_, list(rows()), file_name=FILE)
        hide_trashed(round_, everyone.personas["moses"])
    db.session.commit()
    close_rounds_by_the_clock()
    return guideline


def plan_bill_round(draft: Any, by: Person) -> Round:
    with texts.on(texts.REPUBLIQUE_OPENED):
        return rounds.plan_round(
            draft,
            ROUND,
            rounds.Plan(
                title="Consultation en ligne sur l’avant-projet de loi",
                kind=Kind.OPEN_ONLINE,
                host="Gouvernement de la République française",
                purpose="Chacun pouvait commenter les trente articles, proposer des articles nouveaux et voter.",
                audience="Tous les citoyens",
                opens_at=texts.REPUBLIQUE_OPENED,
                closes_at=texts.REPUBLIQUE_CLOSED,
                timezone="Europe/Paris",
                access=Access.OPEN,
                visibility=Visibility.AT_ONCE,
            ),
            by=by,
        )


def rows() -> Iterator[Mapping[str, str]]:
    """Rows of our register: proposals under their section, arguments under their article or proposal."""
    opinions = reading.opinions()
    codes = texts.section_codes(opinions)
    places = {row["id"]: row for row in opinions}
    for row in opinions:
        if row["kind"] == "proposal":
            yield proposal(row, codes)
    for row in reading.arguments():
        yield argument(row, places[row["opinion_id"]], codes)


def proposal(row: Mapping[str, Any], codes: Mapping[str, str]) -> Mapping[str, str]:
    reason, wording = row["explanation"].strip(), row["body"].strip()
    speaks = len(reason) >= A_REASON
    return {
        **common(row, row["votes_for"]),
        "source_id": f"opinion-{row['id']}",
        "pillar": codes[row["section_title"]],
        "type": "substantive",
        "stance": "support_with_changes",
        "title": row["title"].strip()[:200],
        "comment": reason if speaks else "\n\n".join(filter(None, (wording, reason))),
        "proposed_text": wording if speaks else "",
    }


def argument(row: Mapping[str, Any], about: Mapping[str, Any], codes: Mapping[str, str]) -> Mapping[str, str]:
    on_article = about["kind"] == "article"
    return {
        **common(row, row["votes"]),
        "source_id": f"argument-{row['id']}",
        "clause": texts.article_number(about) if on_article else "",
        "pillar": codes[about["section_title"]],
        "in_reply_to": "" if on_article else f"opinion-{about['id']}",
        "type": "general",
        "stance": {"for": "support", "against": "oppose"}[row["stance"]],
        "comment": row["body"].strip(),
    }


def common(row: Mapping[str, Any], votes: int) -> Mapping[str, str]:
    return {
        "language": "fr",
        "author_name": row["author"],
        "stakeholder_type": "individual",
        "country": "FR",
        "received_at": row["created_at"],
        "endorsements": str(votes),
    }


def hide_trashed(round_: Round, by: Person) -> None:
    """What the moderators of the original consultation had taken away is not shown here either."""
    gone = [f"opinion-{row['id']}" for row in reading.opinions() if row["trashed"]]
    found = select(Comment).where(Comment.round_id == round_.id, Comment.source_id.in_(gone))
    for comment in db.session.scalars(found):
        moderation.hide_comment(comment, "Retiré par les modérateurs de la consultation d’origine.", by=by)
