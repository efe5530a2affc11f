"""Dates, names, forms of words and quotations: what the languages themselves say, with no database."""
