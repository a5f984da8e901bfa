"""Whose work it is: clauses, themes and points given to members of the drafting team, with the day they are due."""
