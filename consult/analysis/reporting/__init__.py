"""Themes, cross-tables, campaigns, the map: what a reading says, counted."""
