"""Is it right? Agreement of codings."""
