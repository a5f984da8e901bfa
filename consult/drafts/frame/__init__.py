"""The frame of a guideline (pillars, parts, timeline) and its own state: named, ordered, archived."""
