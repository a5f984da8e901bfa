"""Bracketed text: words that are not agreed, who wants them and who does not, and what stands once they are settled."""
