"""What each clause of a draft in work continues of the draft before: told by words and files, corrected by hand."""
