"""Which points say nearly the same: kept by a worker after each reading, asked for by pages without a model."""
