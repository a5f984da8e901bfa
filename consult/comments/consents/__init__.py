"""What the author of a comment chose: is their name shown, may they be written to; under which notice, when."""
