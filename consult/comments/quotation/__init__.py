"""A quoted passage: found in a text, marked, replaced."""
