"""What a guideline is made of and seldom changes, read once in a process and not by every page."""
