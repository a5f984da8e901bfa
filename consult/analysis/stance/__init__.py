"""Stance of points whose authors did not say it: coded by people, suggested by the machine where it learnt to."""
