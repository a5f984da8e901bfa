"""The final text: which draft was approved, by whom, and when and how it is reviewed."""
