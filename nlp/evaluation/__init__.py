"""Is it right, and how broad is it? Agreement of codings, breadth and consensus."""
