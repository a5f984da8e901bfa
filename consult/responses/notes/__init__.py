"""What the drafting team says to each other about a clause, a theme or a point. Nobody else ever reads it."""
