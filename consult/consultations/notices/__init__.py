"""Privacy notices of rounds: what is told to whoever takes part, by version and date."""
