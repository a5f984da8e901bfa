"""Papers as people have them, read as a guideline: which of their paragraphs are pillars, parts, clauses."""
