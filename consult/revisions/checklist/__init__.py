"""The clause checklist: the guideline’s own criteria, rated by drafters and experts, with hints from the words."""
