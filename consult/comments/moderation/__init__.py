"""Keeping a round civil: held, released, hidden with a reason."""
