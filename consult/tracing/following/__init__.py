"""Following: what happened to what someone follows or said themselves, told at once, once a day or never.

Upstream says nothing to anybody: a look at the journal, once a minute, finds what is new since the last one.
"""
