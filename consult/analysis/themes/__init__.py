"""Themes as people curate them: named, merged, set aside, split, and any of it undone."""
