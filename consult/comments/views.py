"""The pages about comments, by subject."""

from consult.comments.blueprint import bp
from consult.comments.consents import views as consent_views
from consult.comments.editor import guest_views
from consult.comments.editor import my_comments_views as mine_views
from consult.comments.editor import views as writing_views
from consult.comments.moderation import appeal_views
from consult.comments.moderation import views as moderation_views
from consult.comments.positions import item_views, organisation_views
from consult.comments.positions import views as position_views
from consult.comments.questions import setting_views as question_setting_views
from consult.comments.questions import views as question_views
from consult.comments.reading import clause_views
from consult.comments.reading import views as reading_views
from consult.comments.requests import gap_views
from consult.comments.requests import views as request_views
from consult.comments.special_rounds import views as special_round_views

__all__ = [
    "appeal_views",
    "bp",
    "clause_views",
    "consent_views",
    "gap_views",
    "guest_views",
    "item_views",
    "mine_views",
    "moderation_views",
    "organisation_views",
    "position_views",
    "question_setting_views",
    "question_views",
    "reading_views",
    "request_views",
    "special_round_views",
    "writing_views",
]
