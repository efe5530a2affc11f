"""A claims-and-quotes database: who said what, when, where it was published, and what happened when."""
