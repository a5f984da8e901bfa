"""What is said in the room of a session: written down point by point, with or without a line, each point a comment.

Enters: a session, and whoever reports on it or has its short address. Leaves: comments of that session's channel with a
reference each, and beside each the table, how many said it, and whether the room agreed.
"""
