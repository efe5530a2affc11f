"""Turn edits of the page into changes of the text. All edits of one request are one step that can be undone."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kzclaims.desk import selections
from kzclaims.desk.checks import Entry, name_of
from kzclaims.desk.document import Document, Piece, Splice
from kzclaims.dossier.records import (
    RECORD_TYPES,
    Appearance,
    Citation,
    Name,
    Part,
    Participant,
    Record,
    Role,
    Translation,
)
from kzclaims.dossier.toml_edit import has_content, with_value, without_value
from kzclaims.dossier.toml_writer import table as toml_table
from kzclaims.dossier.validation import Path
from kzclaims.draft.source import day_of
from kzclaims.errors import InputError, NotFoundError
from kzclaims.store.load.references import references
from kzclaims.store.schema.record_tables import RECORD_TABLES

_STEP = re.compile(r"\.?([A-Za-z_0-9-]+)|\[(\d{1,6})\]")
_PARTS: dict[str, type[Part]] = {
    "names": Name,
    "roles": Role,
    "citations": Citation,
    "translations": Translation,
    "appearances": Appearance,
    "participants": Participant,
}
_PASSAGES = ("appearances", "citations")
_REFERENCES = {
    "speaker": "people",
    "person": "people",
    "organization": "organizations",
    "publisher": "organizations",
    "reviewer": "organizations",
    "topics": "topics",
    "events": "events",
    "source": "sources",
    "statement": "statements",
}
_LISTS = ("topics", "mentions", "events", "merged", "different")
_ORDER = list(RECORD_TYPES)


def path_of(name: str) -> Path:
    """Return the path of a field: `appearances[0].exact`. Raise `InputError`."""
    path: list[str | int] = []
    at = 0
    for step in _STEP.finditer(name):
        if step.start() != at:
            break
        path.append(step[1] if step[2] is None else int(step[2]))
        at = step.end()
    if not path or at != len(name) or len(path) > 6:
        raise InputError(f"“{name:.100}” is not the name of a field")
    return tuple(path)


class Editing:
    """Edits that are made one after the other on a copy of a document."""

    def __init__(
        self,
        document: Document,
        entries: Mapping[str, Entry],
        texts: Mapping[str, str],
        is_recorded: Callable[[str, str], bool],
    ) -> None:
        self._document = Document(list(document.pieces))
        self._document.next_id = document.next_id
        self._entries = entries
        self._texts = texts
        self._is_recorded = is_recorded
        self._keys = {(one.table, one.key) for one in entries.values()}
        self._places: dict[str, int] | None = None
        """The places of the pieces by their ids, unless they have moved."""
        self.splices: list[Splice] = []
        self.added: list[str] = []
        self.touched: list[str] = []
        """The ids of the existing records that are changed."""
        self.focus: int | None = None

    def make(self, edit: Mapping[str, Any]) -> None:
        """Make one edit. Raise `InputError` or `NotFoundError` if that is impossible."""
        makers: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "set": self._set,
            "unset": self._unset,
            "insert": self._insert,
            "add": self._add,
            "person": self._refer,
            "accept": self._accept,
            "reject": self._reject,
            "delete": self._delete,
            "rename": self._rename,
        }
        maker = makers.get(str(edit.get("op")))
        if maker is None:
            raise InputError(f"“{edit.get('op')}” is not an edit; there are {', '.join(makers)}")
        maker(edit)

    # The records of the document

    def _id(self, edit: Mapping[str, Any]) -> str:
        given = _text(edit, "id")
        if given.startswith("$"):
            number = given[1:]
            if not number.isascii() or not number.isdigit() or int(number) >= len(self.added):
                raise InputError(f"“{given}” is not a record that was added before")
            return self.added[int(number)]
        return given

    def _find(self, record_id: str) -> tuple[int, Path]:
        """Return the place of the piece of a record, and the record's path in it."""
        number, _, within = record_id.partition(".")
        if self._places is None:
            self._places = {str(piece.id): place for place, piece in enumerate(self._document.pieces)}
        place = self._places.get(number)
        if place is not None:
            records = list(self._document.pieces[place].records)
            at = int(within) if within.isascii() and within.isdigit() and len(within) < 7 else 0
            if at < len(records) and (within or len(records) == 1):
                return place, records[at]
        raise NotFoundError("this record is no longer in the file")

    def _raw(self, record_id: str) -> dict[str, Any]:
        place, path = self._find(record_id)
        raw = _value_at(self._document.pieces[place].content, path)
        if not isinstance(raw, dict):
            raise InputError("this is not a record")
        return raw

    def _apply(self, splice: Splice) -> None:
        self._document.apply(splice)
        self.splices.append(splice)
        if len(splice.old) != len(splice.new):
            self._places = None

    def _rewrite(self, record_id: str, change: Callable[[str, Path], str]) -> None:
        place, path = self._find(record_id)
        piece = self._document.pieces[place]
        text = change(piece.text, path)
        if text != piece.text:
            self._apply(Splice(place, (piece,), (Piece(piece.id, text),)))
        self._touch(record_id)

    def _touch(self, record_id: str) -> None:
        self.touched.append(record_id)
        self.focus = int(record_id.partition(".")[0])

    # Edits

    def _set(self, edit: Mapping[str, Any]) -> None:
        record_id, path, value = self._id(edit), path_of(_text(edit, "field")), edit.get("value")
        if value is None or value in ("", []):
            self._remove_value(record_id, path)
            return
        if path == ("key",):
            raise InputError("a key is changed with “rename”")
        if isinstance(value, dict) and value.keys() == {"source", "start", "end"} and path[-1] not in _PASSAGES:
            self._set_words(record_id, path, value)
            return
        self._write(record_id, path, value)

    def _write(self, record_id: str, path: Path, value: Any) -> None:
        def change(text: str, at: Path) -> str:
            return with_value(text, (*at, *path), value, _fields(str(at[0]), path))

        self._require_place(record_id, path)
        path, value = _with_owners(self._raw(record_id), path, value)
        self._rewrite(record_id, change)

    def _require_place(self, record_id: str, path: Path) -> None:
        """Raise `InputError` unless the list that a path names is long enough."""
        at: Any = self._raw(record_id)
        for step, following in zip(path, [*path[1:], None], strict=True):
            if isinstance(step, int) and (not isinstance(at, list) or step > len(at)):
                raise InputError(f"there is no {name_of(path)}")
            if isinstance(step, str) and not isinstance(at, dict):
                raise InputError(f"there is no {name_of(path)}")
            if following is None:
                return
            missing: Any = [] if isinstance(following, int) else {}
            at = _value_at(at, (step,)) if _value_at(at, (step,)) is not None else missing

    def _set_words(self, record_id: str, path: Path, value: Mapping[str, Any]) -> None:
        """Set a field to the words at a place, and the place if the field is a passage's own words."""
        source, start, end, words = self._words(value)
        raw = self._raw(record_id)
        if path[-1] == "exact" and len(path) > 1:
            passage = {"source": source, "exact": words, "start": start, "end": end}
            passage_path = path[:-1]
            old = _value_at(raw, passage_path)
            if isinstance(old, dict) and old.get("source") == source:
                follows = raw.get("kind") == "direct" and raw.get("text") in (old.get("exact"), None)
                for name in ("prefix", "suffix"):
                    if name in old:
                        self._remove_value(record_id, (*passage_path, name))
                for name, one in passage.items():
                    self._write(record_id, (*passage_path, name), one)
                if follows or (raw.get("kind") == "direct" and "exact" not in old):
                    self._write(record_id, ("text",), words)
                return
            if isinstance(old, dict):
                self._insert_value(record_id, passage_path[:-1], passage)
                return
            self._insert_value(record_id, passage_path[:-1], passage)
            return
        self._write(record_id, path, words)

    def _words(self, value: Mapping[str, Any]) -> tuple[str, int, int, str]:
        source, start, end = value.get("source"), value.get("start"), value.get("end")
        text = self._texts.get(source) if isinstance(source, str) else None
        if text is None:
            raise InputError(f"there is no text of “{source}”")
        if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(text):
            raise InputError(f"{start} to {end} is not a part of the text of “{source}”")
        return str(source), start, end, text[start:end]

    def _unset(self, edit: Mapping[str, Any]) -> None:
        self._remove_value(self._id(edit), path_of(_text(edit, "field")))

    def _remove_value(self, record_id: str, path: Path) -> None:
        if path == ("key",):
            raise InputError("a record needs a key")
        if path == ("draft",):
            raise InputError("a draft is accepted with “accept”")
        if _value_at(self._raw(record_id), path) is None:
            return
        self._rewrite(record_id, lambda text, at: without_value(text, (*at, *path)))

    def _insert(self, edit: Mapping[str, Any]) -> None:
        value = edit.get("value")
        path = path_of(_text(edit, "field"))
        if value in (None, "", {}):
            raise InputError("there is nothing to insert")
        if isinstance(value, dict) and path[-1] in _PASSAGES and "start" in value and "exact" not in value:
            source, start, end, words = self._words(value)
            value = {"source": source, "exact": words, "start": start, "end": end, **value}
        self._insert_value(self._id(edit), path, value)

    def _insert_value(self, record_id: str, path: Path, value: Any) -> None:
        old = _value_at(self._raw(record_id), path)
        if old is not None and not isinstance(old, list):
            raise InputError(f"{name_of(path)} is not a list")
        if old and value in old:
            return
        if old:
            self._write(record_id, (*path, len(old)), value)
        else:
            self._write(record_id, path, [value])

    def _add(self, edit: Mapping[str, Any]) -> None:
        table = _text(edit, "type")
        if table not in RECORD_TYPES:
            raise InputError(f"“{table}” is not a type of records; there are {', '.join(RECORD_TYPES)}")
        fields = edit.get("fields") or {}
        if not isinstance(fields, dict):
            raise InputError("the fields of a record are an object")
        if "start" in edit:
            fields = self._selected(table, edit) | fields
        after = self._id({"id": edit["after"]}) if edit.get("after") else None
        self._add_record(table, fields, after=after)

    def _selected(self, table: str, edit: Mapping[str, Any]) -> dict[str, Any]:
        source, start, end, _ = self._words(edit)
        described = next((one.raw for one in self._entries.values() if (one.table, one.key) == ("sources", source)), {})
        lang = str(described.get("lang") or "und")
        if table == "statements":
            return selections.statement(source, self._texts[source], lang, start, end)
        if table == "events":
            published = described.get("published")
            day = day_of(published if isinstance(published, str) else None)
            return selections.event(source, self._texts[source], lang, start, end, day)
        raise InputError("only statements and events can be made of a selection")

    def _add_record(self, table: str, fields: Mapping[str, Any], *, after: str | None = None) -> str:
        """Add a record, and return its key."""
        given = {name: value for name, value in fields.items() if value not in (None, "", [], {})}
        name = given.get("name") or given.get("title") or given.get("text") or table
        key = given.get("key") or self.free_key(table, selections.proposed_key(str(name)))
        if (table, key) in self._keys:
            raise InputError(f"“{key}” is already the key of another record of this file")
        self._keys.add((table, str(key)))
        place = self._find(after)[0] + 1 if after else self._place(table, given)
        order = ["draft", *RECORD_TYPES[table].__struct_fields__]
        rank = {name: number for number, name in enumerate(order)}
        ordered = {"key": key} | dict(sorted(given.items(), key=lambda one: rank.get(one[0], len(rank))))
        text = toml_table(table, ordered)
        if not has_content(text, {table: [ordered]}):
            raise InputError("these are not the fields of a record")
        splice, piece = self._document.with_record(place, text)
        self._apply(splice)
        self.added.append(str(piece.id))
        self.focus = piece.id
        return str(key)

    def free_key(self, table: str, wanted: str) -> str:
        """Return a key that no record of the file or the database has, with a number after it if it is taken."""
        key, number = wanted, 1
        while (table, key) in self._keys or self._is_recorded(table, key):
            number += 1
            key = f"{wanted}-{number}"
        return key

    def _place(self, table: str, fields: Mapping[str, Any]) -> int:
        """Return where a record belongs: in the order of the text, or after the others of its table."""
        ranks = [max((_ORDER.index(one) for one, _ in piece.records), default=-1) for piece in self._document.pieces]
        rank = _ORDER.index(table)
        wanted = _first_place(fields)
        if wanted:
            last = None
            for place, piece in enumerate(self._document.pieces[1:], 1):
                if ranks[place] == rank:
                    other = _first_place(piece.content[table][0])
                    if other and other[0] == wanted[0] and other[1] > wanted[1]:
                        return place
                    last = place
            if last is not None:
                return last + 1
        same = [place for place, one in enumerate(ranks) if one == rank]
        earlier = [place for place, one in enumerate(ranks) if -1 < one < rank]
        return max(same or earlier or [0]) + 1

    def _refer(self, edit: Mapping[str, Any]) -> None:
        record_id, path, value = self._id(edit), path_of(_text(edit, "field")), edit.get("value")
        if not isinstance(value, dict) or not (value.get("key") or value.get("name")):
            raise InputError("give the key of a record, or the name of a new one")
        field = next(step for step in reversed(path) if isinstance(step, str))
        table = str(edit.get("type") or _REFERENCES.get(field) or "people")
        if table not in RECORD_TYPES:
            raise InputError(f"“{table}” is not a type of records")
        key = value.get("key")
        if not key or (value.get("name") and (table, key) not in self._keys and not self._is_recorded(table, key)):
            title = "title" if table in ("events", "sources") else "name"
            lang = value.get("lang") or self._raw(record_id).get("lang") or "und"
            fields = {"key": key, title: value["name"], "names": value.get("names")}
            key = self._add_record(table, fields if table == "topics" else fields | {"lang": lang})
        if path[-1] in _LISTS:
            self._insert_value(record_id, path, key)
        else:
            self._write(record_id, path, key)

    def _accept(self, edit: Mapping[str, Any]) -> None:
        wanted = [self._id(edit)]
        accepted: set[str] = set()
        while wanted:
            record_id = wanted.pop()
            if record_id in accepted:
                continue
            accepted.add(record_id)
            if "draft" in self._raw(record_id):
                self._rewrite(record_id, lambda text, at: without_value(text, (*at, "draft")))
            if edit.get("also") and (entry := self._entries.get(record_id)):
                wanted += entry.needs
        self._touch(self._id(edit))

    def _reject(self, edit: Mapping[str, Any]) -> None:
        if "draft" not in self._raw(self._id(edit)):
            raise InputError("only a draft is rejected; delete the record instead")
        self._delete(edit)

    def _delete(self, edit: Mapping[str, Any]) -> None:
        record_id = self._id(edit)
        place, path = self._find(record_id)
        piece = self._document.pieces[place]
        if place and len(list(piece.records)) == 1:
            self._apply(self._document.without(place))
        else:
            self._apply(Splice(place, (piece,), (Piece(piece.id, without_value(piece.text, path)),)))
        self._touch(record_id)

    def _rename(self, edit: Mapping[str, Any]) -> None:
        record_id, key = self._id(edit), _text(edit, "key")
        _, (table, _) = self._find(record_id)
        old = self._raw(record_id).get("key")
        if old == key:
            return
        if (str(table), key) in self._keys:
            raise InputError(f"“{key}” is already the key of another record of this file")
        self._keys.add((str(table), key))
        self._rewrite(record_id, lambda text, at: with_value(text, (*at, "key"), key, ("key",)))
        if isinstance(old, str):
            self._follow(str(table), old, key)
        self._touch(record_id)

    def _follow(self, table: str, old: str, key: str) -> None:
        """Change all references to a record."""
        target = RECORD_TABLES[RECORD_TYPES[table]]
        for one in self._entries.values():
            for path, tables, referred in _all_references(one.record, table):
                if referred == old and (not tables or target in tables):
                    self._write(one.id, path, key)


def _all_references(record: Record, table: str) -> Iterator[tuple[Path, tuple[Any, ...], str]]:
    yield from references(record)
    if isinstance(record, RECORD_TYPES[table]):
        for index, key in enumerate(getattr(record, "different", ())):
            yield ("different", index), (), key


def _first_place(fields: Mapping[str, Any]) -> tuple[str, int] | None:
    """Return the source and the beginning of the first passage of a record."""
    for name in _PASSAGES:
        passages = fields.get(name)
        if isinstance(passages, list) and passages and isinstance(passages[0], dict):
            source, start = passages[0].get("source"), passages[0].get("start")
            if isinstance(source, str) and isinstance(start, int):
                return source, start
    return None


def _value_at(raw: Any, path: Path) -> Any:
    for step in path:
        try:
            raw = raw[step]
        except (KeyError, IndexError, TypeError):
            return None
    return raw


def _with_owners(raw: Any, path: Path, value: Any) -> tuple[Path, Any]:
    """Return a path and a value that create the part, and its list, in which a value is set."""
    for depth, step in enumerate(path):
        if isinstance(step, int) and depth < len(path) - 1 and _value_at(raw, path[: depth + 1]) is None:
            for name in reversed(path[depth + 1 :]):
                value = [value] if isinstance(name, int) else {name: value}
            return (path[:depth], [value]) if _value_at(raw, path[:depth]) is None else (path[: depth + 1], value)
    return path, value


def _fields(table: str, path: Path) -> tuple[str, ...]:
    """Return the fields of the record or the part that a path ends in, in their order."""
    parts = [_PARTS[step] for step in path[:-1] if isinstance(step, str) and step in _PARTS]
    return parts[-1].__struct_fields__ if parts else RECORD_TYPES[table].__struct_fields__


def _text(edit: Mapping[str, Any], name: str) -> str:
    value = edit.get(name)
    if not isinstance(value, str) or not value:
        raise InputError(f"“{name}” of an edit should be a text")
    return value
