"""The addresses of the desk's data: the model in JSON."""

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kzclaims.browse.failures import of_error
from kzclaims.browse.guard import Editing
from kzclaims.browse.pages import PRIVATE
from kzclaims.browse.preferences import language_of
from kzclaims.desk import conflicts, corrections, saving, selections, suggestions
from kzclaims.desk.author import AUTHOR, acting
from kzclaims.desk.edits import path_of
from kzclaims.desk.messages import translate
from kzclaims.desk.opening import Desk, OpenOptions
from kzclaims.desk.session import OutdatedError, Session
from kzclaims.documents.fetch import is_address
from kzclaims.dossier.records import KEY_PATTERN, RECORD_TYPES
from kzclaims.errors import InputError, KzclaimsError, NotFoundError
from kzclaims.language import dates
from kzclaims.store.schema.keys import ids_of
from kzclaims.store.schema.record_tables import RECORD_TABLES

Given = Mapping[str, Any]
Answer = Callable[[Desk, Given], Any]


class _Reload(Exception):  # noqa: N818
    """The request is about a dossier that is no longer the open one."""


def editing(desk: Desk, pages: Iterable[BaseRoute] = ()) -> Editing:
    """Return the pages of the desk with the routes of their data, for the guard."""
    reading = [Route(f"/desk/{name}", _get(desk, answer)) for name, answer in _READING.items()]
    posts = [Route(f"/desk/{name}", _post(desk, answer), methods=["POST"]) for name, answer in _WRITING.items()]
    routes: list[BaseRoute] = [*pages, *reading, *posts]
    return Editing(tuple(routes), frozenset(one.path for one in posts), ("/desk",))


def _get(desk: Desk, answer: Answer) -> Callable[[Request], Any]:
    async def handle(request: Request) -> Response:
        return await asyncio.to_thread(_answered, desk, answer, dict(request.query_params), request)

    return handle


def _post(desk: Desk, answer: Answer) -> Callable[[Request], Any]:
    async def handle(request: Request) -> Response:
        try:
            given = msgspec.json.decode(await request.body())
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            given = None
        if not isinstance(given, dict):
            return _json({"error": "the request should be an object in JSON", "hints": []}, 400)
        return await asyncio.to_thread(_answered, desk, answer, given, request)

    return handle


def _answered(desk: Desk, answer: Answer, given: Given, request: Request) -> Response:
    """Return the answer to a request, or its error in JSON."""
    AUTHOR.set(request.scope.get("user"))
    language = language_of(request.scope)
    try:
        return _json(translate(answer(desk, given), language))
    except _Reload:
        return _json({"error": "another dossier was opened", "hints": [], "reload": True}, 409)
    except OutdatedError as error:
        body = {"error": error.message, "hints": [], "reload": False} | _delta(desk, given)
        return _json(translate(body, language), 409)
    except KzclaimsError as error:
        failure = of_error(language, error)
        body = {"error": failure.message, "hints": failure.hints, "field": None, "record": None}
        if isinstance(error, NotFoundError) and given.get("session") is None and not desk.is_open:
            body["choose"] = True
        body |= _delta(desk, given) if "version" in given else {}
        return _json(translate(body, language), failure.status)


def _json(content: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, PRIVATE, media_type="application/json")


def _delta(desk: Desk, given: Given) -> dict[str, Any]:
    try:
        return desk.session.delta(_version(given))
    except KzclaimsError:
        return {}


def _session(desk: Desk, given: Given) -> Session:
    """Return the open dossier, if the request is about it."""
    session = desk.session
    if given.get("session") not in (session.id, None):
        raise _Reload
    return session


def _version(given: Given) -> int:
    try:
        return int(given.get("version", 0))
    except (TypeError, ValueError):
        raise InputError("the version should be a number") from None


def _number(given: Given, name: str) -> int:
    try:
        return int(given[name])
    except (KeyError, TypeError, ValueError):
        raise InputError(f"{name} should be a number") from None


def _word(given: Given, name: str) -> str:
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise InputError(f"{name} should be a text")
    return value or ""


def _changes(desk: Desk, given: Given) -> Any:
    return _session(desk, given).delta(_version(given))


def _edit(desk: Desk, given: Given) -> Any:
    edits = given.get("edits")
    if not isinstance(edits, list) or not all(isinstance(one, dict) for one in edits):
        raise InputError("“edits” should be a list of objects")
    return _session(desk, given).edit(_version(given), edits)


def _check(desk: Desk, given: Given) -> Any:
    session = _session(desk, given)
    version = session.checker.version
    saving.check(session)
    return session.delta(_version(given) if "version" in given else version)


def _save(desk: Desk, given: Given) -> Any:
    session, rename = _session(desk, given), given.get("rename") or []
    if not isinstance(rename, list) or not all(isinstance(one, str) for one in rename):
        raise InputError("“rename” should be a list of keys")
    report = saving.save(
        session,
        reason=_word(given, "because").strip() or None,
        overwrite=given.get("overwrite") is True,
        prune=given.get("prune") is True,
        allow_unverified=given.get("allow_unverified") is True,
        rename=rename,
    )
    return session.delta(_version(given)) | {"report": report}


def _resolve(desk: Desk, given: Given) -> Any:
    session, take = _session(desk, given), given.get("take")
    if take not in ("file", "mine", "both"):
        raise InputError("“take” should be file, mine or both")
    conflicts.resolve(session, take)
    return session.delta(_version(given))


def _open(desk: Desk, given: Given) -> Any:
    file, source, address = _word(given, "file"), _word(given, "source"), _word(given, "address")
    name = file or source or address
    if not name:
        raise InputError("name a file, a source or an address")
    # A page may be opened by somebody who must not read every file of this machine.
    if file and not desk.has_file(file):
        raise InputError(f"{file} is not a file in {desk.folder}")
    if source and not re.fullmatch(KEY_PATTERN, source):
        raise InputError(f"“{source}” is not the key of a source")
    if address and not is_address(address):
        raise InputError(f"“{address}” is not an http or https address")
    published = _word(given, "published") or None
    if published:
        dates.parse(published)
    options = OpenOptions(empty=given.get("empty") is True, lang=_word(given, "lang") or None, published=published)
    return {"session": desk.open(name, options).id}


def _suggest(desk: Desk, given: Given) -> Any:
    types = [one for one in _word(given, "type").split(",") if one] or ["people"]
    query, near = _word(given, "q").strip(), _word(given, "near") or None
    return {"candidates": suggestions.suggest(_session(desk, given), types, query, near)}


def _date(desk: Desk, given: Given) -> Any:
    return suggestions.date_of(_session(desk, given), _word(given, "text"), _word(given, "source"))


def _key(desk: Desk, given: Given) -> Any:
    session, table = _session(desk, given), _word(given, "type")
    if table not in RECORD_TYPES:
        raise InputError(f"“{table}” is not a type of records; there are {', '.join(RECORD_TYPES)}")
    wanted = selections.proposed_key(_word(given, "name"))
    key, number = wanted, 1
    with session.lock, session.database.reading() as connection:
        while session.checker.by_key(table, key) or ids_of(connection, RECORD_TABLES[RECORD_TYPES[table]], [key]):
            number += 1
            key = f"{wanted}-{number}"
    return {"key": key}


def _kind(desk: Desk, given: Given) -> Any:
    text = _session(desk, given).checker.texts.get(_word(given, "source"))
    if text is None:
        raise NotFoundError("there is no text of this source")
    found = selections.select(text, _number(given, "start"), _number(given, "end"))
    return {"kind": found.kind, "why": found.reason, "start": found.start, "end": found.end}


def _value(desk: Desk, given: Given) -> Any:
    session, path = _session(desk, given), path_of(_word(given, "field"))
    value: Any = _word(given, "value")
    if path[-1] in ("start", "end", "position") and value.isascii() and value.isdigit() and len(value) < 12:
        value = int(value)
    entry = session.checker.entries.get(_word(given, "id"))
    return {"problem": suggestions.problem_of_value(entry, path, value)}


def _recorded(desk: Desk, given: Given) -> Any:
    with desk.database.reading() as connection:
        return corrections.recorded(connection, _word(given, "type"), _word(given, "key"))


def _duplicates(desk: Desk, given: Given) -> Any:
    with desk.database.reading() as connection:
        return {"pairs": corrections.list_duplicates(connection, _word(given, "type") or None)}


_READING: dict[str, Answer] = {
    "state": lambda desk, given: _session(desk, given).whole_state(),
    "changes": _changes,
    "choices": lambda desk, _: desk.choices(),
    "suggest": _suggest,
    "date": _date,
    "key": _key,
    "kind": _kind,
    "value": _value,
    "recorded": _recorded,
    "recorded/duplicates": _duplicates,
}
_WRITING: dict[str, Answer] = {
    "edit": _edit,
    "undo": lambda desk, given: _session(desk, given).undo(_version(given)),
    "redo": lambda desk, given: _session(desk, given).redo(_version(given)),
    "check": _check,
    "save": _save,
    "resolve": _resolve,
    "open": _open,
    "recorded/status": lambda desk, given: corrections.correct_status(acting(desk.database), given),
    "recorded/review": lambda desk, given: corrections.add_review(acting(desk.database), given),
    "recorded/merge": lambda desk, given: corrections.merge_records(acting(desk.database), given),
    "recorded/split": lambda desk, given: corrections.split_record(acting(desk.database), given),
    "recorded/different": lambda desk, given: corrections.mark_different(acting(desk.database), given),
}
