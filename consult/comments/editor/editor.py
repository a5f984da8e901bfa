"""The page on which a comment is written: what it is about, where it may be said, the form, what to do with it."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.models import Person, StakeholderType
from consult.comments.blueprint import named_first, round_asked
from consult.comments.content import CommentContent
from consult.comments.editor.targets import CommentTarget
from consult.comments.forms import CommentForm, GuestForm, ReplyForm, personal_data_asked
from consult.comments.models import Comment
from consult.comments.queries import rounds_open_with_places, successor_on
from consult.comments.quotation import passages
from consult.comments.sittings.remembered import RememberedGuest, remembered_guest
from consult.consultations.models import Round
from consult.consultations.participation import RoundMembership
from consult.consultations.queries import in_scope, participation_of, round_named, rounds_by_close
from consult.consultations.rules import deadline_for, may_comment_late, takes_late
from consult.core import clock
from consult.drafts.membership import Membership
from consult.drafts.text_diff import Segment


@dataclass(frozen=True)
class Speaker:
    """Who a comment is said to come from, under the names that a comment has for it."""

    author_name: str
    organisation: str
    stakeholder_type: StakeholderType | None
    country: str | None

    @classmethod
    def of_comment(cls, comment: Comment) -> "Speaker":
        return cls(comment.author_name, comment.organisation, comment.stakeholder_type, comment.country)

    @classmethod
    def of_person(cls, person: Person) -> "Speaker":
        organisation = person.organisation.name if person.organisation else ""
        return cls(person.name, organisation, person.stakeholder_type, person.country)


@dataclass
class CommentEditor:
    """Someone about to say something: `comment` is what they have begun already, `asked` the round they came from."""

    target: CommentTarget
    membership: Membership
    comment: Comment | None = None
    asked: Round | None = None
    places: dict[int, RoundMembership] = field(default_factory=dict)

    def __post_init__(self) -> None:
        target, now = self.target, clock.now()
        if self.asked is None:
            asked = {round_asked(), request.form.get("round", ""), self.comment.round.slug if self.comment else ""}
            found = rounds_open_with_places(self.membership, target.draft, now, pillar=target.pillar, asked=asked)
            self.places |= {round_.id: place for round_, place in found}
            self.rounds = named_first([round_ for round_, _place in found])
        else:
            scope = target.pillar is None or in_scope(self.asked, target.pillar)
            self.rounds = [self.asked] if scope and not self.refusal else []

    @property
    def went_on(self) -> Round | None:
        """Where nothing can be said here any more: the round on a newer draft that one on this draft became."""
        return None if self.rounds else successor_on(self.target.draft)

    @property
    def refusal(self) -> str:
        """Why nothing can be said now in the round that they came from."""
        return self._refused_by(self.asked) if self.asked is not None else ""

    def _refused_by(self, round_: Round) -> str:
        place, person = self.place_in(round_), self.membership.person
        return may_comment_late(self.membership, place, round_, clock.now(), person).refusal

    @cached_property
    def elsewhere(self) -> str:
        """What they are told whose address names a round of this draft that takes nothing here: where else it goes."""
        named = round_asked() if self.asked is None and self.comment is None else ""
        if not named or any(round_.slug == named for round_ in self.rounds):
            return ""
        round_ = next((one for one in rounds_by_close(self.target.draft.guideline) if one.slug == named), None)
        if round_ is None or round_.draft_id != self.target.draft.id:
            return ""
        why = self._refused_by(round_) or _("It is not about this part of the text.")
        says = _("You came from the round “%(title)s”. %(why)s", title=round_.title, why=why)
        return " ".join([says, _("What you send here goes to another round.")]) if self.rounds else says

    def is_late(self, round_: Round) -> bool:
        """Whether what they send in it goes into its late register."""
        now = clock.now()
        return takes_late(round_, now) and now >= deadline_for(self.place_in(round_), round_)

    def chosen(self, form: Any) -> Round | None:
        """Of the rounds that are offered, the one that the form shows."""
        return next((one for one in self.rounds if one.slug == form.round.data), next(iter(self.rounds), None))

    def _label(self, round_: Round) -> str:
        if self.is_late(round_):
            return str(_("%(title)s (closed: late)", title=round_.title))
        return str(_("%(title)s (practice)", title=round_.title)) if round_.practice else round_.title

    @property
    def remembered(self) -> RememberedGuest | None:
        """The guest whose details this browser has from a comment before."""
        return remembered_guest() if self.membership.person is None else None

    @property
    def proved(self) -> bool:
        """Whether what this guest sends next needs no mail."""
        return self.remembered is not None and self.remembered.has_proved(self.remembered.email)

    def personal_data_asked(self, form: Any) -> list[Any]:
        """What kinds of personal data stand in what they typed, for them to be asked about once."""
        return personal_data_asked(form, "text", "proposed_text")

    def place_in(self, round_: Round) -> RoundMembership:
        """Read once."""
        if round_.id not in self.places:
            self.places[round_.id] = participation_of(self.membership.person, round_)
        return self.places[round_.id]

    def form(self) -> Any:
        """With only the fields that make sense here."""
        shown = self.comment.round.slug if self.comment else (self.asked.slug if self.asked else "")
        if self.comment is None or self.comment.sent_at is None:
            shown = next((one.slug for one in self.rounds if one.slug == round_asked()), shown)
        if self.target.in_reply_to is not None:
            form = ReplyForm.opened_on(self.comment)
        elif self.membership.person is None:
            guest = remembered_guest()
            form = GuestForm.opened_on(None, **({"named": False} | (guest.details if guest is not None else {})))
            form.offer_countries()
        else:
            form = CommentForm.opened_on(self.comment)
        if isinstance(form, CommentForm) and self.target.wording is None:
            form.about_no_clause()
        form.offer_rounds([(one.slug, self._label(one)) for one in self.rounds], shown)
        self._keep_language(form)
        return form

    def _keep_language(self, form: Any) -> None:
        """In which language the clause is read; words that were quoted or proposed before stay with theirs."""
        said = self.comment
        if "read_in" in form and not form.is_submitted() and not (said and (said.quote or said.proposed_text)):
            form.read_in.data = self.target.read_in

    def round_of(self, form: Any) -> Round | None:
        """The round that they chose, also one that has closed since: their text is then kept there as a draft."""
        open_ones = {round_.slug: round_ for round_ in self.rounds}
        chosen = open_ones.get(form.round.data or "") or round_named(form.round.data or "")
        if chosen is not None and chosen.draft_id == self.target.draft.id:
            return chosen
        return self.comment.round if self.comment else self.asked

    def redline(self, content: CommentContent) -> list[Segment] | None:
        """What the proposal changes in the clause, as it would be kept."""
        kept = passages.settled(content, self.target.words)
        return passages.redline(self.target.words, passages.anchor_of(kept), kept.proposed_text)

    def repeats(self, content: CommentContent) -> bool:
        """Whether words proposed for a passage say again what stands around it in the clause."""
        return passages.repeats_its_surroundings(content, self.target.words)

    def page(self, form: Any, *, status: int = 200, **more: Any) -> ResponseReturnValue:
        return render_template("comments/write.html", desk=self, form=form, target=self.target, **more), status
