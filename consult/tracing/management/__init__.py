"""The page from which a guideline is kept in order, and its removal."""
