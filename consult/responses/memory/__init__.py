"""What was answered to points that ask the same: offered for reuse, and shown where it was answered otherwise."""
