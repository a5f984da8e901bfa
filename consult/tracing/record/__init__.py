"""The record: journal entries in sentences with links, and the check that it holds."""
