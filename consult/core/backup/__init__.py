"""Backups: one file with the database, the keys and a manifest, made while the site runs; and the way back.

Enters: the settings and a folder. Leaves: an archive whose every file has its digest. Promises: what it holds is one
consistent state; a restore goes into an empty place or does nothing.
"""
