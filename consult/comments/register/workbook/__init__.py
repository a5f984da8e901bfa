"""Workbooks (XLSX) as rows of text: read as a stream, written row by row. Knows nothing of registers."""
