"""Position papers: a PDF or Word file with a submission, kept as received; people make comments of its excerpts."""
