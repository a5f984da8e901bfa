"""Guidelines and their drafts: clauses with a lasting identity and one wording in each draft.

Enters: a text with pillars, parts and clauses. Leaves: a published draft that people can comment on.
Promises: a published draft never changes; a clause keeps its identity whatever its number becomes.
"""
