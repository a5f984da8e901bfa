"""Rounds of consultation on a draft, and the sessions held in them.

Enters: a published draft. Leaves: an open round with a scope, dates and access.
Promises: a round opens and closes by the clock; a late comment is refused with its text kept.
"""
