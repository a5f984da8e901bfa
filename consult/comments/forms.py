"""Forms for writing, replying, filtering, hiding."""

import secrets
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, Form, HiddenField, ValidationError

from consult.accounts.countries import country_choices
from consult.accounts.forms import email_field, known_country
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES as STAKEHOLDER_TYPES
from consult.accounts.models import StakeholderType
from consult.comments import labels as comment_labels
from consult.comments.content import CommentContent
from consult.comments.models import Capacity, Comment, CommentType, Stance
from consult.comments.moderation.labels import HIDING_REASONS
from consult.comments.moderation.models import HidingReason
from consult.comments.personal_data import personal_data_in
from consult.comments.quotation import passages
from consult.core.forms import BaseForm, at_most, choice, line, one_of, prose, required, select_choices
from consult.core.i18n.languages import NAMES as LANGUAGES
from consult.core.i18n.languages import language_now
from consult.core.text import cleaned
from consult.core.urls import is_web_address

LONGEST = 20_000
TEXT_HINT = _l("One ask in each paragraph is easiest to answer. Up to 20,000 characters.")
# A form's own `prefix` is something else to WTForms.
AS_FIELD = {"prefix": "before", "suffix": "after"}


def not_blank(form: Form, field: Field) -> None:  # noqa: ARG001 - WTForms' signature
    """Blanks alone say nothing."""
    if not field.data:
        raise ValidationError(str(_l("This is needed.")))


def hidden(longest: int = 200) -> Any:
    return HiddenField(validators=[at_most(longest)], filters=[cleaned])


def personal_data_asked(form: Any, *names: str) -> list[Any]:
    """What kinds of personal data stand in those fields, for whoever typed them to be asked about once (`knows`)."""
    typed = [form[name].data or "" for name in names if name in form]
    kinds = [] if form.knows.data else personal_data_in(*typed)
    form.knows.data = "1" if kinds else form.knows.data
    return [comment_labels.PERSONAL_DATA_NAMES[kind] for kind in kinds]


class ReplyForm(BaseForm):
    """What every comment has. Drafts are kept as they are; `is_ready` says what is still needed to send."""

    token = hidden()  # the same form sent twice is the same comment
    base_version = hidden()
    round = choice(_l("In which round"), [], validate_choice=False)
    stance = one_of(_l("Your position"), list(comment_labels.STANCE_NAMES.items()))
    text = prose(_l("Your comment"), longest=LONGEST, description=TEXT_HINT)
    language = choice(_l("You write in"), [("", _l("As I write: it is found out")), *LANGUAGES.items()])
    named: Any = BooleanField(
        _l("Show my name with it"), description=_l("Without it only the drafting team can see who wrote it.")
    )

    knows = hidden(1)  # they were asked whether personal data in it is meant to be read by all
    contact: Any = BooleanField(_l("The drafting team may write to me about it"))

    @classmethod
    def opened_on(cls, comment: Comment | None, **shown: Any) -> Any:
        """A form that shows a comment to go on with, or an empty one with a token of its own."""
        if comment is None:
            return cls(**{"token": secrets.token_hex(12), "named": True, "stance": Stance.NEUTRAL, **shown})
        said = CommentContent.of(comment)
        shown = {AS_FIELD.get(f.name, f.name): getattr(said, f.name) for f in fields(said)} | shown
        return cls(base_version=said.version, round=comment.round.slug, **shown)

    def offer_rounds(self, rounds: Sequence[tuple[str, str]], chosen: str = "") -> None:
        self.round.choices = select_choices(rounds)
        if not self.is_submitted() or not self.round.data:
            self.round.data = chosen or (rounds[0][0] if rounds else "")

    def content(self, before: CommentContent | None = None) -> CommentContent:
        """What the form says; what it does not ask for stays as it was."""
        names = {f.name: AS_FIELD.get(f.name, f.name) for f in fields(CommentContent)}
        asked = {name: self[shown].data for name, shown in names.items() if shown in self}
        kinds: dict[str, Any] = {"type": CommentType, "stance": Stance, "capacity": Capacity}
        for name, kind in kinds.items():
            if name in asked:
                asked[name] = kind(asked[name] or next(iter(kind)))
        asked["stance"] = asked["stance"] if self.stance.data else Stance.NEUTRAL
        return replace(before or CommentContent(), **{**asked, "language": asked["language"] or None})

    def is_ready(self, words_there: str) -> bool:  # noqa: ARG002 - a reply quotes nothing
        """Whether it can be sent; else the fields say what to do."""
        if not self.text.data:
            self.text.errors = [_("Write what you want to say, even one sentence.")]
        return not self.errors


class CommentForm(ReplyForm):
    type = choice(_l("Kind of comment"), list(comment_labels.TYPE_HINTS.items()))
    quote = prose(
        _l("The exact words that you mean"),
        longest=5000,
        description=_l("Copy them from the clause, or select them there."),
    )
    before, after = hidden(), hidden()
    title = hidden()  # the question of the round that it answers
    read_in = hidden(40)  # in which language of the text it is read
    proposed_text = prose(
        _l("Words that you propose instead"),
        longest=LONGEST,
        description=_l("They take the place of the words that you quote, or else of the whole clause."),
    )
    evidence_url = line(_l("Link to evidence"), longest=500, description=_l("Begins with https://"))

    def about_no_clause(self) -> None:
        """On a pillar or the whole text there are no words to quote or to replace."""
        del self.quote, self.before, self.after, self.proposed_text

    def is_ready(self, words_there: str) -> bool:
        super().is_ready(words_there)
        if self.evidence_url.data and not is_web_address(self.evidence_url.data):
            self.evidence_url.errors = [_("Give the whole address, beginning with https://.")]
        if "quote" in self:
            self._check_passage(words_there)
        return not self.errors

    def _check_passage(self, words_there: str) -> None:
        if self.quote.errors or self.before.errors or self.after.errors:
            return
        said = CommentContent(quote=self.quote.data or "", prefix=self.before.data or "", suffix=self.after.data or "")
        if said.quote and not passages.stands_in(said, words_there):
            self.quote.errors = [_fault_of(said, words_there)]


def _fault_of(said: CommentContent, words_there: str) -> str:
    if passages.times_in(said.quote, words_there) > 1:
        return str(_("These words stand there more than once. Quote a few more of the words around them."))
    nearest = passages.nearest(said, words_there)
    if nearest:
        return str(_("These words do not stand in the clause. Did you mean “%(words)s”?", words=nearest))
    return str(_("These words do not stand in the clause. Copy them from it, or leave this empty."))


class UnknownSenderForm(BaseForm):
    """What is asked of whoever sends something without an account, so that machines do not."""

    puzzle, proof = hidden(400), hidden(20)  # asked where very many write from one network
    website = line(_l("Leave this empty"))  # a trap for machines; hidden from people

    def validate_website(self, field: Field) -> None:
        if field.data:
            raise ValidationError(str(_l("Leave this field empty.")))


class GuestForm(UnknownSenderForm, CommentForm):
    """For someone without an account: who speaks, and an address that proves it."""

    name = line(_l("Your name"), required(), not_blank, render_kw={"autocomplete": "name"})
    email = email_field(
        description=_l(
            "We send a link to it; your comment counts once you have opened it and pressed the button there. "
            "The address is never shown."
        ),
        render_kw={"autocomplete": "email"},
    )
    country = choice(_l("Country"), [], required(_l("Choose a country.")), known_country, validate_choice=False)
    stakeholder_type = choice(
        _l("You speak as"), list(STAKEHOLDER_TYPES.items()), required(), default=StakeholderType.INDIVIDUAL
    )
    organisation = line(_l("Organisation"), description=_l("Leave empty if you speak for yourself."))

    def offer_countries(self) -> None:
        self.country.choices = select_choices([("", _("Choose one")), *country_choices(language_now())])

    @property
    def kind(self) -> StakeholderType:
        return StakeholderType(self.stakeholder_type.data)


class HideForm(BaseForm):
    kind = choice(_l("Why it is hidden"), list(HIDING_REASONS.items()), required(), default=HidingReason.OTHER)
    reason = prose(
        _l("Reason"),
        required(),
        not_blank,
        longest=2000,
        description=_l("The author reads it. Say what would make it acceptable."),
    )


class ActForm(BaseForm):
    """A button: nothing but its token."""
