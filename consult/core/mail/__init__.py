"""Mail: written in the causing transaction, sent beside everything else, through one relay."""
