"""How many comments stand where, and whose voices were heard: counted as they come, so that no page counts them."""
