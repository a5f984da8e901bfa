"""E-mail as a way in: a message is held until staff placed it and its sender confirmed the words as theirs."""
