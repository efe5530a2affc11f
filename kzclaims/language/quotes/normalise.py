"""Normalise the typography of words, and map each normalised character back to its place in the original.

Only the differences listed here are removed. Everything else is a difference of words.

Replaced by a single space: any run of white space, including line breaks and NBSP.

Removed:

- spaces next to a dash or slash, between a number and a currency sign, around a colon between numbers («12 : 30»),
  after `№`, `§` and an opening bracket, before `%`, `°`, a closing bracket and `,;:!?`, and after `.,;:!?` if a letter
  follows; but before a number «-5», « -5» and « - 5» are different, because one may be minus five;
- spaces between groups of three digits (SI brochure 5.4.4), and thin spaces within decimals: «1 000» equals
  «1000»; but «2023 500» stays, «1,5» never equals «15», and «1,000» doesn't equal «1000»;
- spaces inside « »; inside ‹› no-break spaces;
- soft hyphens, with a line break that follows directly; zero-width characters, the BOM, direction marks; but
  not bidi overrides, which change what a reader sees;
- the hyphen of a word that is divided at the end of a line («при-⏎шёл») or page, with empty lines and the number of
  the page, unless the word is among those to `keep`;
- stress marks over Cyrillic vowels («мо́жет»);
- the brackets around the first letter of a word («[T]he»);
- tags of HTML within a paragraph («<b>», «</a>»), but not those of deleted text; `<br>` is a line break;
- the number of a page, in dashes or after a form feed, in the middle of a sentence.

Added: a space between a number and a letter («5км»).

Replaced by one character:

- hyphens, dashes and minus signs, one or several, by `-`: «по - путински» equals «по-путински»;
- quotation marks of any shape, one or several in a row, also `,,` and `<<`, by `"`, and between two letters, as primes
  are, by an apostrophe;
- ligatures («ﬁ», «ĳ», «œ»), Roman numerals of one character, full-width and mathematical letters by plain ones (NFKC),
  and digits of other scripts by ASCII digits; but superscripts and fractions are kept («10²» isn't «102»);
- character references of HTML for spaces, dashes, quotation marks, `&` and letters («&nbsp;», «&eacute;»);
- subscripts after a letter («CO₂»), and `²` and `³` after a unit of length («км²»), by digits;
- two or more full stops, `…`, `[…]`, `(...)`, `<…>`, `{…}`, `/…/` by `…`;
- ё by е; but й never becomes и, and ї, і, ґ, ә, қ are kept;
- decomposed letters by composed ones (Unicode NFC); other combining marks are kept.

`normalise`, which takes a whole passage, also removes what doesn't belong to its words at both ends (quotation
marks, dashes, `…`, and at the end `.,;:!)`), and the case of the first letter. A question mark at the end is
kept: a question is not a statement.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterable
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category, decimal, is_normalized, normalize

RULES = 6
"""The version of these rules. Text hashes computed by another version must be recomputed."""

SPACES = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
QUOTES = (
    "\"«»‹›„“”‟‚‘’‛'`\u00b4\u02bc\u02bb\uff02\uff07\u2033\u2036"
    "\u275b\u275c\u275d\u275e\u2e42\u300c\u300d\u301d\u301e\u301f"
)
SOFT_HYPHEN = "\u00ad"
INVISIBLE = (
    "\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\u2061\u2062\u2063\u2064"
    "\u2066\u2067\u2068\u2069\ufeff" + "".join(map(chr, range(0xFE00, 0xFE10)))
)
MARKS = "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
"""Ranges of combining marks, for a character class."""
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff]")
"""A letter of the scripts that put no spaces between words."""
LETTERS = r"[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff]"
"""A letter, digit or underscore of scripts that put spaces between words (not Thai, Chinese …)."""

SAME = {
    **dict.fromkeys(SPACES, " "),
    **dict.fromkeys(DASHES, "-"),
    **dict.fromkeys(QUOTES, '"'),
    "ё": "е",
    "Ё": "Е",
    "‥": "…",
    "⋯": "…",
}
CURRENCIES = "$€£¥₸₽₴₺₹"
"""Replacements of single characters."""
_SAME = str.maketrans(SAME)
_NOT_SAME = re.compile("[" + "".join(re.escape(old) for old, new in SAME.items() if old != new) + "]")

_ENTITIES = {
    "nbsp": " ", "ensp": " ", "emsp": " ", "thinsp": "\u2009", "shy": SOFT_HYPHEN, "zwnj": "\u200c", "zwj": "\u200d",
    "amp": "&", "quot": '"', "apos": "'", "laquo": "«", "raquo": "»", "lsaquo": "‹", "rsaquo": "›",
    "ldquo": "“", "rdquo": "”", "bdquo": "„", "lsquo": "‘", "rsquo": "’", "sbquo": "‚", "prime": "′",
    "ndash": "–", "mdash": "—", "minus": "−", "hellip": "…", "bull": "•", "middot": "·", "euro": "€", "deg": "°",
}  # fmt: skip
_BY_CODE = {ord(sign): sign for sign in _ENTITIES.values()} | {0xA0: " ", 0x2011: "\u2011"}
_ACCENTS = {
    "acute": "\u0301", "grave": "\u0300", "circ": "\u0302", "uml": "\u0308", "tilde": "\u0303", "cedil": "\u0327",
    "ring": "\u030a", "caron": "\u030c",
}  # fmt: skip
_ENTITY = re.compile(
    r"&(?:amp;|#38;|#x26;)*(?:(" + "|".join(_ENTITIES) + r")|#(\d{2,5})|#[xX]([0-9a-fA-F]{2,4})"
    r"|([A-Za-z])(" + "|".join(_ACCENTS) + r")|(szlig|[oa]elig|[OA]Elig));"
)
TAG = re.compile(
    r"</?(?:a|abbr|b|big|br|em|font|i|mark|nobr|small|span|strong|su[bp]|tt|u"
    r"|wbr)(?:\s[^<>]{0,300}=[^<>]{0,300})?\s?/?>",
    re.IGNORECASE,
)
_SCRIPT_DIGITS = re.compile(r"<(su[bp])>(\d{1,3})</\1>", re.IGNORECASE)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUBSCRIPT = re.compile("(?<=[^\\W\\d_])[\u2080-\u2089]+")
_POWERS = re.compile("[²³\u2080-\u2089]")
_UNIT_POWER = re.compile("(?<![^\\W\\d_])(?:[ксдмkcdm]?[мm]|ft)[²³](?!\\w)")
_PAGE = re.compile(
    r"[\n\f](?:\s{0,8}[–—-] ?\d{1,4} ?[–—-][ \t]{0,8}\n\s{0,8}|(?<=\f)[ \t]{0,8}(?:\d{1,4}[ \t]{0,8}\n)?\s{0,8}"
    r"|\f[ \t]{0,8}(?:\d{1,4}[ \t]{0,8}\n)?\s{0,8}"
    r"|\s{0,8}\d{1,4}[ \t]{0,8}\n?\f\s{0,8})(?=[^\W\d_])"
)
"""The end of a page, with its number in dashes or a form feed."""
# Each pattern begins with a character class, because the engine has a fast search for those.
_LINE_END = r"[ \t]*\r?\n(?:\s*(?:[–—-] ?)?\d{1,4}(?: ?[–—-])?[ \t]*\r?\n)?\s*"
_GONE = re.compile(rf"[{SOFT_HYPHEN}{INVISIBLE}](?:(?<={SOFT_HYPHEN}){_LINE_END})?")
_INSIDE_QUOTES = re.compile("[\u00a0\u2009\u202f](?:(?<=[«‹].)|(?=[»›]))")
_ANGLES = re.compile("<<|>>")
_INSIDE_SPACED_QUOTES = re.compile(r" (?:(?<=\s« )|(?<=^« )|(?=»(?:[\s.,;:!?)\]]|\Z)))")
NOTE = re.compile(
    r"(?<![\s\[(])\s?\[(?:(?:прим|note|сн|anm|nb)\.?\s?)?(?:\d{1,3}|[abc])\](?![^\W\d_])"
    r"|(?<=[^\W\d_]{3})(?:<sup>(?:<a\s[^<>]{1,300}>)?\[?\d{1,3}\]?(?:</a>)?</sup>"
    r"|[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+|[†‡]|\*{1,3}(?![*\w]))"
)
"""A footnote mark: «слово[1]», «слово¹», «слово*», but not «м²»."""
DIVIDED = re.compile(rf"(?<![^\W\d_])([^\W\d_]+)(?:[-\u2010\u00ac]{_LINE_END}|\u00ac)(?=([^\W\d_]+))")
_DIGITS = "".join(
    f"{chr(zero)}-{chr(zero + 9)}"
    for zero in (
        *(0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0, 0xF20),
        *(0x1040, 0x17E0, 0x1810),
    )
)
_COMPATIBLE = (
    "\ufb00-\ufb06\ufb13-\ufb17\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\u2103\u2109\u2160-\u217f\uff01-\uff5e"
    f"œŒæÆ\ufb50-\ufdcf\ufdf0-\ufdfb\ufe70-\ufefc\U0001d400-\U0001d7ff{_DIGITS}"
)
_JOINED = {"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae"}
LIGATURE = re.compile(f"[{_COMPATIBLE}]")
BRACKETED = re.compile(r"(?<![^\W_])\[([^\W\d_])\](?=[^\W\d_])")
PRIME = re.compile(r"(?<=[^\W\d_])[\u02b9\u2032\u2035](?=[^\W\d_])")
STRESS = re.compile("(?<=[аеиоуыэюяєіїүұөәАЕИОУЫЭЮЯЄІЇҮҰӨӘ])[\u0300\u0301]")
_RUN = re.compile(r'\W(?:\W+|(?<=")|(?=\d{3})(?<= ))')
_GLUED = re.compile(r"\d(?=[^\W\d_])")
_SHARP_S = re.compile("[ßẞ]")
_UNEVEN = re.compile(rf"[\W\dʼʻʹ²³\u2080-\u2089{_COMPATIBLE}](?:(?<=[^ ,.:;!?-])|\W)")
_GROUP_BEFORE = re.compile(r"(?<!\d)\d{1,3}\Z")
_GROUP_AFTER = re.compile(r"\d{3}(?!\d)")
_GROUP_WIDTH = 4  # three digits and the character before them
_THIN_SPACE = re.compile("[\u2006-\u200a\u202f](?<=\\d.)(?=\\d)")
_RARE = re.compile(
    f"[{SOFT_HYPHEN}{INVISIBLE}{_COMPATIBLE}\u00a0²³\u2006-\u200a\u202f\u2080-\u2089]"  # those of the patterns above
)
_DECIMALS = re.compile(r"\d[.,]\d{3}(?:\s?\d{3})*\Z")
_DECIMALS_WIDTH = 24
_LONG_RUN = 32  # too long to cache
_ROUNDS = 50  # nested brackets; a run that needs more rounds is kept as it is

REWRITTEN = re.compile(rf"[{SOFT_HYPHEN}{INVISIBLE}{_COMPATIBLE}{MARKS}\u00ac&<\[ßẞ²³\u2080-\u2089]|[-\u2010]\s*\n")
"""A sign within words that are rewritten, so that the normalised words may have other letters."""

_TAIL = ' .,;:!?…"-)]'
_HEAD = re.compile(r'(?:[ "…]|-(?!\d))*')


class Span(NamedTuple):
    """A range of a text in code points, `end` exclusive."""

    start: int
    end: int


class Normalised:
    """A normalised string with a map from its characters to the original."""

    def __init__(
        self,
        text: str,
        *,
        keep: Container[str] = (),
        keep_sharp_s: bool = True,
        without: tuple[re.Pattern[str], Callable[[re.Match[str]], str]] | None = None,
    ) -> None:
        """Normalise a text, with ß or «ss», and `without` what a pattern finds and a function replaces.

        `keep` has compounds in lower case that a line break may follow after the hyphen.
        """
        layers: list[_Layer] = []
        if without:
            text = _rewrite(layers, text, *without)
        text = _without_markup(layers, text)
        if "<<" in text or ">>" in text:
            text = _rewrite(layers, text, _ANGLES, lambda found: "«" if found.group() == "<<" else "»")
        if "« " in text or " »" in text:
            text = _rewrite(layers, text, _INSIDE_SPACED_QUOTES, lambda _: "")
        has_rare = _RARE.search(text) is not None
        if has_rare and _INSIDE_QUOTES.search(text):
            text = _rewrite(layers, text, _INSIDE_QUOTES, lambda _: "")
        if has_rare and _GONE.search(text):
            text = _rewrite(layers, text, _GONE, lambda _: "")
        if ("\n" in text or "\u00ac" in text) and DIVIDED.search(text):
            text = _rewrite(layers, text, DIVIDED, lambda found: join_divided(found, keep))
        if has_rare and LIGATURE.search(text):
            text = _rewrite(layers, text, LIGATURE, lambda found: compatible(found.group()))
        if not keep_sharp_s:
            text = _rewrite(layers, text, _SHARP_S, lambda found: "ss" if found.group() == "ß" else "SS")
        if has_rare and _POWERS.search(text):
            text = _rewrite(layers, text, _SUBSCRIPT, lambda found: normalize("NFKC", found.group()))
            text = _rewrite(layers, text, _UNIT_POWER, lambda found: normalize("NFKC", found.group()))
        if _GLUED.search(text):
            text = _rewrite(layers, text, _GLUED, lambda found: f"{found.group()} ")
        if "[" in text:
            text = _rewrite(layers, text, BRACKETED, lambda found: found[1])
        text = PRIME.sub("'", text)
        if has_rare and _THIN_SPACE.search(text):
            text = _rewrite(layers, text, _THIN_SPACE, _join_decimals)
        for old in set(_NOT_SAME.findall(text)):  # takes a tenth of the time of str.translate
            text = text.replace(old, SAME[old])
        if not is_normalized("NFC", text) or STRESS.search(text):
            text = _rewrite(layers, text, _decomposed(text), lambda found: _compose(found.group()))
        self.string = _rewrite(layers, text, _RUN, _normalise_match)
        self._layers = layers

    def origin(self, start: int, end: int) -> Span:
        """Return the span of `string[start:end]` in the original."""
        for layer in reversed(self._layers):
            start, end = layer.start(start), layer.end(end)
        return Span(start, max(start, end))


class _Layer:
    """One rewriting of a string: pairs of boundaries of each replacement, in the new and in the old string."""

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


def _without_markup(layers: list[_Layer], text: str) -> str:
    """Return a text with the characters that HTML names, and without the numbers of pages within sentences."""
    if "&" in text and _ENTITY.search(text):
        text = _rewrite(layers, text, _ENTITY, _decode)
    if "<" in text and TAG.search(text):
        text = _rewrite(layers, text, _SCRIPT_DIGITS, _raise_or_lower)
        text = _rewrite(layers, text, TAG, lambda found: "\n" if found.group()[1:3].lower() == "br" else "")
    if _PAGE.search(text):
        text = _rewrite(layers, text, _PAGE, lambda found: " " if _continues(found) else found.group())
    return text


def _decomposed(text: str) -> re.Pattern[str]:
    """Return a pattern for everything in a text that NFC may change: characters with marks, and singletons.

    More than 30 marks on one letter are kept as they are (UAX 15, Stream-Safe Text Format), because sorting
    them takes quadratic time.
    """
    characters = set(text)
    marks = {one for one in characters if category(one)[0] == "M" or "\u1160" <= one <= "\u11ff"}
    single = {one for one in characters - marks if not is_normalized("NFC", one)}
    mark, other = _class(marks), _class(single)
    return re.compile(rf"(?s:(?!{mark}).{mark}{{1,30}}(?!{mark})|{other}(?!{mark}))")


def _class(characters: Iterable[str]) -> str:
    return "[" + "".join(map(re.escape, sorted(characters))) + "]" if characters else r"(?!)"


def _compose(piece: str) -> str:
    while (composed := STRESS.sub("", normalize("NFC", piece).translate(_SAME))) != piece:
        piece = composed
    return piece


def compatible(character: str) -> str:
    """Return the plain letters or ASCII digit of a character that `LIGATURE` matches."""
    if character in _JOINED:
        return _JOINED[character]
    return str(decimal(character)) if character.isdecimal() else normalize("NFKC", character)


def join_divided(found: re.Match[str], keep: Container[str]) -> str:
    left, right = found.groups()
    is_one_word = right[0].islower() or left[-1].isupper()  # not «Алма-⏎Ата»
    return left if is_one_word and f"{left}-{right}".lower() not in keep else found.group()


def _decode(found: re.Match[str]) -> str:
    name, decimal_code, code, letter, accent, other = found.groups()
    if name:
        return _ENTITIES[name]
    if letter:
        accented = normalize("NFC", letter + _ACCENTS[accent])
        return accented if len(accented) == 1 else found.group()
    if other:
        return "ß" if other == "szlig" else {"o": "œ", "a": "æ", "O": "Œ", "A": "Æ"}[other[0]]
    number = int(decimal_code) if decimal_code else int(code, 16)
    return _BY_CODE.get(number) or (chr(number) if chr(number).isalpha() else found.group())


def _raise_or_lower(found: re.Match[str]) -> str:
    return found[2].translate(_RAISED if found[1].lower() == "sup" else _LOWERED)


def _continues(found: re.Match[str]) -> bool:
    """Return True if a page ends within a sentence: between a letter or comma and a small letter."""
    before = found.string[max(0, found.start() - 1) : found.start()]
    return (before.isalpha() or before == ",") and found.string[found.end()].islower()


def _join_decimals(found: re.Match[str]) -> str:
    start = found.start()
    return "" if _DECIMALS.search(found.string[max(0, start - _DECIMALS_WIDTH) : start]) else found.group()


def _normalise_match(found: re.Match[str]) -> str:
    text = found.string
    run = found.group()
    start, end = found.span()
    left, right = _kind(text[start - 1 : start]), _kind(text[end : end + 1])
    if (
        right == "digit"
        and run.isspace()
        and _GROUP_AFTER.match(text, end)
        and _GROUP_BEFORE.search(text[max(0, start - _GROUP_WIDTH) : start])
    ):
        return ""
    return _normalise_run(run, left, right) if end - start < _LONG_RUN else _normalise_run.__wrapped__(run, left, right)


@lru_cache(maxsize=1 << 14)
def _normalise_run(run: str, left: str, right: str) -> str:
    """Normalise what is between two words, given the kinds of the characters on both sides."""
    result = run
    for _ in range(_ROUNDS):
        before, result = result, _normalise_run_once(result, left, right)
        if result == before:
            return result
    return run


def _kind(character: str) -> str:
    return "letter" if character.isalpha() else "digit" if character.isdecimal() else ""


def _normalise_run_once(run: str, left: str, right: str) -> str:
    if run == '"':
        return "'" if left == right == "letter" else run
    run = re.sub(" {2,}", " ", run)
    if right == "letter":
        run = re.sub(r",,\Z", '"', run)
    run = re.sub('"{2,}', '"', run)
    run = re.sub(r"[.…](?: ?[.…])+", "…", run)
    run = re.sub(r"[\[(<{/] ?… ?[\])>}/]", "…", run)
    run = re.sub(r" ?… ?", "…", run)
    run = re.sub(r"-(?: ?-)+", "-", run)
    if right != "digit":
        run = re.sub(" ?- ?", "-", run)
    elif left == "digit" and run == " - ":
        run = "-"
    if left == right == "digit" and run == " : ":
        return ":"
    if left == "digit":
        run = re.sub(rf"\A (?=[{CURRENCIES}])", "", run)
    if right == "digit":
        run = re.sub(rf"(?<=[{CURRENCIES}]) \Z", "", run)
    run = re.sub(" ?/ ?", "/", run)
    # «1 ,5» and «1, 5» remain different from «1,5».
    last = r"(?!\Z)" if right == "digit" else ""
    run = re.sub(rf" (?=[;!?)\]%‰°]|[,.:]{last})", "", run)
    run = re.sub(rf"(?<=[,.;:!?]) {last}", "", run)
    return re.sub(r"(?<=[№§(\[]) ", "", run)


def core(normalised: str) -> Span:
    """Return the span of the words in a normalised passage, without quotation marks and the like at both ends."""
    end = len(normalised.rstrip(_TAIL))
    found = _HEAD.match(normalised, 0, end)
    assert found  # the pattern also matches the empty string
    return Span(found.end(), end) if found.end() < end else Span(0, len(normalised))


def other_case(words: str) -> str:
    """Return the words with their first letter in the other case, or unchanged if it has none."""
    first = words[:1]
    other = first.swapcase()
    return other + words[1:] if len(other) == 1 and other.swapcase() == first else words


def normalise_simple(text: str) -> str | None:
    """Return `Normalised(text).string` in half of the time if the text has simple typography, otherwise None.

    Simple typography has one space or one sign between words.
    """
    for sign in ",.:;!?":
        text = text.replace(sign + " ", sign)
    if _UNEVEN.search(text) or not is_normalized("NFC", text):
        return None
    return text.replace("ё", "е").replace("Ё", "Е")


def normalise(words: str) -> str:
    """Return words in the form in which they are compared: equal for passages that differ in typography only.

    The function is idempotent. The rules are listed at the top of this module.
    """
    normalised = normalise_simple(words) or Normalised(words).string
    start, end = core(normalised)
    question = "?" if "?" in normalised[end:] else ""
    words = normalised[start:end]
    return (other_case(words) if words[:1].isupper() else words) + question
