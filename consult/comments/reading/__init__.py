"""Comments as they are read: the outline of a draft, threads, lists."""
