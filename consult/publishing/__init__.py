"""Publishing: carried revisions make the next draft, and comments are carried to it.

Enters: carried revisions. Leaves: a published draft, with what it came from.
Promises: obstacles are listed before; no comment is lost or silently tied to words its author did not see.
"""
