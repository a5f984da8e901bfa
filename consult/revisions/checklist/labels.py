"""Names of ratings and hints; the criteria that a checklist may begin with."""

from flask_babel import lazy_gettext as _l

from consult.core.i18n.own_words import OwnWords
from consult.revisions.checklist.models import Fulfilment, HintKind

FULFILMENT_NAMES = {
    Fulfilment.MET: _l("Met"),
    Fulfilment.PARTLY: _l("Met in part"),
    Fulfilment.NOT_MET: _l("Not met"),
    Fulfilment.NOT_APPLICABLE: _l("Does not apply"),
}
FULFILMENT_TONES = {Fulfilment.MET: "good", Fulfilment.PARTLY: "warn", Fulfilment.NOT_MET: "bad"}
HINT_KIND_NAMES = {
    HintKind.NOTHING: _l("Nothing"),
    HintKind.DUTY: _l("Who acts, and whether they are obliged"),
    HintKind.ACTORS: _l("How many who act are named"),
    HintKind.SCOPE: _l("Words that cover a part alone or leave it open"),
    HintKind.PEOPLE: _l("Whether a right or a group of people is named"),
}
# Title, question and what is looked for.
USUAL_CRITERIA = (
    (_l("Universally applicable"), _l("Does it hold in every country and city, whatever its means?"), HintKind.SCOPE),
    (_l("Collaborative"), _l("Does it say who works together?"), HintKind.ACTORS),
    (_l("Actionable"), _l("Can whoever it is addressed to act on it as it stands?"), HintKind.DUTY),
    (_l("Inclusive"), _l("Does it reach those who are left out most often?"), HintKind.PEOPLE),
    (_l("Equitable"), _l("Does it lessen the distance between people?"), HintKind.PEOPLE),
)
# A criterion as it is read: of the usual ones in the reader's language, of others as it was written.
criterion_in_words = OwnWords(words for title, question, _hint in USUAL_CRITERIA for words in (title, question))
