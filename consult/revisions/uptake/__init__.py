"""Uptake: how far the words that an accepted answer promises have come, and what is to be done where they have not."""
