"""Atom feeds: what everyone may read of a guideline, a round, a clause, as it happens. No person is named."""
