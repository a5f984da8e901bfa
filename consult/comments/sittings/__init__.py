"""What a guest says at one sitting, in one browser: details kept for the next comment, one confirmation for all."""
