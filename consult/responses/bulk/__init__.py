"""One decision about many points or drafts: written down whole, done in small portions, each portion one transaction.

However many they are, nobody waits for more than a portion; what was done can be undone, and what was left alone says
why.
"""
