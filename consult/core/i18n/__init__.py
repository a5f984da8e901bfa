"""Languages of the interface, dates and punctuation as each of them writes."""
