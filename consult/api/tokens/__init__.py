"""Tokens of partners: sites that pass on what their visitors say in a round."""
