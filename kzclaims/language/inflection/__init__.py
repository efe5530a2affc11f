"""Inflection: from a word of a search to the words to look for in an index that contains texts as printed."""
