"""Which points members of the drafting team have read: noted where a page shows all their words, for the team alone."""
