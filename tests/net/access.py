"""Who may reach what: one row for each endpoint, one letter for each persona. Read it aloud once a year.

o  gets in            s  is asked to sign in
f  403 with a reason  n  404: not hers to know of

Personas, in order: visitor, stakeholder, moderator, drafter, expert, chair, secretariat, administrator.
`drafts.found` and the like stand on their own; the rest concern the one guideline of `tests/world.py`.
"""

PERSONAS = ("visitor", "stakeholder", "moderator", "drafter", "expert", "chair", "secretariat", "administrator")
MATRIX: dict[str, str] = {}
