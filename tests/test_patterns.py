"""No regular expression takes more than linear time: each is tried with strings made of its own parts.

Every call of `re` in the package is found in the source, so that a new one cannot be forgotten. A pattern is given long
rows of whatever it repeats, and of the characters that it speaks of, alone and in pairs, before what makes it fail. One
that goes back over a row takes quadratic time or worse, which shows long before the longest row.
"""

import ast
import re
import time
from collections.abc import Iterator
from importlib import import_module
from itertools import islice, product
from pathlib import Path
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

import msgspec
import pytest

import kzclaims
from kzclaims.dossier.records import RECORD_TYPES
from kzclaims.language.quotes import normalise as folding

PACKAGE = Path(kzclaims.__file__).parent

LONGEST = 2**14
"""How often a part is repeated at most."""

SECONDS = 0.05
"""How long a processor may work at one string: a linear pattern takes a fiftieth of that."""

BOUNDED = {
    ("borders", "_CHUNK_LEFT"): 64,
    ("borders", "_DENIED_LEFT"): 64,
    ("borders", "_GROUP_LEFT"): 64,
    ("borders", "_NOT_LAST"): 64,
    ("dossier.toml", "_AT"): 200,
}
"""Patterns that are only given so many characters: the surroundings of a passage, a message of `tomllib`."""

LOCAL: dict[str, list[dict[str, str]]] = {
    "last": [{"last": ""}, {"last": r"(?!\Z)"}],
    "some": [{"some": folding._class("\u0301\u0306"), "other": folding._class("\u212b")}],
}
"""What patterns that are made in a function are made of, by the first name that is not of the module."""

ANYWHERE = {"search", "sub", "subn", "findall", "finditer", "split"}


class Use(NamedTuple):
    """A pattern, and how it is applied."""

    where: str
    pattern: "re.Pattern[Any]"
    anchored: bool
    most: int


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        if not name.endswith("__main__"):
            yield name.removesuffix(".__init__"), ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """The calls of functions of `re`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=function)) if function != "escape":
                yield node, function


def methods() -> dict[str, set[str]]:
    """What is called of each name in the package: `_WORD.finditer`."""
    found: dict[str, set[str]] = {}
    for _, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                found.setdefault(node.value.id, set()).add(node.attr)
    return found


def evaluated(node: ast.expr, names: dict[str, Any]) -> list[Any]:
    """What an expression of a module comes to, with each of the known values of names that are a function's."""
    code = compile(ast.Expression(node), "<pattern>", "eval")
    try:
        return [eval(code, dict(names))]  # noqa: S307 - our own source
    except NameError as error:
        # What a comprehension of the module makes is found among its values.
        return [eval(code, names | values) for values in LOCAL.get(str(error.name), [])]  # noqa: S307


def values(value: object) -> Iterator["re.Pattern[Any]"]:
    """The patterns in a list or a table of a module."""
    if isinstance(value, list | tuple):
        for one in value:
            yield from [one] if isinstance(one, re.Pattern) else values(one)
    elif isinstance(value, dict):
        yield from values(list(value.values()))


def uses() -> Iterator[Use]:
    called = methods()
    for name, tree in modules():
        names = vars(import_module("kzclaims" if name == "__init__" else f"kzclaims.{name}"))
        named = {
            id(node.value): target.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call, function in calls(tree):
            own = named.get(id(call), "")
            how = called.get(own, ANYWHERE) if function == "compile" else {function}
            flags = [
                value for value in (*call.args[1:], *(one.value for one in call.keywords)) if function == "compile"
            ]
            for pattern in evaluated(call.args[0], names):
                compiled = re.compile(pattern, *(evaluated(flag, names)[0] for flag in flags))
                most = BOUNDED.get((name.removeprefix("language."), own), LONGEST)
                yield Use(f"{name}:{call.lineno}", compiled, not how & ANYWHERE, most)
        for own, value in names.items():
            for pattern in values(value):
                yield Use(f"{name}: {own}", pattern, anchored=False, most=LONGEST)
    _, definitions = msgspec.json.schema_components(RECORD_TYPES.values())
    for text in sorted(set(re.findall(r'"pattern":("(?:[^"\\]|\\.)*")', msgspec.json.encode(definitions).decode()))):
        yield Use(f"records: {text}", re.compile(msgspec.json.decode(text)), anchored=False, most=LONGEST)


# Strings made of a pattern


def characters(parsed: Any) -> Iterator[str]:
    """Those that a pattern speaks of: one of every kind, both ends of every range."""
    for op, argument in parsed:
        match op:
            case c.LITERAL | c.NOT_LITERAL:
                yield chr(argument)
            case c.RANGE:
                yield from map(chr, argument)
            case c.CATEGORY:
                yield {c.CATEGORY_DIGIT: "1", c.CATEGORY_SPACE: " ", c.CATEGORY_NOT_WORD: "!"}.get(argument, "a")
            case c.ANY:
                yield "a"
            case c.IN:
                yield from characters(argument)
            case _:
                for part in parts(argument):
                    yield from characters(part)


def parts(argument: Any) -> Iterator[Any]:
    """The patterns within an argument of the parser's."""
    if isinstance(argument, _parser.SubPattern):
        yield argument
    elif isinstance(argument, list | tuple):
        for one in argument:
            yield from parts(one)


_SOME = [*map(chr, (*range(97, 123), *range(32, 97), *range(0x400, 0x460), *range(123, 0x400), 0x2028))]


def example(parsed: Any) -> str:
    """A string that a pattern matches, but for what it looks around at."""
    said = ""
    for op, argument in parsed:
        match op:
            case c.LITERAL:
                said += chr(argument)
            case c.IN:
                holder = _parser.SubPattern(_parser.State(), [(op, argument)])
                said += next(filter(re._compiler.compile(holder).match, _SOME), "")  # type: ignore[attr-defined]
            case c.ANY | c.NOT_LITERAL:
                said += "a"
            case c.MAX_REPEAT | c.MIN_REPEAT | c.POSSESSIVE_REPEAT:
                said += example(argument[2]) * max(1, argument[0])
            case c.SUBPATTERN | c.ATOMIC_GROUP | c.BRANCH:
                said += example(next(parts(argument)))
    return said


def repeats(parsed: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """What a pattern repeats, each with what leads to it."""
    for op, argument in parsed:
        if op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT) and argument[1] > 8:
            yield before, example(argument[2])
        for part in parts(argument):
            yield from repeats(part, before)
        before += example([(op, argument)])


def attacks(pattern: "re.Pattern[Any]") -> Iterator[tuple[str, str]]:
    """Beginnings, and what to repeat after them."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    parsed = _parser.parse(text, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
    found = dict.fromkeys(one for one in repeats(parsed) if one[1])
    if not found:
        return
    yield from found
    alphabet = list(islice(dict.fromkeys(characters(parsed)), 12))
    beginnings = dict.fromkeys(["", *(before for before, _ in found)])
    yield from product(beginnings, alphabet)
    yield from product([""], map("".join, product(alphabet[:6], repeat=2)))


def slow(pattern: "re.Pattern[Any]", *, anchored: bool = False, most: int = LONGEST) -> str | None:
    """A string, in words, that takes a pattern too long."""
    for before, row in dict.fromkeys(attacks(pattern)):
        for end in ("\0", ""):
            times = 8
            while times * len(row) <= most:
                attack: Any = before + row * times + end
                if isinstance(pattern.pattern, bytes):
                    attack = attack.encode("latin-1", errors="replace")
                began = time.process_time()
                if anchored:
                    pattern.match(attack)
                    pattern.fullmatch(attack)
                else:
                    pattern.sub(attack[:0], attack)
                if time.process_time() - began > SECONDS:
                    return f"{before!r} + {row!r} * {times} + {end!r}"
                times += times // 4 if times < 64 else 3 * times
    return None


def test_every_regular_expression_of_the_package_takes_linear_time() -> None:
    found = list(uses())
    assert len(found) > 100
    wrong = {use.where: said for use in found if (said := slow(use.pattern, anchored=use.anchored, most=use.most))}
    assert not wrong


@pytest.mark.parametrize(
    "bad",
    [r"(a+)+$", r"(a|a)*b", r"\s*\s*x", r"(?:ab?)+(?:ab?)+c", r"x: *(\d+)*$", r"\s+$", r'"([^"]|"")*"!', r"a.*b.*c"],
)
def test_a_bad_one_is_found(bad: str) -> None:
    assert slow(re.compile(bad))
