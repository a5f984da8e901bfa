"""Revisions of the structure: clauses split, merged, moved, retitled, and lists of changes that are decided as one."""
