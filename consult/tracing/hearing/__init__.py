"""Is hearing fair where few are chosen out of many? Who got nothing, and what a proportional choice would add."""
