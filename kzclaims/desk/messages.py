"""Messages of other packages in the language of a page: problems of fields, and reports of what was saved.

These packages write English for the command line. Here are the templates of the messages that a person meets at the
desk. Each is translated in the catalogues, and a message that fits none stays English. A test compares the templates
with the messages in the code.
"""

import re
from collections.abc import Iterator
from functools import cache, partial
from typing import Any

from kzclaims.pages.languages import DEFAULT, Language
from kzclaims.vocabulary import CHECK_RESULTS

FIELDS = (
    "is missing; {wanted}",
    "is blank; write the words, or leave the field out",
    "{value} is not valid; {wanted}",
    "write text, not blank{rest}",
    "write {purpose}; text, not blank{rest}",
    "write a short permanent name: lower-case ASCII letters, digits and hyphens{rest}",
    "write {purpose}; a short permanent name: lower-case ASCII letters, digits and hyphens{rest}",
    "write a language, as a BCP 47 tag{rest}",
    "write {purpose}; a language, as a BCP 47 tag{rest}",
    "write a date in EDTF, as exact as it is known{rest}",
    "write {purpose}; a date in EDTF, as exact as it is known{rest}",
    "write an http or https address{rest}",
    "write {purpose}; an http or https address{rest}",
    "write an item of Wikidata, such as Q7747",
    "“{date}”: {reason}; write 2023, {rest}",
    "“{date}”: {reason}; write the year first: {written}",
    "“{date}” lies outside the years 0001 to 9999 that can be recorded",
    "“{date}” ends before it begins; write the earlier date first",
    "relative dates need the day on which the source was published; or write the date as 2023-11-01",
    "start and end go together; give both or neither",
    "“{name}” ({lang}) is given twice; remove one",
    "“{key}” is given twice; remove one",
    "give a person or an organization, one of the two",
    "a statement needs an appearance; give at least one source with the exact words",
    "an editorial statement is the source's own and has no speaker; remove the speaker, or change the kind",
    "a direct statement needs a speaker, an organization or an attribution",
    "is missing; a statement of kind {kind} needs the words of the source",
    "is already the key of another record of this file; give it its own",
    "is already the key of the one in line {line}; each needs a key of its own",
    "“{key}” is already the key of another record of this file",
    "“{key}” is still a draft; accept it, too",
    "“{key}” is the key of a person and of an organization; give one another key",
    "no {type} has the key “{key}”; record it, or correct the key",
    "no {type} has the key “{key}”; did you mean {near}?",
    "“{key}” is recorded as {name}, not {other}; use another key, or rename it",
    "is the address of the review “{key}” of the same statement, too; remove one of them",
    "is the address of the recorded review “{key}” of the same statement; use its key",
    "the file on disk has another version of this record; yours was kept",
)
"""Problems of fields, which are shown next to them."""

PASSAGES = (
    "{end} is beyond the text of “{source}”, which has {length} characters",
    "the text of a direct statement must be the words of its passage, but they differ: {words}; correct one of them, "
    "or make it mixed or indirect",
    "isn't in the text of “{source}” near the passage; nearest: {words}",
    "these are not the words of “{source}”; its text contains nothing similar",
    "these are not the words of “{source}”, but of {others}; its text contains nothing similar",
    "these are not the words of “{source}”: {reason}; its text contains nothing similar",
    "these are not the words of “{source}”; nearest, {start} to {end}: {words}",
    "these are not the words of “{source}”, but of {others}; nearest, {start} to {end}: {words}",
    "these are not the words of “{source}”: {reason}; nearest, {start} to {end}: {words}",
    "occurs several times, and nothing selects one place; give start and end",
    "is at {place}, not at {other}; “kzclaims verify --fix” corrects that",
    "the passage begins or ends inside a word or number",
    "the sentence has a negation, doubt, condition or limit outside the passage",
    "the text asks, and the passage states, or the reverse",
    "the stress marks differ",
    "the ellipsis leaves out a negation, doubt, condition or limit",
    "the ellipsis leaves out a number",
    "the ellipsis crosses a quotation mark",
    "the ellipsis crosses a paragraph",
    "the ellipsis leaves out an attribution",
    "the ellipsis joins parts of two sentences or clauses",
    "the ellipsis may be the text's own",
    "the text around it differs from the recorded prefix or suffix",
    "the attribution is not near the passage",
    "somebody else reports that the speaker said this, and neither the passage nor its attribution names them",
)
"""Results of comparing words with the text of a source."""

SAVING = (
    "{plural}: {added} added, {changed} changed, {unchanged} unchanged",
    "{added} added, {changed} changed",
    "passages: {counts}",
    "no longer in the file, kept: {record}",
    "removed: {record}",
    "statement “{key}”: the same words of the same speaker as “{other}”; recorded as its appearance in {sources}",
    "source “{key}”: it has no text, address or date, so nobody can look up its {count}; add one",
    "{type} “{key}” has the same full name as “{other}”, {name}; if they are the same, run: kzclaims identity merge "
    "{keys} --because …",
    "{count}; nothing was loaded",
    "{count} would be undone; nothing was loaded; {rest}",
    "{count} skipped",
    "recorded: {value}",
    "recorded: {value}; corrected on {details}",
    "recorded: {value}; in {dossiers}, too",
    "recorded: {value}; corrected on {details}; in {dossiers}, too",
    "nothing",
    "{path} was changed by another program; nothing was saved; look at {what}",
    "{path} was deleted by another program; nothing was saved; look at {what}",
    "{path} is read-only; nothing was saved; change its permissions",
    "{path} cannot be written: {why}; nothing was saved",
    "{path} cannot be written: {why}; the change was not made",
    "the file was saved, but could not be loaded: {problem}",
    "{path} was deleted; keep your content, and save it again",
    "the record was changed in another window",
    "this record is no longer in the file",
)
"""Reports of saving, and of changes that were not made."""

OPENING = (
    "there is no file {path}",
    "{path} is a folder; name a file",
    "{path}: it is not in UTF-8; save it in UTF-8",
    "{path}: this is not TOML: {why}; correct it in an editor",
    "{path} is open at another desk; use that one, or close it first",
    "{path} is not a file in {folder}",
    "“{address}” is not an http or https address",
)
"""Reasons why a file or an address is not opened."""

CORRECTIONS = (
    "{name} is missing",
    "“{key}” and “{other}” were recorded as different already{details}",
    "“{key}” and “{other}” were recorded as different{details}; withdraw that first: kzclaims identity different "
    "--withdraw",
    "“{key}” was merged into “{other}”; use that key, or split it off first",
    "“{key}” is given twice; give the keys of two records",
    "statement “{key}” has no status to withdraw; “kzclaims history {other}” lists its changes",
    "both have the name “{words}”",
    "“{first}” and “{second}” are forms of one name",
    "“{first}” and “{second}” have the same family name and initial",
    "“{first}” and “{second}” have the same family name",
    "“{first}” and “{second}” differ in one letter or sound",
    "“{first}” and “{second}” may be forms of one name",
    "“{first}” and “{second}” are similar names",
    "both have the Wikidata id {id}",
    "both are described as “{words}”",
    "role in common: {names}",
    "roles in common: {names}",
    "organization in common: {names}",
    "organizations in common: {names}",
    "source in common: {names}",
    "sources in common: {names}",
    "statements of {first} and {second}",
    "both are named in statement {names}",
    "both took part in event {names}",
)
"""Corrections that are refused, and the evidence for records that may be the same."""

TEMPLATES = (*FIELDS, *PASSAGES, *SAVING, *OPENING, *CORRECTIONS)
_MESSAGES = ("problem", "reason", "value", "wanted")
"""The placeholders whose values are messages, too."""
_VOCABULARIES = {"type": "record", "kind": "kind", "plural": "plural"}
_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
_STATES = ("not checked", "checked", "failed", *CHECK_RESULTS)
_COUNT = re.compile(rf"(?<![\d,])([\d,]+) ({'|'.join(_STATES)})\b|\((no text)(?: of)?")


def translated(text: str, language: Language) -> str:
    """Return a message in a language, or as it is if no template fits it."""
    if language.code == DEFAULT:
        return text
    for template, pattern in _patterns():
        if found := pattern.fullmatch(text):
            return _PLACEHOLDER.sub(partial(_value, found, language), language.gettext(template))
    return text


def _value(found: re.Match[str], language: Language, placeholder: re.Match[str]) -> str:
    """Return a value of a message, translated if it is a word of a vocabulary or a message itself."""
    name = placeholder[1]
    value = found[name]
    if context := _VOCABULARIES.get(name):
        return language.pgettext(context, value)
    if name == "counts":
        return _COUNT.sub(lambda one: _count(one, language), value)
    if name in _MESSAGES:
        return re.sub("^“(.*)”$", r"«\1»", translated(value, language), flags=re.DOTALL)
    return value


def _count(found: re.Match[str], language: Language) -> str:
    number, state, reason = found.groups()
    word = language.pgettext("check", state or reason)
    return f"{word}: {number}" if number else f"({word}"


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Return the templates as regular expressions, the most specific first."""
    by_length = sorted(TEMPLATES, key=lambda one: -len(_PLACEHOLDER.sub("", one)))
    return [(template, re.compile(_expression(template), re.DOTALL)) for template in by_length]


def _expression(template: str) -> str:
    """Return a regular expression that takes linear time: each value ends at the first place where it can end."""
    first, *rest = _PLACEHOLDER.split(template)
    pairs = list(zip(rest[::2], rest[1::2], strict=True))
    parts = [f"(?>(?P<{name}>.*?){re.escape(after)})" for name, after in pairs[:-1]]
    parts += [f"(?P<{name}>.*){re.escape(after)}" for name, after in pairs[-1:]]
    return re.escape(first) + "".join(parts)


def translate(answer: Any, language: Language) -> Any:
    """Return an answer with the messages in it translated."""
    if language.code == DEFAULT or not isinstance(answer, dict):
        return answer
    for one in _with_messages(answer):
        one["message"] = translated(one["message"], language)
    for name in ("report", "hints"):
        if name in answer:
            answer[name] = [translated(line, language) for line in answer[name]]
    for pair in answer.get("pairs", ()):
        pair["evidence"] = [translated(line, language) for line in pair["evidence"]]
    for name in ("problem", "error"):
        if isinstance(answer.get(name), str):
            answer[name] = translated(answer[name], language)
    return answer


def _with_messages(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the problems of an answer, those of records included."""
    yield from answer.get("problems", ())
    for name in ("records", "changed"):
        for record in answer.get(name, ()):
            yield from record["problems"]
