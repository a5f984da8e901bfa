"""Texts as vectors: encoded, approximated where they are very many, smoothed by their words."""
