"""Messages as they come from a mail program, and taken in."""

from email.message import EmailMessage

from consult.comments.mail_in.actions import take_in_message
from consult.comments.mail_in.message_parsing import parse_mail
from consult.comments.mail_in.models import ReceivedMail
from consult.consultations.models import Round
from consult.core.database import db

LEA = "Lea Kos <lea@example.org>"


def message(words: str = "Say who pays for HR-L1.", *, sender: str = LEA, **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"] = sender, "On the draft", "<one@example.org>"
    for name, said in headers.items():
        del made[name.replace("_", "-")]
        made[name.replace("_", "-")] = said
    if words:
        made.set_content(words)
    return made


def mail(round_: Round, made: EmailMessage | None = None, *, sender: str = LEA) -> ReceivedMail:
    parsed = parse_mail(bytes(made or message(sender=sender)), most_megabytes=30)
    take_in_message(round_, parsed, own_address="consult@localhost", language="en")
    db.session.commit()
    return db.session.query(ReceivedMail).order_by(ReceivedMail.id.desc()).first()  # type: ignore[return-value]
