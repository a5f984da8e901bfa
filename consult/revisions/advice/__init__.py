"""Advice before the vote: what experts and drafters say of a revision, ask about it, and propose in its place."""
