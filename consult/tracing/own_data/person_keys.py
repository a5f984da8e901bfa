"""Every column that names a person: under which heading they take it away, and what erasing them leaves of it. Pure.

A key that is not named here fails the build: nothing is held on anybody that they cannot see.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class PersonKey:
    """`heading` is the part of the export; `erasure` says in a sentence what becomes of the row."""

    heading: str
    erasure: str
    at: str = ""  # the column that says when, for what is listed as a deed


DELETED = "The row is deleted."
ORGANISATIONS = "Stays: the organisation said it. It names a number that has no name and no address any more."
DECIDED = "Stays: a decision or its ground. It names a number that has no name and no address any more."

PERSON_KEYS: Mapping[str, PersonKey] = {
    "user_session.person_id": PersonKey("sessions", DELETED),
    "external_identity.person_id": PersonKey("identities", DELETED),
    "passkey.person_id": PersonKey("passkeys", DELETED),
    "second_factor.person_id": PersonKey("second_factor", DELETED),
    "recovery_code.person_id": PersonKey("recovery_codes", DELETED),
    "personal_data_access.by_id": PersonKey("deeds", "Stays for its year, with a number that has no name.", at="at"),
    "personal_data_access.about_id": PersonKey("opened", DELETED),
    "follow.person_id": PersonKey("follows", DELETED),
    "notice_preference.person_id": PersonKey("notice_paces", DELETED),
    "follower_notice.person_id": PersonKey("notices", DELETED),
    "participation.person_id": PersonKey("rounds", DELETED),
    "review_request.person_id": PersonKey("requests", "Name and address go; that somebody was asked stays."),
    "review_request.added_by_id": PersonKey("deeds", DECIDED, at="added_at"),
    "moderation_decision.by_id": PersonKey("deeds", DECIDED, at="at"),
    "moderation_claim.by_id": PersonKey("deeds", DECIDED, at="until"),
    "moderation_appeal.decided_by_id": PersonKey("deeds", DECIDED, at="decided_at"),
    "privacy_notice.by_id": PersonKey("deeds", DECIDED, at="at"),
    "comment.author_id": PersonKey("comments", "Words go, or the name alone where a decision stands on them."),
    "organisation_member.person_id": PersonKey("organisations", "Ended; it names a number that has no name any more."),
    "organisation_member.confirmed_by_id": PersonKey("deeds", DECIDED, at="confirmed_at"),
    "position.begun_by_id": PersonKey("deeds", ORGANISATIONS, at="begun_at"),
    "position.sent_by_id": PersonKey("deeds", ORGANISATIONS, at="sent_at"),
    "received_mail.decided_by_id": PersonKey("deeds", DECIDED, at="decided_at"),
    "position_paper.by_id": PersonKey("papers", "Its bytes, its name and its words go; its digest stays."),
    "position_paper.released_by_id": PersonKey("deeds", DECIDED, at="released_at"),
    "paper_excerpt.decided_by_id": PersonKey("deeds", DECIDED, at="decided_at"),
    "position_item.written_by_id": PersonKey("deeds", ORGANISATIONS, at="saved_at"),
    "position_note.by_id": PersonKey("position_notes", "The note is deleted."),
    "position_signatory.asked_by_id": PersonKey("deeds", ORGANISATIONS, at="asked_at"),
    "position_signatory.answered_by_id": PersonKey("deeds", ORGANISATIONS, at="answered_at"),
    "answer_sheet.person_id": PersonKey("answers", "Stays as a count, with a number that has no name any more."),
    "endorsement.person_id": PersonKey("endorsements", "Stays as a count: answers were given by how many asked."),
    "appointment.person_id": PersonKey(
        "roles", "Nobody is erased while they hold one; one that ended loses its title."
    ),
    "role_change.by_id": PersonKey("deeds", DECIDED, at="at"),
    "interest_handling.by_id": PersonKey("deeds", DECIDED, at="at"),
    "nomination.nominator_id": PersonKey("nominations", "Their name goes; for which body they spoke stays."),
    "nomination.decided_by_id": PersonKey("deeds", DECIDED, at="decided_at"),
    "nomination_call.by_id": PersonKey("deeds", DECIDED, at="opened_at"),
    "rules_of_procedure.set_by_id": PersonKey("deeds", DECIDED, at="set_at"),
    "role_offer.by_id": PersonKey("deeds", DECIDED, at="at"),
    "adoption.by_id": PersonKey("deeds", DECIDED, at="at"),
    "style_mapping.by_id": PersonKey("deeds", DECIDED, at="at"),
    "report_prose.by_id": PersonKey("deeds", DECIDED, at="written_at"),
    "partner_token.made_by_id": PersonKey("deeds", DECIDED, at="made_at"),
    "partner_token.ended_by_id": PersonKey("deeds", DECIDED, at="ended_at"),
    "comment_import.by_id": PersonKey("deeds", DECIDED, at="at"),
    "register_upload.by_id": PersonKey("deeds", DECIDED, at="created_at"),
    "analysis_run.asked_by_id": PersonKey("deeds", DECIDED, at="created_at"),
    "point.pillar_by_id": PersonKey("deeds", DECIDED),
    "theme.named_by_id": PersonKey("deeds", DECIDED),
    "assignment.by_id": PersonKey("deeds", DECIDED, at="at"),
    "exclusion.by_id": PersonKey("deeds", DECIDED, at="at"),
    "hand_cut.by_id": PersonKey("deeds", DECIDED, at="at"),
    "point_stance.by_id": PersonKey("deeds", DECIDED, at="at"),
    "curation_change.by_id": PersonKey("deeds", DECIDED, at="at"),
    "split.by_id": PersonKey("deeds", DECIDED, at="at"),
    "sample.by_id": PersonKey("deeds", DECIDED, at="at"),
    "coding.coder_id": PersonKey("deeds", DECIDED, at="at"),
    "answer.by_id": PersonKey("deeds", DECIDED, at="at"),
    "refiling.decided_by_id": PersonKey("deeds", DECIDED, at="decided_at"),
    "refiling_policy.by_id": PersonKey("deeds", DECIDED, at="at"),
    "unlike_answers.by_id": PersonKey("deeds", DECIDED, at="explained_at"),
    "reuse_decision.by_id": PersonKey("deeds", DECIDED, at="at"),
    "answer_template.by_id": PersonKey("deeds", DECIDED, at="at"),
    "template_use.by_id": PersonKey("deeds", DECIDED, at="at"),
    "answer_draft.by_id": PersonKey("deeds", DECIDED, at="at"),
    "answer_draft.cleared_by_id": PersonKey("deeds", DECIDED, at="cleared_at"),
    "clearance_policy.by_id": PersonKey("deeds", DECIDED, at="at"),
    "work_assignment.assignee_id": PersonKey("deeds", "Ended; it names a number that has no name any more.", at="at"),
    "work_assignment.by_id": PersonKey("deeds", DECIDED, at="at"),
    "bulk_act.by_id": PersonKey("deeds", DECIDED, at="at"),
    "bulk_act.undo_by_id": PersonKey("deeds", DECIDED, at="undo_at"),
    "point_type.by_id": PersonKey("deeds", DECIDED, at="at"),
    "read_point.person_id": PersonKey("read_points", DELETED),
    "team_note.by_id": PersonKey("team_notes", "The note is deleted."),
    "point_translation.by_id": PersonKey("deeds", DECIDED, at="at"),
    "text_translation.by_id": PersonKey("deeds", DECIDED, at="at"),
    "clause_rating.person_id": PersonKey("deeds", DECIDED, at="at"),
    "evidence_judgement.by_id": PersonKey("deeds", DECIDED, at="at"),
    "published_weighing.by_id": PersonKey("deeds", DECIDED, at="at"),
    "finding.by_id": PersonKey("deeds", DECIDED, at="at"),
    "saved_search.by_id": PersonKey("deeds", DECIDED, at="at"),
    "revision.author_id": PersonKey("deeds", DECIDED, at="created_at"),
    "revision_remark.author_id": PersonKey("advice", DECIDED),
    "revision_remark.settled_by_id": PersonKey("deeds", DECIDED, at="settled_at"),
    "advice_policy.by_id": PersonKey("deeds", DECIDED, at="at"),
    "delphi_study.created_by_id": PersonKey("deeds", DECIDED, at="created_at"),
    "delphi_round.opened_by_id": PersonKey("deeds", DECIDED, at="opens_at"),
    "joint_ballot.opened_by_id": PersonKey("deeds", DECIDED, at="opened_at"),
    "alternative_origin.by_id": PersonKey("deeds", DECIDED, at="at"),
    "ballot.opened_by_id": PersonKey("deeds", DECIDED, at="opens_at"),
    "ballot.certified_by_id": PersonKey("deeds", DECIDED, at="certified_at"),
    "ballot.voided_by_id": PersonKey("deeds", DECIDED, at="voided_at"),
    "ballot_event.by_id": PersonKey("deeds", DECIDED, at="at"),
    "objection_question.asked_by_id": PersonKey("deeds", DECIDED, at="asked_at"),
    "publication.by_id": PersonKey("deeds", DECIDED, at="at"),
    "wording_edit.by_id": PersonKey("deeds", DECIDED, at="at"),
    "publication_override.proposed_by_id": PersonKey("deeds", DECIDED, at="proposed_at"),
    "publication_override.answered_by_id": PersonKey("deeds", DECIDED, at="answered_at"),
    "approval.by_id": PersonKey("deeds", DECIDED, at="at"),
    "reopened_point.by_id": PersonKey("deeds", DECIDED, at="at"),
    "objection.by_id": PersonKey("objections", "Stays without the name; one that is not decided yet lapses."),
    "objection.acknowledged_by_id": PersonKey("deeds", DECIDED, at="acknowledged_at"),
    "objection.decided_by_id": PersonKey("deeds", DECIDED, at="decided_at"),
    "carry.confirmed_by_id": PersonKey("deeds", DECIDED, at="confirmed_at"),
}

# Columns that hold an address of mail instead.
ADDRESS_KEYS: Mapping[str, PersonKey] = {
    "person.email": PersonKey("profile", "Replaced by a word that no mail reaches."),
    "review_request.email": PersonKey("requests", "Replaced by nothing, with the name."),
    "received_mail.sender_address": PersonKey("received_mail", DELETED),
    "received_mail.sender_name": PersonKey("received_mail", DELETED),
    "message.recipient": PersonKey("mail", DELETED),
    "role_offer.email": PersonKey("offers", DELETED),
    "nomination.nominee_email": PersonKey("nominations", "Replaced by nothing, with all that was said of them."),
    "nomination.nominator_email": PersonKey("nominations", "Replaced by nothing."),
}
