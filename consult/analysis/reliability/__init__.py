"""Is the machine right? Samples coded blind, and what their agreement means."""
