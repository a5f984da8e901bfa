"""All that is held on a person: shown, taken away, erased."""
