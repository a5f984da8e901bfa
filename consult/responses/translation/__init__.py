"""The team’s own translations of points, kept beside them: typed, or taken in from a translator’s file."""
