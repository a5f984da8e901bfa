"""Answers before they are public: drafted, handed to a second reader, cleared or given back, made public."""
