"""Search over everything that was written about a guideline, for readers and for the desk.

What enters is an address: words, the kind of thing, filters. What leaves are results that this reader may open, with
counts of what they are. It promises bounded work: what is counted and ranked is the newest thousand that fit.
"""
