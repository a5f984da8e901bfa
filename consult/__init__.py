"""Write a guideline together with the people it will touch."""
