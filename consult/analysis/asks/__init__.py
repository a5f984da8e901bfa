"""Asks within a theme: groups of points that want the same thing, found by each run, answerable at once."""
