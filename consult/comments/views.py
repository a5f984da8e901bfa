"""The pages about comments, by subject."""

from consult.comments.blueprint import bp

__all__ = ["bp"]
