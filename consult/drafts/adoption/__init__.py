"""Adopting a text: a published draft, or some of its pillars, as the start of another guideline."""
