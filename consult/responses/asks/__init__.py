"""A theme answered ask by ask."""
