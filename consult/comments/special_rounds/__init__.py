"""What is kept apart from what a round counts: its late register, and what is said in a practice round."""
