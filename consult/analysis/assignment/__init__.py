"""Which theme and pillar a point belongs to, as people decide it."""
