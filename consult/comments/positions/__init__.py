"""Official positions: what a confirmed organisation says of many clauses, drafted inside, sent as one, one receipt."""
