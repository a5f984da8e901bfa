"""Comments cut into points by people."""
