"""Names of what evidence is made of."""

from flask_babel import lazy_gettext as _l

from consult.drafts.evidence.models import FindingKind

KIND_LABELS = {FindingKind.FINDING: _l("Finding"), FindingKind.CASE_STUDY: _l("Case study")}
