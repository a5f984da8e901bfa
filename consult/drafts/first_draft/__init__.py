"""A first draft is being written: numbers, headings and the order of its clauses are changed by hand.

As soon as a draft is in force, such a change is a revision, voted on like words.
"""
