"""What the journal's verbs say to people. `%(thing)s` is what it happened to, with a link where she may follow it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

# One thing each: what it is called when nothing more may be said of it.
THINGS: Mapping[str, Any] = {
    "analysis_run": _l("The analysis"),
    "answer": _l("An answer"),
    "appointment": _l("A role"),
    "ballot": _l("A ballot"),
    "carry": _l("A comment"),
    "comment": _l("A comment"),
    "comment_import": _l("A register of comments"),
    "consultation_session": _l("A session"),
    "draft": _l("A draft"),
    "guideline": _l("The guideline"),
    "milestone": _l("A step"),
    "pillar": _l("A pillar"),
    "participation": _l("A respondent's time"),
    "person": _l("A person"),
    "point": _l("A point of a comment"),
    "publication": _l("A draft"),
    "revision": _l("A revision"),
    "role_offer": _l("A role"),
    "round": _l("A round"),
    "satisfaction": _l("An answer"),
    "theme": _l("A theme"),
    "vote": _l("A vote"),
    "wording": _l("A clause"),
}

# What one may choose to see, and the beginnings of the verbs in it.
FAMILIES: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "comments": (_l("Comments"), ("comment.", "register.")),
    "analysis": (_l("Themes and points"), ("analysis.", "theme.", "point.", "sample.")),
    "answers": (_l("Answers"), ("answer.", "commenter", "satisfaction.")),
    "revisions": (_l("Revisions"), ("revision.",)),
    "votes": (_l("Votes"), ("ballot.", "vote.")),
    "drafts": (_l("Drafts"), ("guideline.", "milestone.", "pillar.", "draft.", "wording.", "publication.", "carr")),
    "rounds": (_l("Rounds"), ("round.", "session.", "target.")),
    "people": (_l("Roles"), ("role.",)),
}

VERBS: Mapping[str, Any] = {
    "analysis.asked": _l("%(thing)s was asked for."),
    "analysis.finished": _l("%(thing)s was done: %(points)s points found in %(comments)s comments."),
    "answer.changed": _l("%(thing)s was changed."),
    "answer.given": _l("%(thing)s was given."),
    "answer.given_here": _l("Points of a theme at one place were answered at once."),
    "answer.given_in_bulk": _l("Several editorial points were answered at once."),
    "answer.taken_along": _l("%(thing)s: what was split off from an answered theme keeps its answer."),
    "answer.withdrawn": _l("%(thing)s was withdrawn."),
    "ballot.closed": _l("%(thing)s closed: %(outcome)s."),
    "ballot.extended": _l("%(thing)s was extended."),
    "ballot.opened": _l("%(thing)s opened."),
    "ballot.reminded": _l("%(thing)s: experts who had not voted were reminded."),
    "ballot.rule_changed": _l("%(thing)s got another rule; nobody had voted."),
    "carries.confirmed": _l("%(thing)s: the places of %(confirmed)s carried comments were confirmed."),
    "carry.settled": _l("%(thing)s was given its place in the new draft."),
    "comment.edited": _l("%(thing)s was changed by its author; the words before are kept."),
    "comment.endorsed": _l("%(thing)s was endorsed."),
    "comment.endorsement_taken_back": _l("%(thing)s: an endorsement was taken back."),
    "comment.hidden": _l("%(thing)s was hidden, with a reason that its author sees."),
    "comment.released": _l("%(thing)s was released."),
    "comment.sent": _l("%(thing)s was sent."),
    "comment.withdrawn": _l("%(thing)s was withdrawn by its author."),
    "comment.erased": _l("%(thing)s: its words were erased with their author; nothing had been decided on them."),
    "comment.made_nameless": _l("%(thing)s lost its author's name, who was erased."),
    "commenter.told": _l("An author was told what was decided."),
    "commenters.told": _l("Telling the authors what was decided was begun."),
    "draft.discarded": _l("Draft %(number)s, in work, was discarded."),
    "draft.prepared": _l("%(thing)s was prepared from the carried revisions."),
    "draft.published": _l("%(thing)s was published."),
    "draft.started": _l("%(thing)s was begun."),
    "draft.text_kept": _l("%(thing)s received its text of %(clauses)s clauses."),
    "guideline.archived": _l("%(thing)s was archived: %(because)s"),
    "guideline.changed": _l("%(thing)s: its name or notices were changed."),
    "guideline.deleted": _l("%(thing)s was deleted: %(because)s"),
    "guideline.made_private": _l("%(thing)s was made private: %(because)s"),
    "guideline.made_public": _l("%(thing)s was made public."),
    "guideline.unarchived": _l("%(thing)s was taken out of the archive."),
    "guideline.founded": _l("%(thing)s was founded."),
    "milestone.added": _l("%(thing)s was added to the timeline."),
    "milestone.changed": _l("%(thing)s was changed on the timeline."),
    "milestone.moved": _l("%(thing)s was moved on the timeline."),
    "milestone.removed": _l("%(thing)s was taken off the timeline."),
    "pillar.added": _l("%(thing)s was added."),
    "pillar.changed": _l("%(thing)s was changed."),
    "pillar.moved": _l("%(thing)s got another place in the order."),
    "pillar.removed": _l("%(thing)s was removed; nothing belonged to it."),
    "point.cut": _l("%(thing)s: its comment was cut into points by hand."),
    "point.filed": _l("%(thing)s was filed under another theme."),
    "point.filed_too": _l("%(thing)s was filed under another theme, too."),
    "point.given_back": _l("%(thing)s: its comment was left to the machine to cut into points."),
    "point.kept": _l("%(thing)s was kept where the machine had put it."),
    "point.pillar_decided": _l("%(thing)s was placed under a pillar."),
    "point.pillar_put_back": _l("%(thing)s: the decision which pillar it speaks of was undone."),
    "point.put_back": _l("%(thing)s was put back to where it was before."),
    "point.taken_out": _l("%(thing)s was taken out of a theme."),
    "publication.made": _l("%(thing)s was made public with its change notes."),
    "register.imported": _l("%(thing)s was read in."),
    "revision.drafted": _l("%(thing)s was begun."),
    "revision.edited": _l("%(thing)s was changed."),
    "revision.proposed": _l("%(thing)s was proposed to the experts."),
    "revision.rebased": _l("%(thing)s was set against the words of the draft in force."),
    "revision.withdrawn": _l("%(thing)s was withdrawn."),
    "role.given": _l("%(thing)s was given: %(role)s."),
    "role.offer_declined": _l("%(thing)s that was offered was declined: %(role)s."),
    "role.offer_withdrawn": _l("%(thing)s is no longer offered: %(role)s."),
    "role.offered": _l("%(thing)s was offered by mail: %(role)s."),
    "role.taken": _l("%(thing)s was taken back: %(role)s."),
    "round.cancelled": _l("%(thing)s was cancelled: %(because)s"),
    "round.changed": _l("%(thing)s was changed."),
    "round.closed": _l("%(thing)s closed."),
    "round.extended": _l("%(thing)s was extended."),
    "round.place_ended": _l("%(thing)s: someone’s place was taken away."),
    "round.invited": _l("%(thing)s: %(people)s people were invited."),
    "round.planned": _l("%(thing)s was planned."),
    "satisfaction.said": _l("%(thing)s: its author said whether it satisfies."),
    "sample.drawn": _l("%(size)s points were drawn at random, for people to code blind."),
    "session.added": _l("%(thing)s was added."),
    "session.attended": _l("%(thing)s: who came was written down."),
    "session.cancelled": _l("%(thing)s was cancelled: %(because)s"),
    "session.changed": _l("%(thing)s was changed."),
    "session.reported": _l("%(thing)s: its report was written."),
    "target.set": _l("A target was set: %(number)s people to be heard of the group %(group)s."),
    "theme.brought_back": _l("%(thing)s was brought back."),
    "theme.followed": _l("%(thing)s: points followed the examples that people gave."),
    "theme.founded": _l("%(thing)s was founded by hand."),
    "theme.left_whole": _l("%(thing)s was left whole."),
    "theme.merged": _l("%(thing)s was merged into another."),
    "theme.parted": _l("%(thing)s was parted again."),
    "theme.points_filed": _l("%(thing)s: points were filed under it."),
    "theme.points_filed_too": _l("%(thing)s: points were filed under it, too."),
    "theme.points_kept": _l("%(thing)s: points were kept in it."),
    "theme.points_taken_out": _l("%(thing)s: points were taken out of it."),
    "theme.renamed": _l("%(thing)s was renamed."),
    "theme.set_aside": _l("%(thing)s was set aside."),
    "theme.split": _l("%(thing)s was split."),
    "theme.split_off": _l("%(thing)s was split off from another."),
    "theme.undone": _l("%(thing)s: a change was undone."),
    "vote.cast": _l("%(thing)s was cast."),
    "vote.changed": _l("%(thing)s was changed; the one before is kept."),
    "wording.edited": _l("%(thing)s was edited in a draft in work."),
}


# With the names that themes bore then, where the facts hold them and the reader may read themes. %(thing)s leads there.
THEN: Mapping[str, tuple[frozenset[str], Any]] = {
    "theme.renamed": (frozenset({"was"}), _l("The theme “%(was)s” is called %(thing)s now.")),
    "theme.merged": (frozenset({"into_label"}), _l("The theme %(thing)s was merged into “%(into_label)s”.")),
    "theme.parted": (frozenset({"was_in_label"}), _l("The theme %(thing)s was parted again from “%(was_in_label)s”.")),
    "theme.split": (frozenset({"parts"}), _l("The theme %(thing)s was split: %(parts)s stand by themselves.")),
    "theme.split_off": (frozenset({"origin_label"}), _l("The theme %(thing)s was split off from “%(origin_label)s”.")),
    "theme.undone": (frozenset({"undid"}), _l("Undone: %(undid)s")),
}


# Whose reason was given for everyone to read; the others' stays with those whom it was given to.
WITH_REASON = frozenset(
    {"round.cancelled", "session.cancelled", "guideline.archived", "guideline.made_private", "guideline.deleted"}
)


class _Said(dict[str, Any]):
    """Facts for a sentence; one that an older entry lacks is a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def sentence(verb: str, thing: Any, facts: Mapping[str, Any]) -> Markup:
    """What happened, in words. Everything but `thing`, when it is markup, is escaped."""
    needs, then = THEN.get(verb, (frozenset({""}), ""))
    said = then if needs <= facts.keys() else VERBS.get(verb, _l("%(thing)s: %(verb)s."))
    outcome = _("carried") if facts.get("carried") else _("not carried")
    words = {"verb": verb.partition(".")[2].replace("_", " "), "outcome": outcome, **facts, "thing": thing}
    return escape(str(said)) % _Said(words)
