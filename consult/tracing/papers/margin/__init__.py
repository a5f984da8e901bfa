"""Comments and answers beside the text."""
