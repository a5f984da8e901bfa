"""Which clauses of a new text continue which of the old one: kept, reworded, moved, split, merged, added, deleted.

Two lists of texts in, links with a confidence out; numbers and identities are never evidence. Pure.
"""
