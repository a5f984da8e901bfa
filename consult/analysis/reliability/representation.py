"""Justified representation as nlp computes it: the way to it for the pages downstream. Loads no model."""

from nlp.evaluation.representation import Unheard, largest_unheard, proportional_choice

__all__ = ["Unheard", "largest_unheard", "proportional_choice"]
