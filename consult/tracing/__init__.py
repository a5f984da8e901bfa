"""Tracing: for every word, which comment, answer, revision and vote put it there.

Enters: everything upstream. Leaves: pages that a person can follow and an auditor can check.
Promises: nothing here writes; what it shows is what the record holds.
"""
