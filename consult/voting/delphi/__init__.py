"""Delphi rounds before a ballot: rated from 1 to 9 with reasons, nobody by name, until a rule set beforehand ends them.

Enters: statements or revisions, and the expert group. Leaves: for each, how far the group agrees, and a report.
Promises: the panel and the stop rule are fixed before the first round; a rating never leaves with a name.
"""
