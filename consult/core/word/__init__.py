"""Word documents as plain values, read from the archive under limits. Pure."""
