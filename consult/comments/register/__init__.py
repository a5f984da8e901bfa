"""The register of comments as a file: read in, checked, imported, written out."""
