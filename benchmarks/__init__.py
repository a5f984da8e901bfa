"""Measures speed, scale and quality; prints tables, is never a test. `python -m benchmarks.NAME`, with `--help`.

What is found and suggested, against gold: `quality` `labels` `points` `roles` `calibration` `reuse` `lineage` `force`
`representation` `ballot_rules`. Speed of the analysis: `speed` `million` (`stock` and `rival` run BERTopic beside it).
Speed of the site: `site` `posts` `search` `registers` `transparency` `last_hour` `desk_clock` `bulk`. Under faults:
`kills` `hosts` `room`. `sets` and `site_corpus` are what they measure on.
"""
