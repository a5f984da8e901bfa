"""Planning sessions across time zones: which hours let the fewest people sit up at night."""
