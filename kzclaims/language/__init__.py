"""Dates, names, inflection and quotations. Nothing here knows the database."""
