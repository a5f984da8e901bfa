"""Calls for nominations to the expert group: nominations with a signed letter, chosen in view of their balance."""
