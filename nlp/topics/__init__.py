"""From vectors to themes: clustered, fitted, tracked over runs, assigned, split; and the given categories."""
