"""Requests for review: who was asked to take part in a round, when, by which list, and what they answered."""
