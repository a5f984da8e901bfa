"""Signing in with an identity provider of the operator's choice, by OpenID Connect."""
