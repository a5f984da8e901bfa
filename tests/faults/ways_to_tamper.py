# ruff: noqa: S608
"""The ways: what somebody who owns the database file writes into it, and how it must be called.

`{closed}` was carried and published, `{lost}` was rejected, `{open}` still runs; `{comment}` was answered on HR-L1.
"""

from dataclasses import dataclass

LAST_VERSION = "(SELECT max(id) FROM comment_version WHERE comment_id = {comment})"
PUT = "(SELECT wording_id FROM provenance LIMIT 1)"


@dataclass(frozen=True)
class Way:
    """`named` stands in what is told; the rest is written into the database."""

    what: str
    named: str
    statements: tuple[str, ...]


def way(what: str, named: str, *statements: str) -> Way:
    return Way(what, named, statements)


def said(what: str, column: str, value: str, *more: str) -> Way:
    """Of a comment, where it was said and as what: the row, and all that its version keeps of it."""
    version = f"UPDATE comment_version SET as_said = json_set(as_said, '$.{column}', {value}) WHERE id = {LAST_VERSION}"
    return way(what, "comment comment_version:", version, *more)


COMMENTS = (
    way(
        "the words of a comment",
        "text was",
        f"UPDATE comment_version SET text = 'No.' WHERE id = {LAST_VERSION}",
        "UPDATE comment SET text = 'No.' WHERE id = {comment}",
    ),
    way(
        "its stance",
        "stance was",
        f"UPDATE comment_version SET stance = 'oppose' WHERE id = {LAST_VERSION}",
        "UPDATE comment SET stance = 'oppose' WHERE id = {comment}",
    ),
    way(
        "its type",
        "type was",
        f"UPDATE comment_version SET type = 'editorial' WHERE id = {LAST_VERSION}",
        "UPDATE comment SET type = 'editorial' WHERE id = {comment}",
    ),
    way(
        "its proposed words",
        "proposed_text was",
        f"UPDATE comment_version SET proposed_text = 'x' WHERE id = {LAST_VERSION}",
        "UPDATE comment SET proposed_text = 'x' WHERE id = {comment}",
    ),
    way(
        "its time",
        "time was",
        f"UPDATE comment_version SET at = '2026-01-01 00:00:00' WHERE id = {LAST_VERSION}",
        "UPDATE comment SET sent_at = '2026-01-01 00:00:00' WHERE id = {comment}",
    ),
    said(
        "its clause",
        "clause.uid",
        "(SELECT uid FROM clause WHERE id = 4)",
        "UPDATE comment SET clause_id = 4 WHERE id = {comment}",
    ),
    said("its passage", "quote", "'other words'", "UPDATE comment SET quote = 'other words' WHERE id = {comment}"),
    said(
        "its author",
        "author",
        "'00'",
        "UPDATE comment_version SET author_shown = NULL WHERE comment_id = {comment}",
        "UPDATE comment SET author_name = 'Somebody Else' WHERE id = {comment}",
    ),
    way(
        "its author, in the row alone",
        "shows another name",
        "UPDATE comment SET author_name = 'Somebody Else' WHERE id = {comment}",
    ),
    way(
        "its author hidden, as if they were erased",
        "shows another named",
        "UPDATE comment_version SET author_shown = NULL, author_salt = NULL WHERE comment_id = {comment}",
        "UPDATE comment SET author_name = '', named = 0 WHERE id = {comment}",
    ),
    way(
        "its country, in the row alone",
        "shows another country",
        "UPDATE comment SET country = 'FR' WHERE id = {comment}",
    ),
    way(
        "its state: shown no more",
        "shows another state",
        "UPDATE comment SET state = 'sent', hidden_because = '' WHERE state = 'hidden'",
    ),
    way("its receipt", "its receipt says", "UPDATE comment SET digest = 'ff', commitment = 'ff' WHERE id = {comment}"),
    way(
        "a comment that is gone",
        "is gone",
        "DELETE FROM point WHERE comment_id = {other}",
        "DELETE FROM comment_version WHERE comment_id = {other}",
        "DELETE FROM comment WHERE id = {other}",
        "DELETE FROM journal_entry WHERE subject = 'comment' AND subject_id = {other}",
    ),
    way(
        "a comment slipped in",
        "in no entry of the journal",
        "INSERT INTO comment SELECT * FROM (SELECT * FROM comment WHERE id = {comment}) WHERE 0",
        "CREATE TEMP TABLE one AS SELECT * FROM comment WHERE id = {comment}",
        "UPDATE one SET id = 9999, reference = 'C-2222-2222'",
        "INSERT INTO comment SELECT * FROM one",
    ),
    way("an endorsement taken away", "endorsement endorsement:", "DELETE FROM endorsement"),
    way(
        "an endorsement given to another comment",
        "endorsement endorsement:",
        "UPDATE endorsement SET comment_id = {comment}",
    ),
)
VOTES = (
    way(
        "a vote in a closed ballot",
        "choice was",
        "UPDATE vote SET choice = 'approve', reason = '', acceptable_wording = '' WHERE id = "
        "(SELECT id FROM vote WHERE ballot_id = {lost} AND choice = 'cannot_accept' LIMIT 1)",
    ),
    way(
        "two votes swapped",
        "choice was",
        "UPDATE vote SET choice = CASE choice WHEN 'approve' THEN 'abstain' ELSE choice END WHERE ballot_id = {lost}",
    ),
    way(
        "every vote against turned",
        "carried",
        "UPDATE vote SET choice = 'approve', reason = '', acceptable_wording = '' WHERE ballot_id = {lost}",
        "UPDATE revision SET state = 'carried' WHERE state = 'not_carried'",
    ),
    way(
        "a vote removed",
        "is gone",
        "DELETE FROM vote WHERE ballot_id = {closed} AND id = (SELECT max(id) FROM vote WHERE ballot_id = {closed})",
    ),
    way(
        "a vote added",
        "entered the log",
        "CREATE TEMP TABLE one AS SELECT * FROM vote WHERE ballot_id = {lost} LIMIT 1",
        "UPDATE one SET id = 9999, superseded_at = cast_at",
        "INSERT INTO vote SELECT * FROM one",
    ),
    way(
        "a vote in an open ballot",
        "vote vote:",
        "UPDATE vote SET choice = 'abstain', reason = '' WHERE ballot_id = {open}",
    ),
    way("a vote in an open ballot removed", "vote vote:", "DELETE FROM vote WHERE ballot_id = {open}"),
    way(
        "a reason given with a vote",
        "reason was",
        "UPDATE vote SET reason = 'Because.' WHERE ballot_id = {lost} AND choice = 'cannot_accept'",
    ),
    way("whose vote it was", "voter_name was", "UPDATE vote SET voter_name = 'A Friend' WHERE ballot_id = {closed}"),
    way("a seat's state", "member_state was", "UPDATE ballot_seat SET member_state = 'FR' WHERE ballot_id = {closed}"),
    way(
        "a seat removed",
        "is gone",
        "DELETE FROM ballot_seat WHERE ballot_id = {closed} AND id NOT IN (SELECT seat_id FROM vote)",
        "DELETE FROM ballot_seat WHERE id = (SELECT max(id) FROM ballot_seat WHERE ballot_id = {closed})",
    ),
    way("the rule", "majority was", "UPDATE ballot SET majority = 'simple' WHERE id = {lost}"),
    way("the quorum", "quorum was", "UPDATE ballot SET quorum = 0.1 WHERE id = {lost}"),
    way(
        "a count",
        "counted again",
        "UPDATE ballot SET tally = json_set(tally, '$.approve', 30) WHERE id = {closed}",
    ),
    way(
        "the outcome, and the revision with it",
        "ballot",
        "UPDATE ballot SET carried = 1 WHERE id = {lost}",
        "UPDATE revision SET state = 'carried' WHERE state = 'not_carried'",
    ),
    way("when it closed", "closed_at was", "UPDATE ballot SET closed_at = '2026-11-20 00:00:00' WHERE id = {closed}"),
    way(
        "the reason of a departure from the rules",
        "departs_because was",
        "UPDATE ballot SET departs_because = 'Agreed.' WHERE id = {closed}",
    ),
)
WORDS = (
    way("the reason of an answer", "reason was", "UPDATE answer SET reason = 'No.' WHERE superseded_at IS NULL"),
    way("a decision", "disposition was", "UPDATE answer SET disposition = 'not_accepted' WHERE superseded_at IS NULL"),
    way("an answer removed", "is gone", "DELETE FROM answer"),
    way(
        "the words that were voted on",
        "proposed_text was",
        "UPDATE revision SET proposed_text = 'Nothing.' WHERE state IN ('published', 'carried')",
    ),
    way("the points that a revision answers", "points was", "DELETE FROM revision_point"),
    way(
        "a rejected revision made a carried one",
        "state was",
        "UPDATE revision SET state = 'carried' WHERE state = 'not_carried'",
    ),
    way("a published clause, and its seal", "text was", f"UPDATE wording SET text = 'Nothing.' WHERE id = {PUT}"),
    way(
        "a published clause and the revision, alike",
        "text was",
        f"UPDATE wording SET text = 'Nothing.' WHERE id = {PUT}",
        "UPDATE revision SET proposed_text = 'Nothing.' WHERE id = (SELECT revision_id FROM provenance LIMIT 1)",
    ),
    way("the number of a clause", "number was", f"UPDATE wording SET number = 'HR-L9' WHERE id = {PUT}"),
    way(
        "a clause taken out",
        "is gone",
        "DELETE FROM wording WHERE draft_id = 2 AND id NOT IN "
        f"({PUT}) AND id = (SELECT max(id) FROM wording WHERE draft_id = 2)",
    ),
    way("which ballot put it there", "ballot_id was", "UPDATE provenance SET ballot_id = {lost}"),
    way("that a revision put it there", "is gone", "DELETE FROM provenance"),
    way(
        "when a draft was published",
        "published_at was",
        "UPDATE draft SET published_at = '2026-01-01 00:00:00' WHERE id = 2",
    ),
    way("what was passed over", "obstacles was", "UPDATE publication SET obstacles = 'Nothing.'"),
    way("why it was passed over", "override_reason was", "UPDATE publication SET override_reason = 'All agreed.'"),
)
JOURNAL = (
    way(
        "a fact in the journal",
        "journal journal_entry:",
        "UPDATE journal_entry SET facts = json_set(facts, '$.revisions', 9) WHERE verb = 'publication.made'",
    ),
    way("who did it", "journal journal_entry:", "UPDATE journal_entry SET actor_id = 1 WHERE verb = 'ballot.opened'"),
    way(
        "when it was done",
        "journal journal_entry:",
        "UPDATE journal_entry SET at = '2026-01-01 00:00:00' WHERE verb = 'ballot.closed'",
    ),
    way("entries deleted", "is gone", "DELETE FROM journal_entry WHERE verb LIKE 'answer.%'"),
    way("every entry about votes deleted", "is gone", "DELETE FROM journal_entry WHERE verb LIKE 'vote.%'"),
    way(
        "an entry inserted",
        "entered the log",
        "INSERT INTO journal_entry (at, verb, subject, subject_id, guideline_id, actor_id, facts) SELECT at, verb, "
        "subject, subject_id, guideline_id, actor_id, facts FROM journal_entry WHERE verb = 'ballot.opened' LIMIT 1",
    ),
    way(
        "two entries in each other's place",
        "journal journal_entry:",
        "UPDATE journal_entry SET id = -id WHERE verb IN ('ballot.opened', 'ballot.closed')",
        "UPDATE journal_entry SET id = (SELECT sum(-id) FROM journal_entry WHERE id < 0) + id WHERE id < 0"
        " AND (SELECT count(*) FROM journal_entry WHERE id < 0) = 2",
        "UPDATE journal_entry SET verb = CASE verb WHEN 'ballot.opened' THEN 'ballot.closed' ELSE 'ballot.opened' END, "
        "id = -id WHERE id < 0",
    ),
    way("who came", "number was", "UPDATE attendance SET number = 700"),
    way("that anybody came", "is gone", "DELETE FROM attendance"),
    way("who was to be heard", "number was", "UPDATE target SET number = 1"),
    way("how the machine was set", "settings was", "UPDATE analysis_run SET settings = '{{\"seed\": 7}}'"),
    way("how many comments were read", "comments was", "UPDATE analysis_run SET comments = 1"),
)
MOVED = (
    way(
        "an entry moved out of the guideline's log",
        "is in the log and is not kept",
        "UPDATE journal_entry SET guideline_id = NULL WHERE verb = 'ballot.opened'",
    ),
    way(
        "a revision moved to another guideline, with its ballot and votes",
        "is in the log and is not kept",
        "UPDATE revision SET guideline_id = (SELECT id FROM guideline WHERE id <> {guideline} LIMIT 1) "
        "WHERE guideline_id = {guideline}",
    ),
    way(
        "a comment moved to a round of another guideline",
        "is in the log and is not kept",
        "UPDATE comment SET round_id = (SELECT id FROM round WHERE guideline_id <> {guideline} LIMIT 1) "
        "WHERE id = {comment}",
    ),
)
TILES = (
    way("a tile removed", "is missing", "DELETE FROM log_tile WHERE log_id = {guideline}"),
    way(
        "a tile altered",
        "is not what the leaves give",
        "UPDATE log_tile SET hashes = zeroblob(length(hashes)) WHERE log_id = {guideline}",
    ),
    way(
        "a tile slipped in",
        "is not what the leaves give",
        "INSERT INTO log_tile (log_id, level, number, hashes) VALUES ({guideline}, 3, 7, zeroblob(32))",
    ),
)
# Each of another table: they are made together.
GROUP = (
    way(
        "whom a seat belongs to, and for which state",
        "appointment appointment:",
        "UPDATE appointment SET member_state = 'FR', seated = 0 WHERE role = 'expert'",
    ),
    way("the rules of procedure", "quorum was", "UPDATE rules_of_procedure SET quorum = 0, majority = 'simple'"),
    way("an interest", "interest interest:", "UPDATE interest SET text = 'None to speak of.'"),
    way("how an interest was handled", "handling interest_handling:", "UPDATE interest_handling SET because = 'Fine.'"),
    way("what an objection asks for", "formal_objection objection:", "UPDATE objection SET change = 'Nothing.'"),
    way(
        "which ballots were opened together",
        "joint_item joint_item:",
        "UPDATE joint_item SET ballot_id = {closed} WHERE ballot_id = {open}",
    ),
    way("how they were opened", "joint joint_ballot:", "UPDATE joint_ballot SET kind = 'alternatives'"),
    way("when a round closes", "(Round never)", "UPDATE round SET closes_at = '2027-01-20 09:00' WHERE slug = 'never'"),
    way("who reads a round", "(Round moderated)", "UPDATE round SET visibility = 'never' WHERE slug = 'moderated'"),
    way(
        "what a round is about",
        "(Stakeholder round)",
        "INSERT INTO round_pillar SELECT id, 1 FROM round WHERE slug = 'registered'",
    ),
    way(
        "where a comment stands in the next draft",
        "carry carry:",
        "UPDATE carry SET wording_id = (SELECT max(id) FROM wording WHERE draft_id = 2), fate = 'moved'",
    ),
    way("a theme's name", "theme theme:", "UPDATE theme SET label = 'Nothing much'"),
    way("when a Delphi study stops", "study delphi_study:", "UPDATE delphi_study SET agreement = 0.6"),
    way("what is rated", "study_item delphi_item:", "UPDATE delphi_item SET text = 'Nothing.'"),
    way("who rates it", "panelist delphi_panelist:", "UPDATE delphi_panelist SET seated = NOT seated"),
    way("when a round of ratings closes", "study_round", "UPDATE delphi_round SET closes_at = '2027-11-20 00:00:00'"),
    way("what the guideline is called", "title was", "UPDATE guideline SET title = 'Another text'"),
    way("what a pillar is called", "pillar pillar:", "UPDATE pillar SET summary = 'Nothing.' WHERE code = 'HR'"),
    way("an addressee", "part part:", "UPDATE part SET addressee = 'nobody'"),
    way("the timeline", "milestone milestone:", "UPDATE milestone SET starts_on = '2030-01-01', ends_on = NULL"),
    way("where a session was held", "session consultation_session:", "UPDATE consultation_session SET place = 'Here'"),
    way("why a role changed", "role_change role_change:", "UPDATE role_change SET because = 'Asked to.'"),
    way("a line of a ballot’s life", "ballot_event ballot_event:", "UPDATE ballot_event SET reason = 'Agreed.'"),
    way(
        "under which pillar a clause stands",
        "placement wording:",
        "UPDATE wording SET pillar_id = (SELECT id FROM pillar WHERE code = 'DI' LIMIT 1) WHERE draft_id = 2",
    ),
    way("what became of a clause", "lineage lineage:", "UPDATE lineage SET change = 'moved'"),
)
WAYS = (*COMMENTS, *VOTES, *WORDS, *JOURNAL)
