"""Measures quality and speed of `nlp`: prints tables, is never a test. `python -m benchmarks.quality`, `.speed`."""
