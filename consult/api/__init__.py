"""The site for programs: what everyone may read as JSON, and comments that a partner's site passes on."""
