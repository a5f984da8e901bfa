"""Whose words a text is made of: the first text's, a vote's, or a hand's after the vote."""
