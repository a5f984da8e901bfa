"""Ballots held together: alternatives for one clause, several revisions en bloc; and refusals that become alternatives.

Each revision keeps its own ballot, seats, votes and tally; a set only joins them.
"""
