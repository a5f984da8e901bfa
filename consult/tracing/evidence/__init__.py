"""The evidence pack: the whole log of a guideline with what everyone may read, and what checks it without the site."""
