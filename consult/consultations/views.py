"""The pages about rounds, by subject."""

from consult.consultations import jobs, people_views, planning_views, round_views, target_views
from consult.consultations.blueprint import bp
from consult.consultations.timezones import views as timezone_views

__all__ = ["bp", "jobs", "people_views", "planning_views", "round_views", "target_views", "timezone_views"]
