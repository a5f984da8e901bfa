"""The pages about comments, by subject."""

from consult.comments import clause_views, mine_views, moderation_views, reading_views, writing_views
from consult.comments.blueprint import bp

__all__ = ["bp", "clause_views", "mine_views", "moderation_views", "reading_views", "writing_views"]
