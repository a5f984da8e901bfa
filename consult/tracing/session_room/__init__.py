"""A session on the wall of its room, and the report that is drafted from what was captured in it."""
