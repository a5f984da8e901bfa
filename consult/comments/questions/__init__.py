"""Questions that a round asks beside its text: closed ones, whose answers are counted, and open ones to comment on."""
