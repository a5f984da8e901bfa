"""A reading of a guideline's comments: inputs, nlp, what is kept, vectors made beforehand."""
