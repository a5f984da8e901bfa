"""What every stage stands on: database, clock, rulings, journal, queue, mail, forms, errors, languages.

Nothing here knows what a consultation is.
"""
