"""The columns of the register, one specification each: reading, writing, hints and aliases follow from it.

The common form comes first; after `response` what only we have. Order on reading is free.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from consult.accounts.models import StakeholderType
from consult.comments.models import Capacity, Channel, CommentType, Stance
from consult.comments.register.cell_values import (
    LONGEST,
    comment_text,
    country_code,
    language_code,
    one_word_of,
    text_up_to,
    web_address,
    whole_number,
    yes_or_no,
)


@dataclass(frozen=True)
class RegisterColumn:
    """`write` makes its cell from a record of `exporting`; `read` makes the value of the comment's `field` from a cell.

    Columns without `read` are read together with others, by `row_parser`. `personal` ones could lead to a person and
    are left empty in what the public takes.
    """

    name: str
    write: Callable[[Any], str] = lambda _record: ""
    field: str = ""
    read: Callable[[str], Any] | None = None
    words: type[StrEnum] | None = None  # it takes only these
    hint: Any = ""
    aliases: tuple[str, ...] = ()  # what people call it in their own spreadsheets
    personal: bool = False


def lines_in(provenance: str) -> tuple[str, str]:
    """The lines that `provenance` names, as cells."""
    found = re.search(r"lines (\d+)–(\d+)$", provenance)
    return (found[1], found[2]) if found else ("", "")


def _own_number(comment: Any) -> str:
    """What a form of this site is known by is no number that anyone else knows."""
    return (comment.source_id or "") if comment.channel != Channel.SITE else ""


COLUMNS = (
    RegisterColumn("reference", write=lambda c: c.reference),
    RegisterColumn("consultation", write=lambda c: c.consultation, aliases=("round",)),
    RegisterColumn("draft", write=lambda c: str(c.draft)),
    RegisterColumn(
        "clause",
        write=lambda c: c.clause or "",
        aliases=(
            "section",
            "article",
            "paragraph",
        ),
    ),
    RegisterColumn("quote", write=lambda c: c.quote or "", hint=_l("words that stand in the clause, exactly")),
    RegisterColumn("line_from", write=lambda c: lines_in(c.provenance)[0], field="line_from", read=whole_number),
    RegisterColumn("line_to", write=lambda c: lines_in(c.provenance)[1], field="line_to", read=whole_number),
    RegisterColumn(
        "type",
        write=lambda c: c.type or "",
        field="type",
        read=one_word_of(CommentType, CommentType.GENERAL),
        words=CommentType,
        aliases=(
            "kind",
            "category",
        ),
    ),
    RegisterColumn(
        "stance",
        write=lambda c: c.stance or "",
        field="stance",
        read=one_word_of(Stance, Stance.NEUTRAL),
        words=Stance,
        aliases=(
            "position",
            "opinion",
        ),
    ),
    RegisterColumn(
        "comment",
        write=lambda c: c.text,
        field="text",
        read=comment_text,
        aliases=(
            "text",
            "remark",
            "feedback",
        ),
    ),
    RegisterColumn(
        "proposed_text",
        write=lambda c: c.proposed_text or "",
        field="proposed_text",
        read=text_up_to(LONGEST),
        aliases=(
            "proposal",
            "suggestion",
            "proposed_wording",
        ),
    ),
    RegisterColumn("language", write=lambda c: c.language or "", field="language", read=language_code),
    RegisterColumn(
        "author_name",
        write=lambda c: c.author_name or "",
        field="author_name",
        read=text_up_to(200),
        aliases=(
            "name",
            "author",
            "commenter",
            "full_name",
        ),
        personal=True,
    ),
    RegisterColumn(
        "organisation",
        write=lambda c: c.organisation or "",
        field="organisation",
        read=text_up_to(300),
        aliases=(
            "organization",
            "affiliation",
        ),
    ),
    RegisterColumn(
        "stakeholder_type",
        write=lambda c: c.stakeholder_type or "",
        field="stakeholder_type",
        read=one_word_of(StakeholderType, None),
        words=StakeholderType,
        aliases=(
            "group",
            "sector",
        ),
    ),
    RegisterColumn(
        "country",
        write=lambda c: c.country or "",
        field="country",
        read=country_code,
        hint=_l("two letters (ISO 3166), or its name in one of the six UN languages"),
        aliases=("nation",),
    ),
    RegisterColumn(
        "capacity",
        write=lambda c: c.capacity or "",
        field="capacity",
        read=one_word_of(Capacity, Capacity.PERSONAL),
        words=Capacity,
    ),
    RegisterColumn(
        "received_at",
        write=lambda c: c.sent_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        hint=_l("2026-11-20 or 2026-11-20T14:30+01:00; without a zone, in the round’s"),
        aliases=(
            "date",
            "received",
        ),
    ),
    RegisterColumn(
        "channel",
        write=lambda c: c.channel or "",
        field="channel",
        read=one_word_of(Channel, Channel.REGISTER),
        words=Channel,
    ),
    RegisterColumn(
        "source_id",
        write=_own_number,
        hint=_l("your own number for the comment: by it, a row that was read before is known again"),
        aliases=(
            "id",
            "number",
        ),
        personal=True,
    ),
    RegisterColumn("disposition"),
    RegisterColumn("response"),
    RegisterColumn("pillar", write=lambda c: c.pillar or ""),
    RegisterColumn("title", write=lambda c: c.title or "", field="title", read=text_up_to(200)),
    RegisterColumn(
        "in_reply_to",
        write=lambda c: c.in_reply_to or "",
        hint=_l("the source_id or the reference of the comment it answers"),
        aliases=("reply_to",),
    ),
    RegisterColumn(
        "endorsements",
        write=lambda c: str(c.endorsements or ""),
        field="endorsed_elsewhere",
        read=lambda cell: whole_number(cell) or 0,
    ),
    RegisterColumn(
        "evidence_url",
        write=lambda c: c.evidence_url,
        field="evidence_url",
        read=web_address,
        aliases=(
            "source",
            "link",
            "url",
        ),
    ),
    RegisterColumn(
        "named",
        write=lambda c: "yes" if c.named else "no",
        field="named",
        read=yes_or_no,
        hint=_l("yes, if the author’s name may be shown to readers; otherwise only the team sees it"),
        personal=True,
    ),
    RegisterColumn("quote_prefix", write=lambda c: c.prefix),
    RegisterColumn("quote_suffix", write=lambda c: c.suffix),
)
NAMES = tuple(column.name for column in COLUMNS)
AUDIENCE = "audience"  # who a file is for, where it is not for everyone; said on the way out, not read
WRITTEN = (*NAMES, AUDIENCE)
