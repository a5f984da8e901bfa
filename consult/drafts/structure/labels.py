"""What the roles of a paper's blocks are called."""

from flask_babel import lazy_gettext as _l

from consult.drafts.structure.roles import BlockRole

ROLE_NAMES = {
    BlockRole.TITLE: _l("title of the text"),
    BlockRole.PILLAR: _l("pillar: begins a new one"),
    BlockRole.PART: _l("part of a pillar"),
    BlockRole.HEADING: _l("heading of a clause"),
    BlockRole.CLAUSE: _l("a clause each"),
    BlockRole.TEXT: _l("goes on with the clause above"),
    BlockRole.NOTHING: _l("left out"),
}
