"""Rows derived from others by the database: materialised views, kept by triggers in the transaction that changes them.

A later stage counts what an earlier one writes, and an import may only point upstream. So the later stage declares, as
it declares `ON DELETE CASCADE`, what follows from a change; the database does it, whoever writes and however. A tally
only grows by rows of plus and minus, so that nobody who writes waits for another's count; what it says is the sum, and
`fold` puts the rows of one key together now and then. `count_anew` makes all of them anew, `wrong_counts` compares.
"""
