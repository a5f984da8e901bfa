"""The pages about rounds, by subject."""

from consult.consultations import jobs, people_views, planning_views, round_views, target_views
from consult.consultations.blueprint import bp

__all__ = ["bp", "jobs", "people_views", "planning_views", "round_views", "target_views"]
