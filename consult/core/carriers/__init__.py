"""What brings jobs to workers: the row itself with a lease on SQLite, Procrastinate on PostgreSQL.

Enters: jobs written by a transaction. Leaves: each of them done by one worker at a time, and by another one where
that died. Promises: no job is lost by a kill at any instant; `core.queue.Carrier` is all that the site knows of it.
"""
