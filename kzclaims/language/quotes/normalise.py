"""Folding: which differences of writing don't count, and where a folded letter stood in the original.

A named list of things is folded, nothing else. Everything that isn't listed here is a difference.

Folded to a single space: any run of white space, line breaks and NBSP among it.

Folded to nothing:

- spaces beside a dash, after `№`, `§` and an opening bracket, before `%`, `°`, a closing bracket and
  `,;:!?`, and after `.,;:!?` where a letter follows; but before a number «-5», « -5» and « - 5» are
  three things, for one may be minus five;
- spaces between groups of three digits (SI brochure 5.4.4): «1 000» is «1000»; but «2023 500» stays,
  «1,5» is never «15», and «1,000» is not «1000»;
- soft hyphens, with a line break right after; zero-width characters, the BOM, marks of direction; but not
  bidi overrides, which change what a reader sees.

Folded to one sign:

- hyphens, dashes and minus signs, one or several, to `-`: «по - путински» is «по-путински»;
- quotation marks of any shape, one or several in a row, to `"`, and between two letters to the apostrophe;
- two or more full stops, `…`, `[…]`, `(...)`, `<…>` to `…`;
- ё to е; but й is never и, and ї, і, ґ, ә, қ are themselves;
- letters in pieces to letters composed (Unicode NFC); a stress mark that composes with nothing stays.

`fold`, which stands for a whole passage, also drops what is not of its words at its edges (quotation marks,
dashes, `…`, and at the end `.,;:!)`), and the case of its first letter. A question mark at the end stays:
a question is not a statement.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from typing import NamedTuple
from unicodedata import category, is_normalized, normalize

RULES = 1
"""The version of the rules by which words are folded; what other rules have folded is to be folded anew."""

SPACES = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
QUOTES = "\"«»‹›„“”‟‚‘’‛'`\u00b4\u02bc\u02bb\uff02\uff07"
SOFT_HYPHEN = "\u00ad"
INVISIBLE = (
    "\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\u2061\u2062\u2063\u2064"
    "\u2066\u2067\u2068\u2069\ufeff" + "".join(map(chr, range(0xFE00, 0xFE10)))
)
MARKS = "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
"""Ranges of combining marks, for a class of a regular expression."""
LETTERS = r"[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff]"
"""A letter, digit or underscore of the scripts that put spaces between words (not of Thai, Chinese …)."""

SAME = {
    **dict.fromkeys(SPACES, " "),
    **dict.fromkeys(DASHES, "-"),
    **dict.fromkeys(QUOTES, '"'),
    "ё": "е",
    "Ё": "Е",
}
"""What is folded letter for letter."""
_SAME = str.maketrans(SAME)
_NOT_SAME = re.compile("[" + "".join(re.escape(old) for old, new in SAME.items() if old != new) + "]")

_GONE = re.compile(rf"{SOFT_HYPHEN}(?:[ \t]*\r?\n[ \t]*)?|[{INVISIBLE}]")
# Each begins with a class of signs, for which the engine has a search of its own: half of the time.
_GONE = re.compile(rf"[{SOFT_HYPHEN}{INVISIBLE}](?:(?<={SOFT_HYPHEN})[ \t]*\r?\n[ \t]*)?")
_RUN = re.compile(r'\W(?:\W+|(?<=")|(?=\d{3})(?<= ))')
_UNEVEN = re.compile(r"[\W\dʼʻ](?:(?<=[^ ,.:;!?-])|\W)")
_GROUP_BEFORE = re.compile(r"(?<!\d)\d{1,3}\Z")
_GROUP_AFTER = re.compile(r"\d{3}(?!\d)")
_GROUP_WIDTH = 4  # three digits and what stands before them
_LONG_RUN = 32  # not worth remembering
_ROUNDS = 50  # brackets within brackets; what takes more is no typography, and is left as it is

_TAIL = ' .,;:!?…"-)]'
_HEAD = re.compile(r'(?:[ "…]|-(?!\d))*')


class Span(NamedTuple):
    """A stretch of a text in code points, `end` exclusive."""

    start: int
    end: int


class Folded:
    """A folded string that knows where each of its characters stood."""

    def __init__(self, text: str) -> None:
        layers: list[_Layer] = []
        if _GONE.search(text):
            text = _rewrite(layers, text, _GONE, lambda _: "")
        for old in set(_NOT_SAME.findall(text)):  # a tenth of the time that str.translate takes
            text = text.replace(old, SAME[old])
        if not is_normalized("NFC", text):
            text = _rewrite(layers, text, _in_pieces(text), lambda found: _compose(found.group()))
        self.string = _rewrite(layers, text, _RUN, _fold_found)
        self._layers = layers

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where `string[start:end]` stood in the original, in code points, `end` exclusive."""
        for layer in reversed(self._layers):
            start, end = layer.start(start), layer.end(end)
        return start, max(start, end)


class _Layer:
    """One rewriting of a string: the borders of what was replaced, new and old, in pairs."""

    def __init__(self) -> None:
        self.new = array("q")
        self.old = array("q")

    def start(self, offset: int) -> int:
        found = bisect_right(self.new, offset) - 1
        if found < 0:
            return offset
        return self.old[found] + (offset - self.new[found] if found % 2 else 0)

    def end(self, offset: int) -> int:
        found = bisect_left(self.new, offset)
        if found % 2:
            return self.old[found]
        if found < len(self.new) and self.new[found] == offset:
            return self.old[found]
        return self.old[found - 1] + offset - self.new[found - 1] if found else offset


def _rewrite(
    layers: list[_Layer], text: str, pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str]
) -> str:
    layer, done, length = _Layer(), 0, 0
    parts: list[str] = []
    for found in pattern.finditer(text):
        new = replacement(found)
        start, end = found.span()
        if new == text[start:end]:
            continue
        parts += (text[done:start], new)
        length += start - done
        layer.new.append(length)
        length += len(new)
        layer.new.append(length)
        layer.old.extend((start, end))
        done = end
    if not parts:
        return text
    parts.append(text[done:])
    layers.append(layer)
    return "".join(parts)


def _in_pieces(text: str) -> re.Pattern[str]:
    """What in a text can change when it is composed: a character with its marks, and singletons.

    More than 30 marks on one letter are left alone (UAX 15, Stream-Safe Text Format): to sort them takes
    quadratic time.
    """
    signs = set(text)
    marks = {sign for sign in signs if category(sign)[0] == "M" or "\u1160" <= sign <= "\u11ff"}
    single = {sign for sign in signs - marks if not is_normalized("NFC", sign)}
    some, other = _class(marks), _class(single)
    return re.compile(rf"(?s:(?!{some}).{some}{{1,30}}(?!{some})|{other}(?!{some}))")


def _class(signs: Iterable[str]) -> str:
    return "[" + "".join(map(re.escape, sorted(signs))) + "]" if signs else r"(?!)"


def _compose(piece: str) -> str:
    while (composed := normalize("NFC", piece).translate(_SAME)) != piece:
        piece = composed
    return piece


def _fold_found(found: re.Match[str]) -> str:
    text = found.string
    run = found.group()
    start, end = found.span()
    if (
        run.isspace()
        and _GROUP_AFTER.match(text, end)
        and _GROUP_BEFORE.search(text[max(0, start - _GROUP_WIDTH) : start])
    ):
        return ""
    fold_run = _fold_run if end - start < _LONG_RUN else _fold_run.__wrapped__
    return fold_run(run, text[start - 1 : start], text[end : end + 1])


@lru_cache(maxsize=1 << 14)
def _fold_run(run: str, left: str, right: str) -> str:
    """What stands between two words, folded, by the letters on both sides."""
    left, right = _kind(left), _kind(right)
    folded = run
    for _ in range(_ROUNDS):
        before, folded = folded, _fold_run_once(folded, left, right)
        if folded == before:
            return folded
    return run


def _kind(sign: str) -> str:
    return "digit" if sign.isdecimal() else "letter" if sign.isalpha() else ""


def _fold_run_once(run: str, left: str, right: str) -> str:
    if run == '"':
        return "'" if left == right == "letter" else run
    run = re.sub(" {2,}", " ", run)
    run = re.sub('"{2,}', '"', run)
    run = re.sub(r"[.…](?: ?[.…])+", "…", run)
    run = re.sub(r"[\[(<] ?… ?[\])>]", "…", run)
    run = re.sub(r" ?… ?", "…", run)
    run = re.sub(r"-(?: ?-)+", "-", run)
    if right != "digit":
        run = re.sub(" ?- ?", "-", run)
    elif left == "digit" and run == " - ":
        run = "-"
    # «1 ,5» and «1, 5» stay apart from «1,5».
    last = r"(?!\Z)" if right == "digit" else ""
    run = re.sub(rf" (?=[;!?)\]%‰°]|[,.:]{last})", "", run)
    run = re.sub(rf"(?<=[,.;:!?]) {last}", "", run)
    return re.sub(r"(?<=[№§(\[]) ", "", run)


_WORD = re.compile(rf"\d+(?:[.,]\d+)*|[^\W\d_](?:[^\W\d_]|['{MARKS}])*|\S")


class Words:
    """A folded string cut into words, numbers and signs, each by its number."""

    def __init__(self, folded: Folded, start: int = 0, end: int | None = None) -> None:
        string = folded.string
        found = _WORD.finditer(string, start, len(string) if end is None else end)
        self.spans = [word.span() for word in found]
        self.words = [string[first:last] for first, last in self.spans]
        self._folded = folded

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Each word and number (no signs), with the numbers at which it stands."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for number, word in enumerate(self.words):
            if word[0].isalnum():
                places[word].append(number)
        return dict(places)

    def between(self, first: int, last: int) -> str:
        """The folded string from one word to another, `last` exclusive."""
        return self._folded.string[self.spans[first][0] : self.spans[last - 1][1]] if first < last else ""

    def origin(self, first: int, last: int) -> tuple[int, int]:
        """Where they stood in the original, in code points; at least one word."""
        return self._folded.origin(self.spans[first][0], self.spans[last - 1][1])


class Text:
    """A text that many passages are held against: folded once, when that is first needed."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def folded(self) -> Folded:
        return Folded(self.text)

    @cached_property
    def words(self) -> Words:
        return Words(self.folded)


def core(folded: str) -> tuple[int, int]:
    """Where the words stand in a folded passage: without what is not of them at its edges."""
    end = len(folded.rstrip(_TAIL))
    found = _HEAD.match(folded, 0, end)
    assert found  # it may match nothing
    return (found.end(), end) if found.end() < end else (0, len(folded))


def other_case(words: str) -> str:
    """Words with their first letter in the other case, or as they are where there is none."""
    first = words[:1]
    other = first.swapcase()
    return other + words[1:] if len(other) == 1 and other.swapcase() == first else words


def evenly_folded(text: str) -> str | None:
    """The string of `Folded`, in half of the time, for a text with a space or one sign between its words; or `None`."""
    for sign in ",.:;!?":
        text = text.replace(sign + " ", sign)
    if _UNEVEN.search(text) or not is_normalized("NFC", text):
        return None
    return text.replace("ё", "е").replace("Ё", "Е")


def fold(words: str) -> str:
    """The words as they are compared: equal for two passages that differ in typography only.

    Stable and idempotent: `fold(fold(words)) == fold(words)`. See the list above.
    """
    folded = evenly_folded(words) or Folded(words).string
    start, end = core(folded)
    asks = "?" if "?" in folded[end:] else ""
    folded = folded[start:end]
    other = other_case(folded)
    return (other if folded[:1].isupper() else folded) + asks
