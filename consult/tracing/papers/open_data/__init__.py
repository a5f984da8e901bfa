"""Open data of a guideline: tables that anyone may have, with their schema."""
