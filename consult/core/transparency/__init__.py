"""The record's log: a Merkle tree for each guideline, so that nothing in it can be changed or left out unseen.

What happens is committed to as a leaf in its own transaction, sealed into the tree seconds later, and signed.
"""
