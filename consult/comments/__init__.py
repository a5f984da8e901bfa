"""Comments: written, sent with a receipt, read by others, moderated, imported.

Enters: a person and an open round. Leaves: a register of comments, each with a reference and a hash.
Promises: what was acknowledged is kept, with its whole history; a comment says what words it is about.
"""
