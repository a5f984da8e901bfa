"""Revisions: new wording for a clause, against a stated base, naming the points that it answers.

Enters: points and answers. Leaves: a proposed revision that the expert group can vote on.
Promises: the difference shown is word for word; a base that went stale is said, never overwritten.
"""
