"""Forms in which others write comments: each recognised, read into rows of our register, and written. Pure.

A new form is one module with `recognise`, `read` and `write` (`protocol.CommentFormat`), listed in `catalogue`.
"""
