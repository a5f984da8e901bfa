"""How many people of each kind in each region a guideline, or one of its rounds, set out to hear."""
