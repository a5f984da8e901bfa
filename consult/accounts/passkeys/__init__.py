"""Passkeys (WebAuthn, level 2): a key pair of a device signs in, for this site alone, unlocked by its owner."""
