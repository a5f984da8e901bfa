"""The pages about rounds, by subject."""

from consult.consultations import jobs, people_views, planning_views, round_views, target_views
from consult.consultations.blueprint import bp
from consult.consultations.notices import views as notice_views
from consult.consultations.requests import views as request_views
from consult.consultations.targets import views as target_grid_views
from consult.consultations.timezones import views as timezone_views

__all__ = [
    "bp",
    "jobs",
    "notice_views",
    "people_views",
    "planning_views",
    "request_views",
    "round_views",
    "target_grid_views",
    "target_views",
    "timezone_views",
]
