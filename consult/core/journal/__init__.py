"""What the journal can say, in families for its readers."""
