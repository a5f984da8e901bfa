"""Analysis: comments split into points, grouped into themes, placed under pillars.

Enters: sent comments. Leaves: points with themes and a pillar, each saying *machine* or *who*.
Promises: nothing is dropped (what could not be placed is listed) and people's decisions outlast re-runs.

Only `adapter` and `jobs` speak to nlp. They are imported by the command line (`cli`), where jobs are done;
pages queue work by its name and never load a model.
"""
