"""What kinds of news and paces are called."""

from flask_babel import lazy_gettext as _l

from consult.tracing.following.models import FollowedKind
from consult.tracing.following.paces import NoticeKind, Pace

NOTICE_KIND_NAMES = {
    NoticeKind.REPLY: _l("A reply to a comment of yours, or one that you follow"),
    NoticeKind.ENDORSEMENT: _l("Someone endorses it"),
    NoticeKind.ANSWER: _l("It is answered"),
    NoticeKind.OBJECTION: _l("An objection to its answer is decided"),
    NoticeKind.REVISION: _l("A revision of what you follow is proposed"),
    NoticeKind.BALLOT: _l("The expert group votes on it, and how it decides"),
    NoticeKind.COMMENT: _l("A new comment on what you follow"),
    NoticeKind.DRAFT: _l("A new draft is published"),
    NoticeKind.ROUND: _l("A round opens or closes"),
    NoticeKind.REMINDER: _l("A round closes soon, and you have not sent what you began"),
    NoticeKind.WORK: _l("Work on the answers is given to you, or is due in two days"),
}
# What a guest is asked, by the first of the kinds that the answer holds for.
GUEST_KIND_NAMES = {
    NoticeKind.ANSWER: _l("What you said is answered, or someone replies to it"),
    NoticeKind.DRAFT: _l("What you follow is revised, voted on or published"),
    NoticeKind.COMMENT: NOTICE_KIND_NAMES[NoticeKind.COMMENT],
    NoticeKind.ROUND: NOTICE_KIND_NAMES[NoticeKind.ROUND],
}
PACE_NAMES = {
    Pace.AT_ONCE: _l("At once"),
    Pace.DAILY: _l("Once a day, in the morning"),
    Pace.NEVER: _l("Never by mail"),
}
FOLLOWED_KIND_NAMES = {
    FollowedKind.GUIDELINE: _l("The guideline"),
    FollowedKind.PILLAR: _l("Pillar"),
    FollowedKind.CLAUSE: _l("Clause"),
    FollowedKind.ROUND: _l("Round"),
    FollowedKind.COMMENT: _l("Comment"),
}
