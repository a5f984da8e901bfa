"""A pack is asked for, and kept as it was made."""

import hashlib
from datetime import datetime
from typing import IO

from consult.accounts.models import Person
from consult.core.database import db
from consult.core.queue import Job, queue
from consult.drafts.membership import Membership
from consult.drafts.models import Draft
from consult.tracing.papers.models import PublicationPack
from consult.tracing.papers.open_data.open_tables import WrittenPack
from consult.tracing.papers.queries import MAKE_PACK, pack_of
from consult.tracing.papers.rules import may_make_pack


def ask_for_pack(membership: Membership, draft: Draft, *, by: Person) -> Job:
    """A job that waits already serves again."""
    may_make_pack(membership, draft).enforce()
    return queue.add(MAKE_PACK, draft.id, guideline_id=draft.guideline_id, by=by)


def keep_pack(draft: Draft, content: IO[bytes], written: WrittenPack, *, up_to: int, now: datetime) -> PublicationPack:
    """In place of the one before."""
    content.seek(0)
    read = content.read()
    pack = pack_of(draft) or PublicationPack(draft=draft)
    pack.made_at, pack.up_to, pack.left_out = now, up_to, "\n".join(written.left_out)
    pack.content, pack.size, pack.digest = read, len(read), hashlib.sha256(read).hexdigest()
    pack.files = [[file.name, file.says, file.size] for file in written.files]
    db.session.add(pack)
    return pack
