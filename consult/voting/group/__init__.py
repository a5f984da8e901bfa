"""The rules of procedure of an expert group: set once, each version kept, read by every ballot that is opened."""
