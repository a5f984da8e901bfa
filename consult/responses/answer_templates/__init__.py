"""Templates of answers: words with fields that the case fills in, and where each was used."""
