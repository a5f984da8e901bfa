"""The paper for a meeting, made on the clause desk with one press."""
