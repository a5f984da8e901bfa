"""Writing a comment: what it is about, the form, guests, one's own list."""
