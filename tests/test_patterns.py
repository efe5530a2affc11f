"""Every regular expression takes linear time: each is tried with long repetitions of strings made from its source.

All calls of `re` in the package are found in its source, so that no new pattern is forgotten. A pattern whose time
grows faster than the string is reported. Repeated are the characters that the pattern names, alone and in pairs, and
its runs of literal characters, each after every possible beginning.
"""

import ast
import re
import time
from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import islice, product
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

import kzclaims
from kzclaims.dossier.records import RECORD_TYPES
from kzclaims.language.quotes import normalise

PACKAGE = Path(kzclaims.__file__).parent

LONGEST = 2**13
"""The most repetitions."""
SIZES = (*range(8, 24, 2), *range(24, 48, 4), 64, 256, 1024, LONGEST)
SECONDS = 0.005
"""A faster match isn't looked at: most linear patterns need less for the longest string."""
SECONDS_BOUNDED = 0.02
"""The same for the short strings of `BOUNDED`."""
GROWTH = 2.0
"""A time that grows by this factor more than the length is not linear."""

BOUNDED = {
    ("language.quotes.boundaries", "_CHUNK_BEFORE"): 64,
    ("language.quotes.boundaries", "_GROUP_BEFORE"): 64,
    ("language.quotes.cuts", "_FINITE"): 400,
    ("language.quotes.operators", "_GERMAN_INFINITIVE"): 400,
    ("language.quotes.operators", "_KAZAKH_NEVER"): 400,
    ("language.quotes.operators", "_KAZAKH_NOT"): 400,
    ("dossier.toml_reader", "_AT"): 200,
    ("language.quotes.second_hand", "_BEFORE"): 240,
    ("language.quotes.second_hand", "_NAMED_BEFORE"): 240,
    ("draft.name_words", "_PATRONYMIC"): 40,
    ("draft.sentences", "_LAST_WORD"): 20,
}
"""The most characters that some patterns are applied to: the context of a passage, a message of `tomllib`, a word."""

LOCAL: dict[str, list[dict[str, str]]] = {
    "last": [{"last": ""}, {"last": r"(?!\Z)"}],
    "mark": [{"mark": normalise._class("\u0301\u0306"), "other": normalise._class("\u212b")}],
}
"""Values of the local variables that patterns are built from, by the first name that the module lacks."""

ANCHORED = {"match", "fullmatch"}
ANYWHERE = {"search", "sub", "subn", "findall", "finditer", "split"}


class Use(NamedTuple):
    """A pattern, and how it is applied."""

    where: str
    pattern: "re.Pattern[Any]"
    anchored: bool
    most: int


# Find the patterns


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        if not name.endswith("__main__"):
            yield name.removesuffix(".__init__"), ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Yield the calls of functions of `re`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=function)) if function != "escape":
                yield node, function


def methods(trees: Iterable[ast.Module]) -> dict[str, set[str]]:
    """Return the methods called of each name in some modules: `_WORD.finditer`, `_STRINGS[quote].match`."""
    found: dict[str, set[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                owner = node.value.value if isinstance(node.value, ast.Subscript) else node.value
                if isinstance(owner, ast.Name):
                    found.setdefault(owner.id, set()).add(node.attr)
    return found


def evaluated(node: ast.expr, names: dict[str, Any]) -> list[Any]:
    """Return the values of an expression in a module, one for each known value of local variables."""
    code = compile(ast.Expression(node), "<pattern>", "eval")
    try:
        return [eval(code, dict(names))]  # noqa: S307 - our own source
    except NameError as error:
        # Patterns built in a comprehension are found among the values of the module.
        return [eval(code, names | values) for values in LOCAL.get(str(error.name), [])]  # noqa: S307


def values(value: object) -> Iterator["re.Pattern[Any]"]:
    """Yield the patterns in a list or a dictionary of a module."""
    if isinstance(value, list | tuple):
        for one in value:
            yield from [one] if isinstance(one, re.Pattern) else values(one)
    elif isinstance(value, dict):
        yield from values(list(value.values()))


def uses() -> Iterator[Use]:
    everywhere = methods(tree for _, tree in modules())
    for name, tree in modules():
        # A private name is used in its own module alone.
        called = {one: some for one, some in everywhere.items() if one[0] != "_"} | methods([tree])
        names = vars(import_module("kzclaims" if name == "__init__" else f"kzclaims.{name}"))
        named = {
            id(part): target.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
            for part in ast.walk(node.value)
        }
        for call, function in calls(tree):
            own = named.get(id(call), "")
            if any(values(names.get(own))):
                continue  # It is among the values of the module.
            how = called.get(own, ANYWHERE) if function == "compile" else {function}
            flags = [
                value for value in (*call.args[1:], *(one.value for one in call.keywords)) if function == "compile"
            ]
            for pattern in evaluated(call.args[0], names):
                compiled = re.compile(pattern, *(evaluated(flag, names)[0] for flag in flags))
                most = BOUNDED.get((name, own), LONGEST)
                yield Use(f"{name}:{call.lineno}", compiled, not how & ANYWHERE, most)
        for own, value in names.items():
            how = called.get(own, set())
            for pattern in values(value):
                yield Use(f"{name}: {own}", pattern, bool(how & ANCHORED) and not how & ANYWHERE, LONGEST)
    _, definitions = msgspec.json.schema_components(RECORD_TYPES.values())
    for text in sorted(set(re.findall(r'"pattern":("(?:[^"\\]|\\.)*")', msgspec.json.encode(definitions).decode()))):
        yield Use(f"records: {text}", re.compile(msgspec.json.decode(text)), anchored=False, most=LONGEST)


# Try them

_GROUP = re.compile(r"\(\?(?:P<\w+>|P=\w+\)|[:=!>]|<[=!]|[a-zA-Z-]+[:)])")
_TOKEN = re.compile(r"\\(?:x..|u....|U.{8}|.)|.", re.DOTALL)
_CLASSES = {"d": "1", "s": " ", "w": "a", "D": "a", "S": "a", "W": "!", "b": "", "B": "", "A": "", "Z": "", "z": ""}
_SYNTAX = set(r"()[]{}?*+|^$.")


def tokens(pattern: str) -> Iterator[tuple[str, bool]]:
    """Yield a character for each token of a pattern's source, and whether it is literal."""
    for part in _TOKEN.findall(_GROUP.sub("(", pattern)):
        if part in _SYNTAX:
            yield "a" if part == "." else "", False
        elif part[0] != "\\":
            yield part, True
        elif part[1] in _CLASSES:
            yield _CLASSES[part[1]], False
        else:
            yield ast.literal_eval(f'"{part}"') if part[1] in "xuUnrtvf" else part[1], True


def attacks(pattern: "re.Pattern[Any]") -> Iterator[tuple[str, str]]:
    """Yield beginnings, and the strings to repeat after them."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    if not re.search(r"[*+]|,\d*}", source):
        return
    found = list(tokens(source))
    characters = dict.fromkeys(one for one, _ in found if one)
    alphabet = list(islice(dict.fromkeys(["a", " ", *(one for one, literal in found if not literal and one)]), 4))
    alphabet = list(islice(dict.fromkeys([*alphabet, *characters]), 10))
    runs = islice((run for run in "".join(one if literal else "\0" for one, literal in found).split("\0") if run), 4)
    beginnings = dict.fromkeys(["", *runs, *alphabet])
    pairs = map("".join, product(alphabet[:6], repeat=2))
    yield from dict.fromkeys((*product(beginnings, alphabet), *product(("", *islice(beginnings, 1, 3)), pairs)))
    yield from ((one, other + space) for one, other in product(("", "a"), beginnings) for space in ("", " ") if other)


def slow(pattern: "re.Pattern[Any]", *, anchored: bool = False, most: int = LONGEST) -> str | None:
    """Return the description of a string whose time grows faster than its length, or None."""
    limit = SECONDS if most == LONGEST else SECONDS_BOUNDED
    for before, repeated in attacks(pattern):
        for end in ("\0", ""):
            sizes = [size for size in SIZES if size * len(repeated) <= most]
            for size in sizes:
                if seconds(pattern, before + repeated * size + end, anchored=anchored) > limit:
                    # Another program may have been in the way.
                    quarter, whole = (
                        min(seconds(pattern, before + repeated * some + end, anchored=anchored) for _ in range(5))
                        for some in (size // 4, size)
                    )
                    if whole > limit and whole > GROWTH * quarter * size / (size // 4):
                        return f"{before!r} + {repeated!r} * {size} + {end!r}"
    return None


def seconds(pattern: "re.Pattern[Any]", text: str, *, anchored: bool) -> float:
    attack: Any = text if isinstance(pattern.pattern, str) else text.encode("latin-1", errors="replace")
    began = time.process_time()
    if anchored:
        pattern.match(attack)
        pattern.fullmatch(attack)
    else:
        pattern.sub(attack[:0], attack)
    return time.process_time() - began


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_every_regular_expression_of_the_package_takes_linear_time(part: int) -> None:
    found = list(uses())[part::4]
    assert len(found) > 100
    wrong = {use.where: attack for use in found if (attack := slow(use.pattern, anchored=use.anchored, most=use.most))}
    assert not wrong


@pytest.mark.parametrize(
    "bad",
    [
        r"(a+)+$",
        r"(a|a)*b",
        r"\s*\s*x",
        r"(?:ab?)+(?:ab?)+c",
        r"x: *(\d+)*$",
        r"\s+$",
        r'"([^"]|"")*"!',
        r"a.*b.*c",
        r"(?P<key>\w+\s?)*=",
        r"[A-Z]+[A-Z0-9]*-[A-Z]*$",
        r"^(?:не\s|\w+\s)*нет$",
        r"<!--.*-->",
    ],
)
def test_a_pattern_that_takes_longer_is_found(bad: str) -> None:
    assert slow(re.compile(bad))
