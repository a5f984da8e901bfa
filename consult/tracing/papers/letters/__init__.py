"""Answers as letters, for those who have no mailbox here: what they said, what was answered, what it changed."""
