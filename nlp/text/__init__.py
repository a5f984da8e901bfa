"""One text: its language, boundaries, points, words, and texts that are nearly the same."""
