"""People, their organisations and how they sign in.

Enters: a person with an e-mail address. Leaves: `current_user`, and where they are from.
Promises: an address is confirmed before it counts; passwords are argon2; sign-in is limited.
"""
