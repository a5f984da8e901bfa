"""How many points are answered, where: counted as answers are given, so that no page asks each point."""
