"""The people and organizations that the names in a table mean.

Names are resolved once for a whole file, the fullest first, so that no row depends on the order of the others. An
ambiguous name is never decided, and an unknown one creates a person only with `create_people`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec
from sqlalchemy import Table, delete, exists, func, or_, select

from kzclaims.dossier.column_mapping import Speakers
from kzclaims.dossier.helper import Helper
from kzclaims.dossier.records import Organization
from kzclaims.dossier.validation import Place, check
from kzclaims.language.names import titles
from kzclaims.language.names.common_given import is_common_given
from kzclaims.language.names.folding import fold
from kzclaims.language.names.match import NameQuery
from kzclaims.language.names.nobody import is_crowd
from kzclaims.language.names.organizations import is_organization
from kzclaims.language.names.slug import may_be_name
from kzclaims.store.bulk.new_people import NewPeople
from kzclaims.store.bulk.row_values import LONGEST_SHOWN, WrongRowError, digest, key_of_name, plain
from kzclaims.store.derived.name_keys import keys_of_name
from kzclaims.store.history import chain
from kzclaims.store.load.outcome import Unanswered
from kzclaims.store.load.row_writer import LoadContext
from kzclaims.store.names.resolve import find_organization
from kzclaims.store.names.suggest import Named, similar
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.keys import ids_of
from kzclaims.store.schema.tables import mentions, names, organizations, participants, people, roles, statements
from kzclaims.wording import quoted

_WOMAN = re.compile(r"(?:[оеё]ва|[иы]на|[сц]кая|ova|eva|ina|skaya)$")
_decode_keys = msgspec.msgpack.Decoder(list[list[str]]).decode
MOST_CANDIDATES = 5
MOST_LISTED = 3
MOST_SUGGESTED = 50
"""The number of unknown names for which suggestions are looked up: a load shows no more problems."""


class Resolved(NamedTuple):
    """The result for a name: the key of a record, None for nobody, or the reason why it is uncertain."""

    key: str | None
    reason: str | None = None
    is_organization: bool = False
    new: Organization | None = None
    """The organization, if it is not recorded yet."""


class Printed(NamedTuple):
    """A name as it is printed in a table, and what it is: "person", "organization", "either" or unknown."""

    text: str
    type: str = ""


@dataclass
class KeyMaker:
    """New keys of namesakes."""

    context: LoadContext
    numbers: dict[tuple[Table, str], int] = field(default_factory=dict)
    """The highest number that was given to a key."""

    def free_key(self, key: str, table: Table) -> str:
        """Return a key that no record has: the given one, if need be with a number."""
        number, wanted = self.numbers.get((table, key), 1), key
        while ids_of(self.context.connection, table, [key]):
            number += 1
            key = f"{wanted}-{number}"
        self.numbers[table, wanted] = number
        return key


class SpeakerResolver:
    """The speakers of one table, and the other people and organizations that it names."""

    def __init__(
        self,
        context: LoadContext,
        options: Speakers,
        organizations: "OrganizationResolver",
        *,
        lang: str,
        create: bool,
    ) -> None:
        self._context, self._options, self._lang, self._create = context, options, lang, create
        self._organizations = organizations
        self._keys = KeyMaker(context)
        self._people = NewPeople(context, lang)
        self._suggested = 0
        self.speakers: dict[Printed, Resolved] = {}
        """The meaning of each printed name."""
        self.has_new_organizations = False

    def resolve(self, printed: Iterable[Printed], helper: Helper) -> None:
        """Resolve all names that are printed in the table; create unknown people with `create_people`.

        The helper parses the next names meanwhile.
        """
        nobody = {plain(name) for name in self._options.nobody}
        every = {Printed(plain(one.text), one.type) for one in printed}
        wanted = sorted(one for one in every if one.text and one.text not in nobody)
        texts = sorted({one.text for one in wanted})
        without_titles: dict[str, str | None] = {one: titles.without_title(one) or one for one in texts}
        if self._options.titles:
            without_titles = titles.split(texts, self._recorded(texts))
        self._people.begin(self._context.connection.scalar(select(func.max(people.c.id))) or 0)
        # Full names first: "V. Putin" resolves only if no other person matches. Capitals last: they don't show a name.
        wanted.sort(key=lambda one: (one.text.isupper(), *_fullness(without_titles[one.text]), one.type))
        names_of = [[without_titles[one.text] or one.text for one in some] for some in batches(wanted)]
        following = helper.parse(names_of[0]) if names_of else None
        for place, (some, its_names) in enumerate(zip(batches(wanted), names_of, strict=True), 1):
            assert following is not None
            found = _decode_keys(following.result())
            following = helper.parse(names_of[place]) if place < len(names_of) else None
            self._people.look_ahead(dict(zip(its_names, found, strict=True)))
            for one in some:
                self.speakers[one] = self._resolve_one(one, without_titles[one.text])
        self._people.write()
        keys_of_name.cache_clear()
        self.speakers |= dict.fromkeys((one for one in every if one.text in nobody), Resolved(None))
        self.has_new_organizations = any(one.new for one in self.speakers.values())

    def remove_unused(self) -> None:
        """Remove created people whose rows were all rejected."""
        named = (statements.c.speaker_id, mentions.c.person_id, participants.c.person_id)
        is_named = or_(*(exists().where(column == people.c.id) for column in named))
        for some in batches(self._people.ids):
            connection = self._context.connection
            unused = list(connection.scalars(select(people.c.id).where(people.c.id.in_(some), ~is_named)))
            their_names = list(connection.scalars(select(names.c.id).where(names.c.person_id.in_(unused))))
            connection.execute(delete(people).where(people.c.id.in_(unused)))
            chain.remove(connection, people, unused)
            chain.remove(connection, names, their_names)
            self._context.outcome.counts["people"].added -= len(unused)

    def _recorded(self, texts: Sequence[str]) -> set[str]:
        """Return those of the texts, and of their endings, that are recorded names of people."""
        found: set[str] = set()
        for some in batches(sorted({*texts, *(ending for one in texts for ending in titles.endings(one))})):
            recorded = select(names.c.text).where(names.c.person_id.is_not(None), names.c.text.in_(some))
            found.update(self._context.connection.scalars(recorded))
        return found

    def _resolve_one(self, printed: Printed, name: str | None) -> Resolved:
        text = printed.text
        shown = quoted(text, LONGEST_SHOWN)
        if printed.type == "organization":
            return self._organization(text, is_certain=True)
        found = self._people.find(name or text)
        if (
            isinstance(found, Named)
            and not self._is_other_title(found, text)
            and not self._is_woman(found, name or text)
        ):
            return Resolved(found.key)
        if self._options.organizations or printed.type == "either":
            body = self._organization(text, is_certain=is_organization(name or text) and not is_crowd(text))
            if body.key or body.reason:
                return body
        if isinstance(found, Named):
            return self._unsure(f"{shown} may be another person than {_listed([found])}; write the key")
        if name is None and (" " in text or not text):
            return self._unsure(f"it is not certain which part of {shown} is the name")
        if found:
            candidates = ", ".join(one.key for one in found[:MOST_CANDIDATES])
            problem = "several people may be meant" if len(found) > 1 else "it may be another person’s name"
            return self._unsure(f"{shown}: {problem}: {candidates}; write the key of one")
        if self._options.slugs and name == text and (spelled := name_of_slug(text, printed.type)):
            return self._resolve_one(Printed(spelled, printed.type), spelled)
        if name is not None and is_organization(name):
            return self._unsure(f"{shown} looks like an organization; map the column to “organization”")
        if name is None or not (titles.is_name(name) or (self._options.mononyms and titles.is_mononym(name))):
            return self._unsure(f"nobody called {shown} is recorded, and it does not look like a full name")
        return self._create_person(name) if self._create else Resolved(None, self._unknown(name))

    def _is_other_title(self, found: Named, text: str) -> bool:
        """Return True if a title with one word of a name may be somebody else.

        "President Obama" is not Michelle Obama, even if she is the only one recorded. A person with exactly this name
        is meant, and one whose role or description contains the title.
        """
        parts = titles.title_and_word(text)
        if parts is None:
            return False
        recorded = self._context.connection
        if recorded.scalar(select(names.c.id).where(names.c.person_id == found.id, names.c.text == text)):
            return False
        held = recorded.scalars(select(roles.c.title).where(roles.c.person_id == found.id)).all()
        described = recorded.scalar(select(people.c.description).where(people.c.id == found.id))
        return not any(fold(parts[0]) in fold(one) for one in (*held, described or ""))

    def _is_woman(self, found: Named, name: str) -> bool:
        """Return True if a cell has a woman's family name alone: «Петрова» isn't Петров, as cells are nominatives."""
        if " " in name or not _WOMAN.search(name.casefold()):
            return False
        recorded = self._context.connection.scalars(select(names.c.text).where(names.c.person_id == found.id))
        return not any(fold(name) in fold(one).split() for one in recorded)

    def _organization(self, name: str, *, is_certain: bool) -> Resolved:
        """Return a recorded organization, a new one if the name is certainly one's, or neither a key nor a reason."""
        try:
            key = self._organizations.key_of("speaker", name)
        except WrongRowError as error:
            return Resolved(None, error.reason)
        if key is not None:
            return Resolved(key, is_organization=True)
        if not is_certain:
            return Resolved(None)
        if not self._create:
            shown = quoted(name, LONGEST_SHOWN)
            problem = f"no organization called {shown} is recorded; record it, or use --create-people"
            return Resolved(None, problem)
        new = self._organizations.new_organization("speaker", name, self._lang)
        return Resolved(new.key, is_organization=True, new=new)

    def _unknown(self, name: str) -> str:
        """Return the reason why an unknown name is rejected, for the first ones with the nearest names."""
        self._suggested += 1
        near = similar(self._context.connection, "people", NameQuery(name)) if self._suggested <= MOST_SUGGESTED else []
        did_you_mean = f"; did you mean {_listed(near)}?" if near else ""
        shown = quoted(name, LONGEST_SHOWN)
        return f"nobody called {shown} is recorded; record the person, or use --create-people{did_you_mean}"

    def _unsure(self, reason: str) -> Resolved:
        return Resolved(None) if self._options.unsure == "speakerless" else Resolved(None, reason)

    def _create_person(self, name: str) -> Resolved:
        if near := self._people.near(name):
            self._context.outcome.unanswered.append(Unanswered(name, self._lang, near))
            shown = quoted(name, LONGEST_SHOWN)
            return self._unsure(f"{shown} may be {_listed(near)}; write the key, or record the person")
        key = key_of_name(name, "person")
        if not self._people.is_free(key, name):
            self._people.write()
            key = self._keys.free_key(key, people)
        self._people.create(key, name)
        return Resolved(key)


class OrganizationResolver:
    """The organizations of one table; unknown publishers become new organizations."""

    def __init__(self, context: LoadContext, file: str) -> None:
        self._context, self._file = context, file
        self._keys = KeyMaker(context)
        self._resolved: dict[str, Resolved] = {}
        self._new: dict[str, Organization] = {}

    def key_of(self, field: str, name: str) -> str | None:
        """Return the key of the organization that a name means, or None if none is recorded."""
        if name not in self._resolved:
            self._resolved[name] = self._resolve(name)
        found = self._resolved[name]
        if found.reason:
            raise WrongRowError(field, found.reason)
        return found.key

    def _resolve(self, name: str) -> Resolved:
        found = find_organization(self._context.connection, name)
        if isinstance(found, Named):
            return Resolved(found.key)
        if not found:
            return Resolved(None)
        candidates = ", ".join(one.key for one in found[:MOST_CANDIDATES])
        shown = quoted(name, LONGEST_SHOWN)
        return Resolved(None, f"{shown}: several organizations may be meant: {candidates}; write the key of one")

    def new_organization(self, field: str, name: str, lang: str) -> Organization:
        """Return a new organization with this name, always the same one for a name."""
        if name not in self._new:
            key = self._keys.free_key(key_of_name(name, "organization"), organizations)
            taken = {one.key for one in self._new.values()}
            while key in taken:
                key = f"{key[:80]}-{digest(name)[:6]}"
            located, problems = check({"key": key, "name": name, "lang": lang}, Organization, Place(self._file, 0))
            if problems:
                raise WrongRowError(field, problems[0].message)
            self._new[name] = located.record
        return self._new[name]


def name_of_slug(slug: str, kind: str) -> str | None:
    """Return the name in a key such as "ada-brook", or None if it is not certainly a person's.

    It is certain if the table calls the speaker a person or the first word is a common given name.
    """
    words = slug.split("-")
    if not may_be_name(slug) or (kind != "person" and not is_common_given(words[0])):
        return None
    spelled = " ".join(f"{word.upper()}." if len(word) == 1 else word.capitalize() for word in words)
    return spelled if titles.is_name(spelled) else None


def _listed(candidates: Sequence[Named]) -> str:
    return " or ".join(f"{one.name} ({one.key})" for one in candidates[:MOST_LISTED])


def _fullness(name: str | None) -> tuple[bool, bool, int, str]:
    words = (name or "").split()
    initials = any(len(word.strip(".")) == 1 for word in words)
    return len(words) < 2, initials, -len(words), name or ""
