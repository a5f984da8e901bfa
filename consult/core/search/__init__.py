"""Full-text search behind one seam: tokens of ours, which SQLite and PostgreSQL index alike.

What enters are documents that each stage describes (`sources`); what leaves are conditions on their rows (`engine`).
It promises that both databases find the same, and that what is changed, withdrawn or erased leaves the index in the
same transaction (triggers of the database see to that); what came is in the index at the commit.
"""
