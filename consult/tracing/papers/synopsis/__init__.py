"""The synopsis of a draft, which writes itself from the record."""
