"""Measure how well names find their people, in every form, and how long a look-up takes.

The people and the pairs are split in halves. The rules were tuned on what the first half missed, with one exception:
that «Толстой» is Татьяна Толстая's genitive came from the other half. Forms that pymorphy3 can't decline are left out.
"Offered" means among the first three candidates. Strangers, who aren't recorded but look like a recorded person, must
not resolve. Times are processor times.

    PYTHONPATH=. python benchmarks/names.py [--names 1000000] [--misses]
"""

import argparse
import itertools
import random
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert

from benchmarks.name_forms import HERE, Declined, Form, Person, forms, people, transliterate, typo
from kzclaims.errors import KzclaimsError
from kzclaims.language.names.keys import index_keys
from kzclaims.language.names.match import Match, NameQuery, unique_match
from kzclaims.store.database.database import Database
from kzclaims.store.derived.name_keys import add_name_keys, renew_name_keys
from kzclaims.store.names.resolve import resolve_person
from kzclaims.store.schema import tables
from kzclaims.store.schema.batches import BATCH
from kzclaims.store.upkeep import migrate

MOST_COMPARED = 100
MOST_OFFERED = 3
LEAST_SIMILARITY = 0.6
NOW = datetime(2026, 1, 1, tzinfo=UTC)
STRANGE = ["Шнайдер", "Чхартишвили", "Ыбыраев", "Гогенцоллерн", "Пфайфер"]

# Looking up, as a store does


class Index:
    """Names in memory, looked up as the store does."""

    def __init__(self, recorded: list[list[str]]) -> None:
        self.recorded = recorded
        self._by_key: dict[str, set[int]] = defaultdict(set)
        for place, names in enumerate(recorded):
            for key in {key for name in names for key in index_keys(name)}:
                self._by_key[key].add(place)

    def ask(self, question: str, without: int | None = None) -> tuple[int | None, list[int]]:
        """Return the person that a name resolves to, or the people offered, as if `without` weren't recorded."""
        query = NameQuery(question)
        found = self._with(query.keys) - {without}
        grades = {place: query.match_person(self.recorded[place]) for place in found}
        sure = unique_match(grades)
        if sure is not None:
            return sure, []
        likely = [place for place, grade in grades.items() if grade >= Match.RIVAL]
        if not likely:
            for keys in query.similar_keys:
                found |= self._with(keys) - {without} if len(found) < MOST_COMPARED else set()
            grades = {place: query.match_person(self.recorded[place]) for place in found}
        similarity = {place: query.similarity(self.recorded[place]) for place in likely or found}
        shown = [place for place in similarity if grades[place] > Match.NO or similarity[place] >= LEAST_SIMILARITY]
        return None, sorted(shown, key=lambda place: (-grades[place], -similarity[place]))[:MOST_OFFERED]

    def _with(self, keys: Iterable[str]) -> set[int]:
        return {place for key in keys for place in self._by_key.get(key, ())}


def outcome(index: Index, place: int, question: str) -> str:
    sure, offered = index.ask(question)
    if sure is not None:
        return "resolved" if sure == place else "WRONG"
    return "offered" if place in offered else "not found"


OUTCOMES = ("resolved", "offered", "not found", "WRONG")


def table(title: str, rows: dict[str, Counter[str]]) -> None:
    print(f"\n{title:34}{'forms':>7}{'resolved':>10}{'offered':>9}{'not found':>11}{'wrong':>7}{'res.+off.':>11}")
    for kind, counts in rows.items():
        total = counts.total()
        found = counts["resolved"] + counts["offered"]
        numbers = f"{counts['resolved']:10}{counts['offered']:9}{counts['not found']:11}{counts['WRONG']:7}"
        print(f"{kind:34}{total:7}{numbers}{found / total:11.1%}")


def quality(*, misses: bool) -> None:
    everybody = people()
    index = Index([person.names for person in everybody])
    declined = Declined()
    rng = random.Random(1)
    every: dict[tuple[int, str], Form] = {}
    for place, person in enumerate(everybody):
        for form in forms(place, person, declined, rng):
            every.setdefault((place, form.text), form)
    halves: dict[str, dict[str, Counter[str]]] = {"tuned on": {}, "held out": {}}
    missed: list[tuple[str, Form, str]] = []
    for form in every.values():
        half = "held out" if form.person % 2 else "tuned on"
        result = outcome(index, form.person, form.text)
        for kind in (form.kind, "all"):
            halves[half].setdefault(kind, Counter())[result] += 1
        if result in {"not found", "WRONG"}:
            missed.append((half, form, result))
    print(f"{len(everybody)} people, {len(every)} forms")
    for half, rows in halves.items():
        rows["all"] = rows.pop("all")
        table(half, rows)
    print("\nmisses by kind:", dict(Counter(f"{half}: {form.kind}" for half, form, _ in missed)))
    if misses:
        for half, form, result in missed:
            print(f"  {half}: {form.text} ({form.kind}) {result}, of {everybody[form.person].name}")
    strangers(everybody, index)
    look_alikes(everybody)
    typos(everybody, index, rng)


def strangers(everybody: list[Person], index: Index) -> None:
    """Other given names for the same family names, and each person asked for when not recorded."""
    recorded = {(person.given, person.family) for person in everybody}
    given = {gender: sorted({person.given for person in everybody if person.gender == gender}) for gender in "mf"}
    counts: Counter[str] = Counter()

    def ask(text: str, without: int | None = None) -> None:
        sure, maybe = index.ask(text, without)
        if sure is not None:
            print(f"  {text} → {everybody[sure].name}")
        counts["WRONG" if sure is not None else "somebody offered" if maybe else "nobody"] += 1

    for person, step in itertools.product(everybody, range(7, 100, 13)):
        names = given[person.gender]
        other = names[(names.index(person.given) + step) % len(names)]
        if (other, person.family) not in recorded:
            ask(f"{other} {person.family}")
            ask(f"{person.family} {other}")
            ask(transliterate(f"{other} {person.family}", "BGN/PCGN"))
    print(f"\nstrangers, a recorded family name with another given name: {dict(counts)}")
    counts.clear()
    men = {person.family for person in everybody}
    families = Counter(person.family for person in everybody)
    genitives = []
    for place, person in enumerate(everybody):
        ask(person.name, place)
        ask(person.latin, place)
        if person.family.endswith("а") and person.family[:-1] in men:
            sure, _ = index.ask(person.family, place)
            genitives.append(f"{person.family} → {everybody[sure].name if sure is not None else 'nobody'}")
        elif families[person.family] == 1:
            ask(person.family, place)
    print(f"strangers, each person as if not recorded: {dict(counts)}")
    print(f"  a woman's bare family name that is a recorded man's genitive, by design: {', '.join(genitives)}")


def look_alikes(everybody: list[Person]) -> None:
    """People who differ from a recorded one by one thing. Each is asked for where only that one is recorded."""
    rng = random.Random(3)
    halves: dict[str, dict[str, Counter[str]]] = {"tuned on": {}, "held out": {}}
    for place, person in enumerate(everybody):
        for kind, text, recorded in _look_alikes(person, rng.sample(everybody, 6), rng):
            query = NameQuery(text)
            counts = halves["held out" if place % 2 else "tuned on"].setdefault(kind, Counter())
            resolved = query.match_person([recorded]) is Match.YES
            counts["WRONG" if resolved else "not found"] += 1
            if resolved:
                print(f"  {kind}: {text} → {recorded}")
    for half, rows in halves.items():
        counts = sum(rows.values(), Counter[str]())
        print(f"look-alikes, {half}: {counts['WRONG']} wrong of {counts.total()}")
        print("  " + ", ".join(f"{kind} {found.total()}" for kind, found in rows.items()))


RELATIVES = ("жена", "сын", "г-жа", "вдова", "адвокат", "пресс-секретарь", "им.", "Фонд")
RELATIVES_LATIN = ("Mrs.", "Madame", "wife of", "son of", "St.", "Aide to", "not")


def _look_alikes(person: Person, others: list[Person], rng: random.Random) -> Iterable[tuple[str, str, str]]:
    given, family, latin = person.given, person.family, person.latin
    for other in others:
        yield "hyphenated family name", f"{given} {family}-{other.family}", person.name
        if other.given == given:
            continue
        yield "given name", f"{other.given} {family}", person.name
        yield "more given names", f"{given} {other.given} {family}", person.name
        if other.patronymic and person.patronymic and other.patronymic[:3] != person.patronymic[:3]:
            known = f"{given} {person.patronymic} {family}"
            yield "patronymic", f"{given} {other.patronymic} {family}", known
            if other.patronymic[0] != person.patronymic[0]:
                yield "initial of the patronymic", f"{given[0]}. {other.patronymic[0]}. {family}", known
    if "-" not in given and len(given) > 3:
        letter, at = rng.choice("бгдзлмоурт"), rng.randrange(1, len(given) - 1)
        changed = f"{given[:at]}{letter}{given[at + 1 :]}"
        if changed != given:
            yield "letter of the given name", f"{changed} {family}", person.name
    for relative in RELATIVES:
        yield "relative", f"{relative} {person.name}", person.name
    for relative in RELATIVES_LATIN:
        yield "relative", f"{relative} {latin}", latin
    for generation in ("Jr.", "II", "fils"):
        yield "generation", f"{latin} {generation}", latin
    for generation in ("мл.", "-старший"):
        yield "generation", f"{person.name}{' ' * (generation[0] != '-')}{generation}", person.name
    if family.endswith(("ов", "ев", "ин")):
        yield "gender", f"{given} {family}а", person.name
        yield "gender", f"{given[0]}. А. {family}а", f"{given} А. {family}"
    elif family.endswith(("ова", "ева", "ина")):
        yield "gender", f"{given} {family[:-1]}", person.name
        yield "gender", f"{given[0]}. {family[:-1]}", person.name


def typos(everybody: list[Person], index: Index, rng: random.Random) -> None:
    counts: Counter[str] = Counter()
    for place, person in enumerate(everybody):
        if " " in person.family or len(person.family) < 5:
            continue
        wrong = typo(person.family.lower(), rng).capitalize()
        for text in (wrong, f"{person.given} {wrong}"):
            sure, offered = index.ask(text)
            if sure is not None:
                counts["resolved" if sure == place else "WRONG"] += 1
                continue
            counts["offered" if place in offered else "not found"] += 1
    print(f"typos, one edit in the family name: {dict(counts)}")


def pairs(*, misses: bool) -> None:
    """Try the file of pairs, each kind among its own people and those of the other file."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for line in (HERE / "name_pairs.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section = sections.setdefault(line.removeprefix("## "), [])
        elif not line.startswith("#"):
            one, _, other = line.partition("|")
            section.append((one, other))
    background = [person.names for person in people()]
    rows: dict[str, Counter[str]] = {}
    for title, found in sections.items():
        counts = rows.setdefault(title, Counter())
        if title.startswith("different people"):
            for asked, recorded_name in [*found, *(pair[::-1] for pair in found)]:
                resolved = NameQuery(asked).match_person([recorded_name]) >= Match.RIVAL
                counts["WRONG" if resolved else "not found"] += 1
            continue
        recorded = list(dict.fromkeys(one for one, _ in found))
        index = Index([[name] for name in recorded] + background)
        for one, other in found:
            result = outcome(index, recorded.index(one), other)
            counts[result] += 1
            if misses and result in {"not found", "WRONG"}:
                print(f"  {title}: {other} {result}, of {one}")
    table("pairs", rows)


# Time


def timing(count: int) -> None:
    """Time look-ups in a database of `count` people, one in a hundred of them Иванов; a twentieth is unknown."""
    rng = random.Random(2)
    everybody = people()
    given = sorted({person.given for person in everybody if person.gender == "m" and "-" not in person.given})
    stems = [person.family for person in everybody if person.family.endswith(("ов", "ев", "ин"))]
    beginnings = sorted({stem[:cut] for stem in stems for cut in (3, 4)})
    middles = ["", "ба", "ку", "ле", "ро", "ти"]

    def name(place: int) -> str:
        ending = rng.choice("бвгдклмнпрст") + rng.choice(["ов", "ин", "ский", "енко"])
        family = "Иванов" if place % 100 == 0 else rng.choice(beginnings) + rng.choice(middles) + ending
        return f"{rng.choice(given)} {family}"

    with TemporaryDirectory() as folder:
        database = Database(Path(folder) / "names.db")
        migrate.upgrade(database)
        started = time.process_time()
        with database.writing() as connection:
            renew_name_keys(connection)
            for first in range(0, count, BATCH):
                texts = [(place + 1, name(place)) for place in range(first, min(first + BATCH, count))]
                rows = [{"id": number, "key": f"p-{number}", "name": text, "recorded": NOW} for number, text in texts]
                connection.execute(insert(tables.people), rows)
                rows = [
                    {"id": number, "person_id": number, "text": text, "lang": "ru", "kind": "preferred"}
                    for number, text in texts
                ]
                connection.execute(insert(tables.names), rows)
                add_name_keys(connection, [(number, number, text) for number, text in texts])
        built = time.process_time() - started
        print(f"\n{count:,} people, built in {built:.0f} s ({built / count * 1e6:.0f} µs a person)")
        kinds = {
            "full name": [name(1) for _ in range(100)],
            "family name": [name(1).split()[1] for _ in range(100)],
            "Иванов alone": ["Иванов"] * 3,
            "unknown, one letter lost": [typo(name(1).lower(), rng).title() for _ in range(100)],
            "unknown family name": [f"{rng.choice(given)} {strange}" for strange in STRANGE],
            "unknown, in Latin letters": ["Grzegorz Brzeczyk", "Maria Gonzales", "John Miller", "Ove Hammarskjold"],
        }
        with database.reading() as connection:
            for kind, questions in kinds.items():
                times = []
                for question in questions:
                    started = time.process_time()
                    with suppress(KzclaimsError):
                        resolve_person(connection, question)
                    times.append((time.process_time() - started) * 1e3)
                worst = sorted(times)[int(len(times) * 0.95)]
                print(f"  {kind:28} median {statistics.median(times):7.2f} ms, 95 % {worst:7.2f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=int, default=1_000_000, help="how many names to time a look-up among; 0: don't")
    parser.add_argument("--misses", action="store_true", help="list every form that was not found")
    options = parser.parse_args()
    quality(misses=options.misses)
    pairs(misses=options.misses)
    for count in sorted({min(4_000, options.names), options.names} - {0}):
        timing(count)


if __name__ == "__main__":
    main()
