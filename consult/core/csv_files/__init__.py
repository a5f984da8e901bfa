"""Files of comma-separated values: read as people have them, written so that a spreadsheet runs nothing."""
