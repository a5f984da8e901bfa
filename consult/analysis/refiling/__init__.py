"""Every filing of points anew by the machine: which moved, from where to where; undone, or proposed and decided."""
