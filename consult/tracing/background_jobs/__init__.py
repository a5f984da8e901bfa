"""Jobs that people can see: what waits, what runs and how far, what failed and why; to cancel, and to try again.

Enters: the rows of `core.queue`. Leaves: two pages (of a guideline, of the site) and `consult jobs`.
Promises: nobody sees the jobs of a guideline that is not theirs; what is cancelled keeps what it has done so far.
"""
