"""Passages beside their texts: alterations that must not be accepted, and variants that must be.

`alterations.txt` and `variants.txt` contain them, one on a line, below the name of their kind: the text, `=>`, and the
passage, with escapes as in Python. They were written for this project, in English, French, German, Kazakh, Russian and
Ukrainian.
"""

import re
from pathlib import Path
from typing import NamedTuple

_ESCAPE = re.compile(r"\\(?:u[0-9a-f]{4}|[nrt])")


class Example(NamedTuple):
    kind: str
    text: str
    passage: str


def _read(name: str) -> list[Example]:
    kind = ""
    examples = []
    for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            kind = line[2:]
            continue
        text, passage = _ESCAPE.sub(lambda found: found.group().encode().decode("unicode-escape"), line).split(" => ")
        examples.append(Example(kind, text, passage))
    return examples


ALTERATIONS = _read("alterations.txt")
VARIANTS = _read("variants.txt")
