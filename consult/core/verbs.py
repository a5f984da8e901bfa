"""What the journal can say: each verb once, with its sentence and the facts that are kept beside it.

A new verb is one entry here, and a call `record(Verb.THING_DONE, thing, …)` in the action that does it. The name is the
value in capitals; the word before the dot decides the family. `%(thing)s` in a sentence is what it happened to, with a
link where the reader may follow it; other names in it are facts. Values are kept in databases: a verb is never renamed.
"""

from flask_babel import lazy_gettext as _l

from consult.core.journal.verb_families import ToldVerb

TRANSLATION_FACTS = "digest key kind language texts version"
REVISION_FACTS = "kind number points rationale reason structure text title version"


class Verb(ToldVerb):
    """What happened, as the journal keeps it."""

    COMMENT_EDITED = (
        "comment.edited",
        _l("%(thing)s was changed by its author; the words before are kept."),
        "commitment reference",
    )
    COMMENT_ENDORSED = "comment.endorsed", _l("%(thing)s was endorsed."), "reference"
    COMMENT_ENDORSEMENT_TAKEN_BACK = (
        "comment.endorsement_taken_back",
        _l("%(thing)s: an endorsement was taken back."),
        "reference",
    )
    COMMENT_ERASED = (
        "comment.erased",
        _l("%(thing)s: its words were erased with their author; nothing had been decided on them."),
        "reference",
    )
    CLAUSE_RATED = "clause.rated", _l("A clause was rated by the checklist."), "clause criterion fulfilment note was"
    COMMENT_ADMITTED = "comment.admitted", _l("%(thing)s came late and was admitted: %(because)s"), "because reference"
    COMMENT_HIDDEN = (
        "comment.hidden",
        _l("%(thing)s was hidden, with a reason that its author sees."),
        "reason reference",
    )
    COMMENT_MADE_NAMELESS = (
        "comment.made_nameless",
        _l("%(thing)s lost its author's name, who was erased."),
        "reference",
    )
    COMMENT_PAPER_ATTACHED = (
        "comment.paper_attached",
        _l("%(thing)s: a paper was attached."),
        "kind reference sha256 size",
    )
    COMMENT_PAPER_RELEASED = "comment.paper_released", _l("%(thing)s: its paper can be taken."), "reference sha256"
    COMMENT_PAPER_TAKEN_AWAY = "comment.paper_taken_away", _l("%(thing)s: a paper was taken away."), "reference sha256"
    COMMENT_PLACED_FROM_PAPER = (
        "comment.placed_from_paper",
        _l("%(thing)s was made of an excerpt of a position paper."),
        "page reference sha256",
    )
    COMMENT_APPEALED = "comment.appealed", _l("%(thing)s: its author appealed against its hiding."), "reference"
    COMMENT_APPEAL_DECIDED = "comment.appeal_decided", _l("%(thing)s: an appeal was decided."), "granted reference"
    COMMENT_RELEASED = "comment.released", _l("%(thing)s was released."), "reference"
    COMMENT_SENT = "comment.sent", _l("%(thing)s was sent."), "commitment reference"
    COMMENT_TAKEN_BACK = "comment.taken_back", _l("%(thing)s was taken back by who wrote it down."), "reference"
    COMMENT_WITHDRAWN = "comment.withdrawn", _l("%(thing)s was withdrawn by its author."), "reference"
    MAIL_PLACED = (
        "mail.placed",
        _l("%(thing)s: words that came by mail were placed; their sender is asked."),
        "reference",
    )
    MAIL_REFUSED = "mail.refused", _l("%(thing)s: a message that came by mail was refused."), "message"
    MAIL_TAKEN_IN = "mail.taken_in", _l("%(thing)s: a message came by mail."), "message"
    REGISTER_IMPORTED = "register.imported", _l("%(thing)s was read in."), "accepted digest file round rows state"

    ANALYSIS_ASKED = "analysis.asked", _l("%(thing)s was asked for.")
    ANALYSIS_REFILED = "analysis.refiled", _l("The machine filed points anew: %(moved)s moved."), "moved cause"
    ANALYSIS_REFILING_DECIDED = "analysis.refiling_decided", _l("A re-filing was decided about."), "moved points state"
    ANALYSIS_REFILING_SET = "analysis.refiling_set", _l("Whether examples move points at once was decided."), "at_once"
    ANALYSIS_FINISHED = (
        "analysis.finished",
        _l("%(thing)s was done: %(points)s points found in %(comments)s comments."),
        "comments points",
    )
    POINT_CUT = "point.cut", _l("%(thing)s: its comment was cut into points by hand."), "comment starts was"
    POINT_FILED = "point.filed", _l("%(thing)s was filed under another theme."), "act excluded label theme was"
    POINT_FILED_TOO = (
        "point.filed_too",
        _l("%(thing)s was filed under another theme, too."),
        "act excluded label theme was",
    )
    POINT_GIVEN_BACK = "point.given_back", _l("%(thing)s: its comment was left to the machine to cut into points.")
    POINT_KEPT = "point.kept", _l("%(thing)s was kept where the machine had put it."), "act excluded label theme was"
    POINT_PILLAR_DECIDED = "point.pillar_decided", _l("%(thing)s was placed under a pillar."), "code was"
    POINT_PILLAR_PUT_BACK = (
        "point.pillar_put_back",
        _l("%(thing)s: the decision which pillar it speaks of was undone."),
        "of",
    )
    POINT_PUT_BACK = "point.put_back", _l("%(thing)s was put back to where it was before."), "of"
    POINT_TAKEN_OUT = "point.taken_out", _l("%(thing)s was taken out of a theme."), "act excluded label theme was"
    POINT_REOPENED = "point.reopened", _l("%(thing)s is to be answered again."), "comment"
    SAMPLE_DRAWN = "sample.drawn", _l("%(size)s points were drawn at random, for people to code blind."), "seed size"
    THEME_BROUGHT_BACK = "theme.brought_back", _l("%(thing)s was brought back."), "label"
    THEME_FOLLOWED = "theme.followed", _l("%(thing)s: points followed the examples that people gave."), "points"
    THEME_FOUNDED = "theme.founded", _l("%(thing)s was founded by hand."), "label"
    THEME_LEFT_WHOLE = "theme.left_whole", _l("%(thing)s was left whole."), "label split"
    THEME_MERGED = (
        "theme.merged",
        _l("%(thing)s was merged into another."),
        "both examples into into_label label points",
        _l("The theme %(thing)s was merged into “%(into_label)s”."),
    )
    THEME_PARTED = (
        "theme.parted",
        _l("%(thing)s was parted again."),
        "label of was_in was_in_label",
        _l("The theme %(thing)s was parted again from “%(was_in_label)s”."),
    )
    THEME_POINTS_FILED = "theme.points_filed", _l("%(thing)s: points were filed under it."), "founding label points"
    THEME_POINTS_FILED_TOO = (
        "theme.points_filed_too",
        _l("%(thing)s: points were filed under it, too."),
        "founding label points",
    )
    THEME_POINTS_KEPT = "theme.points_kept", _l("%(thing)s: points were kept in it."), "founding label points"
    THEME_POINTS_TAKEN_OUT = (
        "theme.points_taken_out",
        _l("%(thing)s: points were taken out of it."),
        "founding label points",
    )
    THEME_RENAMED = (
        "theme.renamed",
        _l("%(thing)s was renamed."),
        "label was was_by",
        _l("The theme “%(was)s” is called %(thing)s now."),
    )
    THEME_SET_ASIDE = "theme.set_aside", _l("%(thing)s was set aside."), "label"
    THEME_SPLIT = (
        "theme.split",
        _l("%(thing)s was split."),
        "label parts split was",
        _l("The theme %(thing)s was split: %(parts)s stand by themselves."),
    )
    POINT_STANCE_CODED = "point.stance_coded", _l("A person said where a point stands."), "comment stance"
    THEME_SPLIT_OFF = (
        "theme.split_off",
        _l("%(thing)s was split off from another."),
        "label origin origin_label",
        _l("The theme %(thing)s was split off from “%(origin_label)s”."),
    )
    THEME_UNDONE = "theme.undone", _l("%(thing)s: a change was undone."), "of undid", _l("Undone: %(undid)s")

    ANSWER_CHANGED = (
        "answer.changed",
        _l("%(thing)s was changed."),
        "ask covers disposition point reason referred_to theme",
    )
    ANSWER_CLEARED = "answer.cleared", _l("A second person cleared the draft of an answer."), "ask point theme version"
    ANSWER_DRAFTED = "answer.drafted", _l("An answer was drafted."), "ask instead_of point theme version"
    ANSWER_DRAFT_DROPPED = "answer.draft_dropped", _l("The draft of an answer was dropped."), "ask point theme version"
    ANSWER_GIVEN_BACK = "answer.given_back", _l("The draft of an answer was given back."), "ask point theme version"
    ANSWER_MADE_PUBLIC = "answer.made_public", _l("A draft became public."), "ask answer cleared_by point theme version"
    ANSWER_SENT_FOR_CLEARANCE = (
        "answer.sent_for_clearance",
        _l("A draft waits for clearance."),
        "ask point theme version",
    )
    ANSWER_CLEARANCE_SET = "answer.clearance_set", _l("Whether answers need a second reader was decided."), "required"
    ANSWER_EXTENDED = "answer.extended", _l("%(thing)s was given to points that came since."), "points theme"
    ANSWER_GIVEN = "answer.given", _l("%(thing)s was given."), "ask covers disposition point reason referred_to theme"
    ANSWER_GIVEN_HERE = (
        "answer.given_here",
        _l("Points of a theme at one place were answered at once."),
        "disposition points reason",
    )
    ANSWER_GIVEN_IN_BULK = (
        "answer.given_in_bulk",
        _l("Several editorial points were answered at once."),
        "disposition points reason",
    )
    ANSWER_LET_GO = "answer.let_go", _l("%(thing)s: points that left want another answer."), "points theme"
    ANSWER_REUSE_DECIDED = (
        "answer.reuse_decided",
        _l("An offered answer was looked at."),
        "draft like likeness of outcome",
    )
    ANSWER_TEMPLATE_PUT_AWAY = "answer.template_put_away", _l("A template of answers was put away."), "away name"
    ANSWER_TEMPLATE_WRITTEN = "answer.template_written", _l("A template of answers was written."), "decides name text"
    ANSWER_UNLIKE_EXPLAINED = "answer.unlike_explained", _l("An unlike answer was explained."), "answers because points"
    ANSWER_TAKEN_ALONG = (
        "answer.taken_along",
        _l("%(thing)s: what was split off from an answered theme keeps its answer."),
        "covers disposition of reason referred_to theme",
    )
    ANSWER_WITHDRAWN = (
        "answer.withdrawn",
        _l("%(thing)s was withdrawn."),
        "ask because disposition point reason referred_to theme",
    )
    WORK_ASSIGNED = "work.assigned", _l("Work on the answers was given to someone."), "thing_of to"
    WORK_GIVEN_BACK = "work.given_back", _l("Work on the answers was given back."), "thing_of"
    BULK_ASSIGNED = "bulk.assigned", _l("Points were given to someone to answer."), "points to"
    BULK_BEGUN = "bulk.begun", _l("One decision about %(size)s points or drafts was begun."), "asked kind size"
    BULK_CAPACITY_READ = (
        "bulk.capacity_read",
        _l("The drafting team reads imported comments as spoken in a capacity."),
        "capacity points",
    )
    BULK_DRAFTED = "bulk.drafted", _l("The same answer was drafted for many points."), "disposition points reason"
    BULK_DRAFTS_DROPPED = "bulk.drafts_dropped", _l("Drafts of one answer to many points were dropped."), "points"
    BULK_RETYPED = "bulk.retyped", _l("The drafting team reads points as of another type."), "points type"
    BULK_STOPPED = "bulk.stopped", _l("One decision about many was stopped on its way."), "done"
    BULK_UNDO_BEGUN = "bulk.undo_begun", _l("One decision about %(size)s points was taken back."), "size"
    BULK_UNDONE = "bulk.undone", _l("Points are as they were before one decision about many."), "points"
    COMMENTER_TOLD = "commenter.told", _l("An author was told what was decided."), "comments"
    COMMENTERS_TOLD = "commenters.told", _l("Telling the authors what was decided was begun."), "people"
    SATISFACTION_SAID = "satisfaction.said", _l("%(thing)s: its author said whether it satisfies."), "satisfied"

    REVISION_DRAFTED = "revision.drafted", _l("%(thing)s was begun."), REVISION_FACTS
    REVISION_EDITED = "revision.edited", _l("%(thing)s was changed."), REVISION_FACTS
    REVISION_PUT_TOGETHER = "revision.put_together", _l("%(thing)s was made of several."), "of revision"
    REVISION_POINTS_LINKED = "revision.points_linked", _l("%(thing)s: points were linked to it."), "points"
    REVISION_PROPOSED = "revision.proposed", _l("%(thing)s was proposed to the experts."), REVISION_FACTS
    REVISION_REBASED = (
        "revision.rebased",
        _l("%(thing)s was set against the words of the draft in force."),
        REVISION_FACTS,
    )
    REVISION_WITHDRAWN = "revision.withdrawn", _l("%(thing)s was withdrawn."), REVISION_FACTS

    ADVICE_MAILED = (
        "advice.mailed",
        _l("What was said of revisions was mailed to %(people)s people inside."),
        "people remarks",
    )
    ADVICE_POLICY_SET = "advice.policy_set", _l("Who reads advice on revisions was decided."), "published"
    REMARK_MADE = "remark.made", _l("%(thing)s was given."), "kind revision"
    REMARK_REPLIED = "remark.replied", _l("%(thing)s was replied to."), "kind revision"
    REMARK_SETTLED = "remark.settled", _l("%(thing)s was settled."), "revision"
    REMARK_TAKEN = "remark.taken", _l("%(thing)s: its words became an alternative."), "alternative revision"

    DELPHI_PLANNED = (
        "delphi.planned",
        _l("%(thing)s was planned, with the rule that ends them."),
        "agreement iqr_at_most items max_rounds stable_below",
    )
    DELPHI_ROUND_OPENED = "delphi.round_opened", _l("%(thing)s opened."), "closes panel round study"
    DELPHI_RATED = "delphi.rated", _l("%(thing)s: one of the panel rated."), "round study"
    DELPHI_REMINDED = "delphi.reminded", _l("%(thing)s: those who had not rated were reminded."), "reminded round study"
    DELPHI_ROUND_CLOSED = (
        "delphi.round_closed",
        _l("%(thing)s closed: %(responded)s of %(panel)s took part."),
        "panel responded round settled study",
    )
    DELPHI_ENDED = "delphi.ended", _l("%(thing)s ended."), "how"

    OBJECTION_ACKNOWLEDGED = "objection.acknowledged", _l("%(thing)s was acknowledged.")
    OBJECTION_DECIDED = "objection.decided", _l("%(thing)s was decided."), "outcome points"
    OBJECTION_FILED = "objection.filed", _l("%(thing)s was filed."), "ballot comment contested"
    OBJECTION_LAPSED = "objection.lapsed", _l("%(thing)s lapsed: %(because)s"), "because"
    OBJECTION_WITHDRAWN = "objection.withdrawn", _l("%(thing)s was withdrawn by who filed it.")
    JOINT_OPENED = "joint.opened", _l("Ballots were opened together."), "kind revisions"
    JOINT_ITEM_TAKEN_OUT = (
        "joint.item_taken_out",
        _l("%(thing)s was taken out of a ballot en bloc and is voted on separately."),
        "ballot revision",
    )
    JOINT_SETTLED = "joint.settled", _l("Which of some alternatives carries was decided by the rule."), "support winner"
    ALTERNATIVE_MADE = (
        "alternative.made",
        _l("%(thing)s was made of words that an expert could accept."),
        "alternative ballot",
    )

    BALLOT_CLOSED = "ballot.closed", _l("%(thing)s closed: %(outcome)s."), "abstain against carried for revision"
    BALLOT_CERTIFIED = "ballot.certified", _l("%(thing)s was certified."), "carried revision"
    BALLOT_CONTINUED = (
        "ballot.continued",
        _l("%(thing)s goes on, on the words of draft %(draft)s."),
        "base draft reason was",
    )
    BALLOT_OPENING_CORRECTED = (
        "ballot.opening_corrected",
        _l("%(thing)s, which was planned, got another opening time."),
        "opens reason was",
    )
    BALLOT_CORRECTED = (
        "ballot.corrected",
        _l("%(thing)s got another closing time; nobody had voted."),
        "closes reason was",
    )
    BALLOT_EXTENDED = "ballot.extended", _l("%(thing)s was extended."), "closes reason was"
    BALLOT_VOIDED = "ballot.voided", _l("%(thing)s was declared void."), "reason revision"
    BALLOT_OPENED = (
        "ballot.opened",
        _l("%(thing)s opened."),
        "again_because base closes counting departs_because floor majority opens quorum revision seats secret",
    )
    BALLOT_PLANNED = (
        "ballot.planned",
        _l("%(thing)s was planned."),
        "again_because base closes counting departs_because floor majority opens quorum revision secret",
    )
    BALLOT_REMINDED = "ballot.reminded", _l("%(thing)s: experts who had not voted were reminded."), "reminded"
    BALLOT_RULE_CHANGED = (
        "ballot.rule_changed",
        _l("%(thing)s got another rule; nobody had voted."),
        "counting floor majority quorum",
    )
    BALLOT_SEAT_TAKEN_OVER = (
        "ballot.seat_taken_over",
        _l("%(thing)s: a seat passed to the member who replaced its holder in the group."),
        "seat successor was",
    )
    VOTE_CAST = "vote.cast", _l("%(thing)s was cast."), "ballot"
    VOTE_CAST_SECRETLY = "vote.cast_secretly", _l("A vote was cast in a secret ballot."), "ballot"
    VOTE_OBJECTION_ANSWERED = "vote.objection_answered", _l("%(thing)s: who objected answered the chair."), "ballot"
    VOTE_OBJECTION_ASKED = (
        "vote.objection_asked",
        _l("%(thing)s: the chair asked who objected whether they sustain it."),
        "ballot",
    )
    VOTE_CHANGED = "vote.changed", _l("%(thing)s was changed; the one before is kept."), "ballot"

    POINT_TRANSLATED = "point.translated", _l("%(thing)s: the team’s translation was kept."), "imported taken_away"
    POSITION_DISOWNED = "position.disowned", _l("%(thing)s: its organisation did not send it."), "reference"
    POSITION_REPLACED = "position.replaced", _l("%(thing)s was replaced by another."), "by_reference reference"
    POSITION_SENT = "position.sent", _l("%(thing)s was sent by its organisation."), "commitment comments reference"
    POSITION_SIGNED = "position.signed", _l("%(thing)s was signed by another organisation."), "organisation reference"
    POSITION_NOT_SIGNED = "position.not_signed", _l("%(thing)s: one does not sign."), "organisation reference"
    POSITION_WITHDRAWN = "position.withdrawn", _l("%(thing)s was withdrawn."), "reference"

    CARRIES_CONFIRMED = (
        "carries.confirmed",
        _l("%(thing)s: the places of %(confirmed)s carried comments were confirmed."),
        "confirmed",
    )
    CARRY_SETTLED = "carry.settled", _l("%(thing)s was given its place in the new draft."), "comment fate"
    CRITERION_ADDED = "criterion.added", _l("The checklist got a criterion: %(title)s"), "title question looks_for"
    CRITERION_CHANGED = "criterion.changed", _l("The checklist: %(title)s was changed."), "title question looks_for was"
    CRITERION_RETIRED = "criterion.retired", _l("The checklist: %(title)s was taken off it."), "title"
    DRAFT_ORIGINS_CORRECTED = (
        "draft.origins_corrected",
        _l("%(thing)s: what %(number)s came from was corrected by hand."),
        "number now was",
    )
    DRAFT_DISCARDED = "draft.discarded", _l("Draft %(number)s, in work, was discarded."), "number title"
    DRAFT_APPROVED = (
        "draft.approved",
        _l("%(thing)s was approved as the final text, to be reviewed by %(review_on)s."),
        "approved_on body number review_on",
    )
    DRAFT_PREPARED = "draft.prepared", _l("%(thing)s was prepared from the carried revisions."), "clauses revisions"
    DRAFT_PUBLISHED = "draft.published", _l("%(thing)s was published."), "number seal"
    DRAFT_STARTED = "draft.started", _l("%(thing)s was begun."), "number"
    DRAFT_TEXT_KEPT = "draft.text_kept", _l("%(thing)s received its text of %(clauses)s clauses."), "clauses"
    FINDING_ADDED = "finding.added", _l("%(reference)s was added to the evidence."), "reference content places"
    FINDING_CHANGED = (
        "finding.changed",
        _l("%(reference)s was changed in the evidence."),
        "reference content was places",
    )
    FINDING_RESTORED = "finding.restored", _l("%(reference)s was put back into the evidence."), "reference"
    FINDING_WITHDRAWN = (
        "finding.withdrawn",
        _l("%(reference)s was withdrawn from the evidence: %(because)s"),
        "reference because",
    )
    GROUP_OF_PEOPLE = "group.of_people", _l("%(thing)s: its experts need not be appointed by member states any more.")
    GROUP_OF_STATES = "group.of_states", _l("%(thing)s: its experts are appointed by member states.")
    GUIDELINE_TRANSLATED = "guideline.translated", _l("%(thing)s: translations were kept."), TRANSLATION_FACTS
    GUIDELINE_ADOPTED = (
        "guideline.adopted",
        _l("%(thing)s: %(clauses)s clauses were adopted from draft %(draft)s of %(slug)s."),
        "clauses draft slug",
    )
    GUIDELINE_ARCHIVED = "guideline.archived", _l("%(thing)s was archived: %(because)s"), "because"
    GUIDELINE_CHANGED = "guideline.changed", _l("%(thing)s: its name or notices were changed."), "was"
    GUIDELINE_DELETED = (
        "guideline.deleted",
        _l("%(thing)s was deleted: %(because)s"),
        "ballots because begun comments published slug",
    )
    GUIDELINE_FOUNDED = "guideline.founded", _l("%(thing)s was founded.")
    GUIDELINE_MADE_PRIVATE = "guideline.made_private", _l("%(thing)s was made private: %(because)s"), "because"
    GUIDELINE_MADE_PUBLIC = "guideline.made_public", _l("%(thing)s was made public.")
    GUIDELINE_UNARCHIVED = "guideline.unarchived", _l("%(thing)s was taken out of the archive.")
    INTEREST_DECLARED = "interest.declared", _l("%(thing)s was declared in the register."), "kind appointment"
    INTEREST_HANDLED = (
        "interest.handled",
        _l("%(thing)s: it was decided how it is handled."),
        "kind appointment interest",
    )
    INTEREST_UPDATED = "interest.updated", _l("%(thing)s was updated in the register."), "kind appointment"
    MILESTONE_ADDED = "milestone.added", _l("%(thing)s was added to the timeline."), "title"
    MILESTONE_CHANGED = "milestone.changed", _l("%(thing)s was changed on the timeline."), "title was"
    MILESTONE_MOVED = "milestone.moved", _l("%(thing)s was moved on the timeline."), "title"
    MILESTONE_REMOVED = "milestone.removed", _l("%(thing)s was taken off the timeline."), "title"
    NOMINATION_ACCEPTED = (
        "nomination.accepted",
        _l("%(thing)s was accepted, and the seat offered."),
        "reference member_state",
    )
    NOMINATION_CALL_CHANGED = "nomination.call_changed", _l("%(thing)s was changed."), "was closes"
    NOMINATION_CALLED = "nomination.called", _l("%(thing)s was published: %(seats)s seats."), "seats closes"
    NOMINATION_DECLINED = "nomination.declined", _l("%(thing)s was declined, with a reason."), "reference member_state"
    NOMINATION_RECEIVED = "nomination.received", _l("%(thing)s was received, with its letter."), "reference letter"
    PART_ADDED = "part.added", _l("%(thing)s was added."), "code"
    PART_CHANGED = "part.changed", _l("%(thing)s was changed."), "code was"
    PART_MERGED = "part.merged", _l("%(thing)s was merged into the part %(into)s."), "code into clauses"
    PART_MOVED = "part.moved", _l("%(thing)s got another place in the order."), "code"
    PART_REMOVED = "part.removed", _l("%(thing)s was removed; nothing belonged to it."), "code"
    PILLAR_ADDED = "pillar.added", _l("%(thing)s was added."), "code"
    PILLAR_CHANGED = "pillar.changed", _l("%(thing)s was changed."), "code was"
    PILLAR_MERGED = "pillar.merged", _l("%(thing)s was merged into the pillar %(into)s."), "code into clauses"
    PILLAR_MOVED = "pillar.moved", _l("%(thing)s got another place in the order."), "code"
    PILLAR_REMOVED = "pillar.removed", _l("%(thing)s was removed; nothing belonged to it."), "code"
    OVERRIDE_CONFIRMED = (
        "override.confirmed",
        _l("%(thing)s: a second person confirmed it, for draft %(number)s."),
        "note number proposed_by",
    )
    OVERRIDE_DECLINED = (
        "override.declined",
        _l("%(thing)s: a second person declined it, for draft %(number)s."),
        "note number proposed_by",
    )
    OVERRIDE_LAPSED = (
        "override.lapsed",
        _l("%(thing)s: the proposal lapsed, because what stood in the way of draft %(number)s changed."),
        "number",
    )
    OVERRIDE_PROPOSED = (
        "override.proposed",
        _l("%(thing)s was proposed, with reasons, for draft %(number)s."),
        "digest grounds number",
    )
    OVERRIDE_WITHDRAWN = (
        "override.withdrawn",
        _l("%(thing)s: the proposal was withdrawn, for draft %(number)s."),
        "number",
    )
    PROCEDURE_SET = "procedure.set", _l("%(thing)s were set: version %(version)s."), "version changed because"
    PUBLICATION_MADE = (
        "publication.made",
        _l("%(thing)s was made public with its change notes."),
        "edited_after_the_vote number override passed_over revisions",
    )
    REPORT_WRITTEN = (
        "report.written",
        _l("%(thing)s: the drafting team wrote in a report on it."),
        "number section text was",
    )
    WORDING_PLACED = (
        "wording.placed",
        _l("%(thing)s got another number, heading or place in a first draft."),
        "number heading position was",
    )
    WORDING_EDITED = "wording.edited", _l("%(thing)s was edited in a draft in work."), "reason text"

    LOG_KEY_CHANGED = "log.key_changed", _l("%(thing)s was signed by a new key from then on."), "fingerprint lost"
    WEIGHING_HIDDEN = "weighing.hidden", _l("How evidence was weighed was hidden."), "clause"
    WEIGHING_JUDGED = (
        "weighing.judged",
        _l("The evidence on a clause was weighed."),
        "clause criterion judgement note was",
    )
    WEIGHING_SHOWN = "weighing.shown", _l("How evidence was weighed was made public."), "clause"
    WITNESS_ADDED = "witness.added", _l("%(thing)s was named as a witness of the record."), "name run_by vkey"
    WITNESS_REMOVED = "witness.removed", _l("%(thing)s is no longer a witness of the record."), "name vkey"

    ROUND_NOTICE_WRITTEN = "round.notice_written", _l("%(thing)s: a privacy notice was put in force."), "number text"
    POLICY_SET = (
        "policy.set",
        _l("%(thing)s: what is promised to whoever comments was set."),
        "acknowledge_days answer_days contest_days decide_days what_happens who_answers",
    )
    ROUND_ASKED = "round.asked", _l("%(thing)s: %(people)s people were asked by mail to take part."), "people"
    ROUND_CANCELLED = "round.cancelled", _l("%(thing)s was cancelled: %(because)s"), "because"
    ROUND_CHANGED = "round.changed", _l("%(thing)s was changed."), "access closes_at opens_at visibility"
    ROUND_CLOSED = "round.closed", _l("%(thing)s closed.")
    ROUND_EXTENDED = "round.extended", _l("%(thing)s was extended."), "until"
    ROUND_INVITED = "round.invited", _l("%(thing)s: %(people)s people were invited."), "people role"
    ROUND_MOVED = (
        "round.moved",
        _l("%(thing)s went on from draft %(from_draft)s to draft %(to_draft)s."),
        "from_draft successor to_draft",
    )
    ROUND_PARTNER_ADMITTED = "round.partner_admitted", _l("%(thing)s: %(partner)s may pass on comments."), "partner"
    ROUND_PARTNER_ENDED = "round.partner_ended", _l("%(thing)s: %(partner)s passes on nothing any more."), "partner"
    ROUND_PLACE_ENDED = "round.place_ended", _l("%(thing)s: someone’s place was taken away."), "person role"
    ROUND_PLANNED = "round.planned", _l("%(thing)s was planned."), "access closes_at opens_at slug visibility"
    ROUND_ANSWERED = "round.answered", _l("%(thing)s: someone answered its closed questions.")
    ROUND_QUESTION_SET = "round.question_set", _l("%(thing)s: a question was set, changed or taken out."), "kind text"
    ROUND_PRACTICE_WIPED = "round.practice_wiped", _l("%(thing)s: what was practised was thrown away."), "comments"
    ROUND_REMINDED = "round.reminded", _l("%(thing)s: %(people)s people who were asked were reminded."), "people"
    ROUND_REQUEST_ANSWERED = "round.request_answered", _l("%(thing)s: someone who was asked answered."), "answer"
    ROUND_REQUESTS_ADDED = (
        "round.requests_added",
        _l("%(thing)s: %(people)s people were added to the register of who is asked."),
        "people",
    )
    SESSION_ADDED = "session.added", _l("%(thing)s was added."), "round"
    SESSION_ATTENDED = "session.attended", _l("%(thing)s: who came was written down.")
    SESSION_CANCELLED = "session.cancelled", _l("%(thing)s was cancelled: %(because)s"), "because"
    SESSION_CHANGED = "session.changed", _l("%(thing)s was changed."), "round"
    SESSION_OPENED = "session.opened", _l("%(thing)s takes points from those in the room until %(until)s."), "until"
    SESSION_REPORTED = "session.reported", _l("%(thing)s: its report was written.")
    TARGET_SET = (
        "target.set",
        _l("A target was set: %(number)s people to be heard of the group %(group)s."),
        "group number",
    )

    ORGANISATION_CONFIRMED = "organisation.confirmed", _l("%(organisation)s was confirmed."), "organisation"
    ORGANISATION_UNCONFIRMED = "organisation.unconfirmed", _l("%(organisation)s is confirmed no more."), "organisation"
    ORGANISATION_MEMBER_CHANGED = "organisation.member_changed", _l("%(thing)s: a member got another role."), "role"
    ORGANISATION_MEMBER_INVITED = "organisation.member_invited", _l("%(thing)s: someone was invited to it."), "role"
    ORGANISATION_MEMBER_JOINED = "organisation.member_joined", _l("%(thing)s: a member was confirmed."), "proof"
    ORGANISATION_MEMBER_LEFT = "organisation.member_left", _l("%(thing)s: a member left.")
    PERSON_ADMINISTRATION_ENDED = "person.administration_ended", _l("%(thing)s is no longer an administrator.")
    PERSON_CONFIRMED = "person.confirmed", _l("%(thing)s confirmed the address.")
    PERSON_ERASED = "person.erased", _l("%(thing)s was erased.")
    PERSON_IDENTITY_LINKED = "person.identity_linked", _l("%(thing)s linked an identity provider.")
    PERSON_IDENTITY_UNLINKED = "person.identity_unlinked", _l("%(thing)s unlinked an identity provider.")
    PERSON_MADE_ADMINISTRATOR = "person.made_administrator", _l("%(thing)s became an administrator.")
    PERSON_PASSKEY_ADDED = "person.passkey_added", _l("%(thing)s added a passkey.")
    PERSON_PASSKEY_REMOVED = "person.passkey_removed", _l("%(thing)s removed a passkey.")
    PERSON_PASSWORD_SET = "person.password_set", _l("%(thing)s set a password.")
    PERSON_PROFILE_CHANGED = "person.profile_changed", _l("%(thing)s changed the profile.")
    PERSON_RECOVERY_CODE_USED = "person.recovery_code_used", _l("%(thing)s signed in with a recovery code.")
    PERSON_RECOVERY_CODES_RENEWED = "person.recovery_codes_renewed", _l("%(thing)s made new recovery codes.")
    PERSON_RESTORED = "person.restored", _l("%(thing)s is no longer suspended.")
    PERSON_SECOND_FACTOR_REMOVED = "person.second_factor_removed", _l("%(thing)s removed the second factor.")
    PERSON_SECOND_FACTOR_RESET = (
        "person.second_factor_reset",
        _l("%(thing)s: the second factor was reset by an administrator."),
    )
    PERSON_SECOND_FACTOR_SET = "person.second_factor_set", _l("%(thing)s set up a second factor.")
    PERSON_SIGNED_UP = "person.signed_up", _l("%(thing)s signed up.")
    PERSON_SUSPENDED = "person.suspended", _l("%(thing)s was suspended.")
    ROLE_CHANGED = "role.changed", _l("%(thing)s was given other terms: %(role)s."), "person role member_state was now"
    ROLE_EXPIRED = "role.expired", _l("%(thing)s ended, its term was over: %(role)s."), "person role member_state"
    ROLE_GIVEN = "role.given", _l("%(thing)s was given: %(role)s."), "person role member_state replaces"
    ROLE_OFFER_DECLINED = "role.offer_declined", _l("%(thing)s that was offered was declined: %(role)s."), "role"
    ROLE_OFFER_WITHDRAWN = "role.offer_withdrawn", _l("%(thing)s is no longer offered: %(role)s."), "role"
    ROLE_OFFERED = "role.offered", _l("%(thing)s was offered by mail: %(role)s."), "role member_state"
    ROLE_REPLACED = (
        "role.replaced",
        _l("%(thing)s passed on to someone else: %(role)s."),
        "person role member_state successor successor_person",
    )
    ROLE_RESUMED = "role.resumed", _l("%(thing)s was resumed: %(role)s."), "person role member_state"
    ROLE_SUSPENDED = "role.suspended", _l("%(thing)s was suspended: %(role)s."), "person role member_state until"
    ROLE_TAKEN = "role.taken", _l("%(thing)s was taken back: %(role)s."), "person role member_state"
