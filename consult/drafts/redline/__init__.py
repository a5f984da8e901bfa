"""The redline as readers see it: words struck, words put, and words that only moved; on pages and by command."""
