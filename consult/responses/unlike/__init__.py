"""Points that ask the same and were answered unlike: found by a sweep, listed until someone writes why."""
