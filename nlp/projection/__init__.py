"""Points on a plane: laid out, and laid out again so that what stood there stays."""
