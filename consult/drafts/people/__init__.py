"""Who has which role on a guideline, and roles offered to people without an account yet."""
