"""What was typed into a form whose session had ended: kept for a day, and offered again after signing in."""
