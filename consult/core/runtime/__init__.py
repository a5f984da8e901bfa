"""What keeps the processes of a site alive: garbage collection at safe points, a gateway, a supervisor, health.

Enters: a WSGI application, commands to keep running. Leaves: answers, and word of what is dead.
Promises: no client can hold a thread, no process dies unnoticed.
"""
