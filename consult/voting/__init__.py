"""Ballots of the expert group on revisions: opened, cast, counted, closed.

Enters: proposed revisions. Leaves: revisions carried or not, with the tally and the dissent.
Promises: the rule is printed before and frozen by the first vote; no vote is lost or counted twice.
"""
