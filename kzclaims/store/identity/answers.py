"""Suggestions for the spellings of a table, and the answers that a person gives to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from sqlalchemy import Connection, select

from kzclaims.dossier import suggestions as files
from kzclaims.dossier.records import Person
from kzclaims.dossier.suggestions import NEW, Answer, Candidate, Suggestion
from kzclaims.dossier.validation import Problem
from kzclaims.errors import InputError
from kzclaims.language.names.slug import slug
from kzclaims.store.history.journal import RecordKey, checked_reason
from kzclaims.store.load import provenance
from kzclaims.store.load.load import load_batch
from kzclaims.store.load.outcome import Unanswered
from kzclaims.store.load.row_writer import LoadContext, insert_rows, new_context
from kzclaims.store.names.resolve import details_of, find_person
from kzclaims.store.names.suggest import Named
from kzclaims.store.schema.keys import ids_of, nearest_keys
from kzclaims.store.schema.tables import names, people
from kzclaims.wording import counted, quoted


@dataclass
class Answered:
    """The numbers of spellings by outcome."""

    aliases: int = 0
    new: int = 0
    unchanged: int = 0
    open: int = 0

    def __str__(self) -> str:
        aliases = f"{self.aliases} alias{'' if self.aliases == 1 else 'es'} added"
        people = f"{self.new} {'person' if self.new == 1 else 'people'} added"
        return f"suggestions: {aliases}, {people}, {self.unchanged} recorded before, {self.open} without an answer"


def write_suggestions(connection: Connection, path: Path, unanswered: Iterable[Unanswered]) -> int:
    """Write spellings with the details of the candidates to a new file, and return their number."""
    found = [
        Suggestion(
            spelling=one.spelling,
            lang=one.lang,
            candidates=[
                Candidate(named.key, named.name, ", ".join(details_of(connection, "people", named)))
                for named in one.candidates
            ],
        )
        for one in unanswered
    ]
    files.write(path, found)
    return len(found)


def apply_answers(connection: Connection, path: Path, *, reason: str | None = None) -> Answered:
    """Record the answers of a file: spellings become aliases, or names of new people.

    Raise `InputError` with all problems of the file before anything is recorded.
    """
    if reason is not None:
        checked_reason(reason)
    answers, problems = files.read(path)
    known = ids_of(connection, people, {one.answer for one in answers} - {NEW, ""})
    for one in answers:
        if why := _problem(connection, one, known):
            problems.append(Problem(str(path), one.line, f"suggestion {quoted(one.spelling)}", "answer", why))
    if problems:
        number = counted(len(problems), "problem")
        raise InputError(f"{number} of {path}; nothing was recorded", hints=list(map(str, sorted(problems))))
    context = new_context(connection, reason=reason or f"answer in {path.name}")
    done = Answered()
    for one in answers:
        if not one.answer:
            done.open += 1
        elif one.answer == NEW:
            if isinstance(find_person(connection, one.spelling), Named):
                done.unchanged += 1
            else:
                _add_person(context, one)
                done.new += 1
        elif _add_alias(context, one, known[one.answer]):
            done.aliases += 1
        else:
            done.unchanged += 1
    return done


def _problem(connection: Connection, one: Answer, known: dict[str, int]) -> str | None:
    if one.answer in ("", NEW):
        return None
    if one.answer not in known:
        near = nearest_keys(connection, [people], one.answer)
        hint = f"did you mean {' or '.join(near)}?" if near else f"write a key, or “{NEW}”"
        return f"no person has the key {quoted(one.answer)}; {hint}"
    owners = select(people.c.key).join_from(names, people, names.c.person_id == people.c.id)
    others = owners.where(names.c.text == one.spelling, people.c.id != known[one.answer]).order_by(people.c.key)
    if (other := connection.scalars(others).first()) is not None:
        return f"{quoted(one.spelling)} is already a name of {quoted(other)}; merge them, or leave the answer empty"
    return None


def _add_alias(context: LoadContext, one: Answer, person: int) -> bool:
    """Add an alias to a person; return False if it is recorded already."""
    connection = context.connection
    same = names.c.person_id == person, names.c.text == one.spelling
    if connection.scalar(select(names.c.id).where(*same).limit(1)) is not None:
        return False
    row = {"person_id": person, "text": one.spelling, "lang": one.lang, "kind": "alias"}
    insert_rows(context, names, [row])
    key = connection.scalars(select(people.c.key).where(people.c.id == person)).one()
    context.journal.added(RecordKey("person", key), names, row)
    context.journal.write()
    # Otherwise, dossiers of the person would report the alias as left over.
    provenance.declare_elsewhere(connection, Person, {person})
    return True


def _add_person(context: LoadContext, one: Answer) -> None:
    key = slug(one.spelling) or "person"
    keys: Sequence[str] | chain[str] = chain([key], (f"{key}-{number}" for number in count(2)))
    free = next(key for key in keys if not ids_of(context.connection, people, [key]))
    load_batch(context, Person, [Person(key=free, name=one.spelling, lang=one.lang)])
