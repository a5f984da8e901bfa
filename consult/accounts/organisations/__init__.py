"""Confirmed organisations: who is a member, in which role, and how that was shown.

Enters: an organisation that people named. Leaves: one that may speak officially, with a focal point who sends for it.
"""
