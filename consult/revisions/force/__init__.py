"""The force-of-language watch: how strongly a text binds and whom, by lists of words in six languages."""
