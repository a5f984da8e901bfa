"""The record's log as one sees it from outside: page, tiles, witnesses, and receipts that are checked by it."""
