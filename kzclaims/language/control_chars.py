"""Text as a reader may see it: nothing in it drives a terminal or makes a line read in another order."""

import re

UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters other than tab and line feed, and the bidirectional marks, embeddings, overrides and isolates
(Unicode Standard Annex 9)."""


def safe(text: str) -> str:
    """Text with U+FFFD in place of each unsafe character."""
    return UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)
