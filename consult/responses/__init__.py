"""Responses: a disposition and a reason for every point.

Enters: points and themes. Leaves: answers, one's own or inherited from a theme.
Promises: every point shows what was decided and why, and whether the answer was inherited.
"""
