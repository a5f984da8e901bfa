"""Who may reach what: a row for each endpoint, a letter for each persona. Read it aloud once a year.

o  gets in            s  is asked to sign in
f  403 with a reason  n  404: not hers to know of

Personas, in order: visitor, stakeholder, moderator, drafter, expert, chair, secretariat, administrator. Each row
is about the one guideline of `tests/world.py`: its open round, a comment in it that another stakeholder wrote, a
revision that is still being written, a ballot that is open. What depends on the very object (whose comment, which
round, whose guideline) is in `test_each_object.py` and `test_what_is_not_for_everyone.py`.
"""

PERSONAS = ("visitor", "stakeholder", "moderator", "drafter", "expert", "chair", "secretariat", "administrator")

GET: dict[str, str] = {
    # tracing
    "tracing.clause": "oooooooo",
    "tracing.comment": "oooooooo",
    "tracing.erase": "sooooooo",
    "tracing.find": "oooooooo",
    "tracing.guideline": "oooooooo",
    "tracing.home": "oooooooo",
    "tracing.journal": "oooooooo",
    "tracing.mine": "sooooooo",
    "tracing.participation": "oooooooo",
    "tracing.take_away": "sooooooo",
    # accounts
    "accounts.check_mail": "oooooooo",
    "accounts.confirm": "oooooooo",
    "accounts.forgot": "oooooooo",
    "accounts.outbox": "fffffffo",
    "accounts.profile": "sooooooo",
    "accounts.reset": "oooooooo",
    "accounts.send_again": "oooooooo",
    "accounts.sign_in": "oooooooo",
    "accounts.sign_up": "oooooooo",
    # drafts
    "drafts.compare": "oooooooo",
    "drafts.drafts": "oooooooo",
    "drafts.edit": "snfoffoo",
    "drafts.edit_wording": "snfoffoo",
    "drafts.export": "oooooooo",
    "drafts.found": "sffffffo",
    "drafts.import_outline": "sffoffoo",
    "drafts.people": "sfffffoo",
    # consultations
    "consultations.add_session": "sfffffoo",
    "consultations.calendar": "oooooooo",
    "consultations.change": "sfffffoo",
    "consultations.change_session": "sfffffoo",
    "consultations.people": "sfffffoo",
    "consultations.plan": "sfffffoo",
    "consultations.report": "sfffffoo",
    "consultations.round": "oooooooo",
    "consultations.round_calendar": "oooooooo",
    "consultations.rounds": "oooooooo",
    "consultations.session_calendar": "oooooooo",
    "consultations.targets": "sfffffoo",
    # comments
    "comments.check_mail": "oooooooo",
    "comments.clause": "oooooooo",
    "comments.comment": "oooooooo",
    "comments.comments": "oooooooo",
    "comments.confirm": "oooooooo",
    "comments.edit": "sfffffff",
    "comments.hide": "sfofffoo",
    "comments.mine": "sooooooo",
    "comments.moderation": "sfofffoo",
    "comments.open_data": "oooooooo",
    "comments.read": "oooooooo",
    "comments.read_pillar": "oooooooo",
    "comments.read_text": "oooooooo",
    "comments.receipt": "snnnnnnn",
    "comments.register": "sffoffoo",
    "comments.register_template": "oooooooo",
    "comments.reply": "sooooooo",
    "comments.take_register": "sfooffoo",
    "comments.withdraw": "sfffffff",
    "comments.write": "oooooooo",
    # analysis
    "analysis.campaign": "nffooooo",
    "analysis.campaigns": "nffooooo",
    "analysis.clause_points": "nffooooo",
    "analysis.curate": "sffoffoo",
    "analysis.map": "nffooooo",
    "analysis.map_points": "nffooooo",
    "analysis.matrix": "nffooooo",
    "analysis.point": "nffooooo",
    "analysis.points": "nffooooo",
    "analysis.run": "nffooooo",
    "analysis.theme": "nffooooo",
    "analysis.themes": "nffooooo",
    "analysis.unplaced": "nffooooo",
    # responses
    "responses.answer_point": "sffoffoo",
    "responses.answer_theme": "sffoffoo",
    "responses.bulk": "sffoffoo",
    "responses.clause_desk": "sffoffoo",
    "responses.desk": "sffoffoo",
    "responses.progress": "sffoffoo",
    "responses.satisfaction": "sfffffff",
    "responses.table": "oooooooo",
    "responses.table_csv": "oooooooo",
    # revisions
    "revisions.edit": "snnoffoo",
    "revisions.propose": "sffoffoo",
    "revisions.propose_clause": "sffoffoo",
    "revisions.propose_deletion": "sffoffoo",
    "revisions.revision": "nnnooooo",
    "revisions.revisions": "oooooooo",
    # voting
    "voting.ballot": "oooooooo",
    "voting.ballots": "oooooooo",
    "voting.lead": "sffffooo",
    "voting.open": "snnffooo",
    # publishing
    "publishing.carried": "sffoffoo",
    "publishing.changes": "oooooooo",
    "publishing.prepare": "sffoffoo",
}

# With an empty form, but where one says nothing (`forms` in conftest.py). An expert alone votes; `voting.close` is
# refused to the chair as well while someone has not voted.
POST: dict[str, str] = {
    # tracing
    "tracing.erase": "sooooooo",
    # accounts
    "accounts.choose_language": "oooooooo",
    "accounts.confirm": "oooooooo",
    "accounts.forgot": "oooooooo",
    "accounts.profile": "sooooooo",
    "accounts.reset": "oooooooo",
    "accounts.send_again": "oooooooo",
    "accounts.sign_in": "oooooooo",
    "accounts.sign_out": "oooooooo",
    "accounts.sign_up": "oooooooo",
    # drafts
    "drafts.edit_wording": "snfoffoo",
    "drafts.found": "sffffffo",
    "drafts.import_outline": "sffoffoo",
    "drafts.keep_outline": "sffoffoo",
    "drafts.people": "sfffffoo",
    # consultations
    "consultations.add_session": "sfffffoo",
    "consultations.change": "sfffffoo",
    "consultations.change_session": "sfffffoo",
    "consultations.extend": "sfffffoo",
    "consultations.people": "sfffffoo",
    "consultations.plan": "sfffffoo",
    "consultations.report": "sfffffoo",
    "consultations.targets": "sfffffoo",
    # comments
    "comments.confirm": "oooooooo",
    "comments.discard": "sfffffff",
    "comments.edit": "sfffffff",
    "comments.endorse": "sooooooo",
    "comments.hide": "sfofffoo",
    "comments.import_register": "sffoffoo",
    "comments.redline": "oooooooo",
    "comments.register": "sffoffoo",
    "comments.release": "snofnnoo",
    "comments.reply": "sooooooo",
    "comments.send_all": "sooooooo",
    "comments.withdraw": "sfffffff",
    "comments.write": "oooooooo",
    # analysis
    "analysis.change": "sffoffoo",
    "analysis.decide_pillar": "sffoffoo",
    "analysis.file_points": "sffoffoo",
    "analysis.merge": "sffoffoo",
    "analysis.put_back": "sffoffoo",
    "analysis.rename": "sffoffoo",
    "analysis.start": "sffoffoo",
    # responses
    "responses.answer_point": "sffoffoo",
    "responses.answer_theme": "sffoffoo",
    "responses.bulk": "sffoffoo",
    "responses.satisfaction": "sfffffff",
    "responses.tell": "sffoffoo",
    "responses.withdraw": "sffoffoo",
    # revisions
    "revisions.edit": "snnoffoo",
    "revisions.propose": "sffoffoo",
    "revisions.propose_clause": "sffoffoo",
    "revisions.propose_deletion": "sffoffoo",
    "revisions.rebase": "snnoffoo",
    "revisions.redline": "sffoffoo",
    "revisions.submit": "snnoffoo",
    "revisions.withdraw": "snnoffoo",
    # voting
    "voting.ballot": "ffffooff",
    "voting.change_rule": "sffffooo",
    "voting.close": "sfffffff",
    "voting.extend": "sffffooo",
    "voting.open": "snnffooo",
    "voting.remind": "sffffooo",
    # publishing
    "publishing.make": "sffoffoo",
    "publishing.publish": "snfoffoo",
    "publishing.settle": "sffoffoo",
    "publishing.settle_sure": "sffoffoo",
}
