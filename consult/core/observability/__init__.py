"""What an operator sees of a running site: logs, metrics, its state, and a doctor that says what to do.

Enters: requests as they are answered, the tables of core, the machine. Leaves: lines, figures, findings.
Promises: no personal data in any of them.
"""
