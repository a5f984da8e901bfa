"""Headers and the guard against forged forms; the log of security events."""
