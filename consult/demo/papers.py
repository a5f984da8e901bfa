"""What comes in besides comments: a position paper that waits to be sorted, and a message that waits to be placed."""

import io
from email.message import EmailMessage

import docx
from sqlalchemy import select

from consult.accounts.models import Person
from consult.comments.mail_in.actions import take_in_message
from consult.comments.mail_in.message_parsing import parse_mail
from consult.comments.models import Comment, CommentState
from consult.comments.papers.actions import attach_paper, release_paper
from consult.consultations.models import Round
from consult.core.database import db
from consult.core.queue import queue

PAPER = (
    "Our position on the draft",
    "We welcome the draft. A residents’ association of 400 households asks for three things.",
    "HR-L1 should say who pays for the register, and by when it is complete.",
    "A person who was refused a service by a machine needs somebody to speak to, in their own language, within a week.",
    "Thank you for reading.",
)
MESSAGE = """Dear secretariat,

our council has no account on your site, so I write by mail. Please add to HR-L2 that notices are read aloud on local
radio: many of our elders do not read.

Joseph Ekal
"""
SIGNATURE = "-- \nWard administrator, Kakuma\n"
ROUND = "sc-open-online"


def bring_in_papers(secretariat: Person) -> None:
    round_ = db.session.scalars(select(Round).where(Round.slug == ROUND)).one()
    said = (Comment.round_id == round_.id, Comment.state == CommentState.SENT, Comment.author_id.is_not(None))
    mine = select(Comment).where(*said, Comment.position_id.is_(None), Comment.named).order_by(Comment.id).limit(1)
    comment = db.session.scalars(mine).first()
    if comment is not None:
        paper = attach_paper(comment, _written(), "our position.docx", "en", by=secretariat)
        db.session.commit()
        queue.run_all()
        release_paper(paper, by=secretariat)
    message = EmailMessage()
    message["From"], message["Subject"] = "Joseph Ekal <joseph.ekal@example.org>", "On the draft"
    message["Message-ID"] = "<demo-1@example.org>"
    message.set_content(MESSAGE + SIGNATURE)
    parsed = parse_mail(bytes(message), most_megabytes=1)
    take_in_message(round_, parsed, own_address="", language="en")


def _written() -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_heading(PAPER[0], level=1)
    for paragraph in PAPER[1:]:
        document.add_paragraph(paragraph)
    document.save(out)
    return out.getvalue()
