"""How well names find their people, in every form, and what a look-up costs at a million names.

The forms are made by other hands than the rules: case forms by pymorphy3, spellings by tables of their own.
The people are split in halves by their place in the list. The rules were tuned on what the even half missed,
with one exception: that «Толстой» is Татьяна Толстая's genitive came from the odd half. Forms that pymorphy3
can't decline are left out. Strangers, who look like somebody but aren't recorded, must resolve to nobody.

    PYTHONPATH=. python benchmarks/names.py [--names 1000000] [--misses] [--variants FILE.tsv]
"""

import argparse
import csv
import itertools
import random
import re
import sqlite3
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pymorphy3 import MorphAnalyzer

from kzclaims.language.names.keys import index_keys
from kzclaims.language.names.match import Match, NameQuery, unique_match
from kzclaims.language.names.similarity import nearest

HERE = Path(__file__).parent

# One table a scheme: Russian letters in order, then what the scheme has for each.
LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
SCHEMES = {
    "BGN/PCGN": "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch ” y ’ e yu ya",
    "ISO 9": "a b v g d e ž z i j k l m n o p r s t u f h c č š ŝ ʺ y ʹ è û â",
    "GOST 7.79 B": "a b v g d e zh z i j k l m n o p r s t u f x cz ch sh shh '' y' ' e' yu ya",
    "GOST R 52535.1": "a b v g d e zh z i i k l m n o p r s t u f kh tc ch sh shch - y - e iu ia",
    "ICAO 9303": "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y - e iu ia",
    "scholarly": "a b v g d e ž z i j k l m n o p r s t u f ch c č š šč - y ’ ė ju ja",
    "English press": "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya",
    "French press": "a b v g d e j z i ï k l m n o p r s t ou f kh ts tch ch chtch - y - e iou ia",
    "German press": "a b w g d e sch s i j k l m n o p r s t u f ch z tsch sch schtsch - y - e ju ja",
}
KAZAKH = dict(
    zip(
        "аәбвгғдежзийкқлмнңоөпрстуұүфхһчшыіэюя",
        re.findall(r"\w+", "a ä b v g ğ d e j z i i k q l m n ñ o ö p r s t u ū ü f h h ç ş y ı e iu ia"),
        strict=True,
    )
)
VOWELS = set("аеиоуыэюяё")
LOOK_ALIKE = dict(zip("аеорсухк", "aeopcyxk", strict=True))
CASES = {"gent": "genitive", "datv": "dative", "ablt": "instrumental", "loct": "prepositional"}


class Person(NamedTuple):
    gender: str
    given: str
    patronymic: str
    family: str
    latin: str
    home: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def names(self) -> list[str]:
        """What is recorded: the Russian name, with the patronymic if known, and the spelling of the press."""
        whole = [f"{self.given} {self.patronymic} {self.family}"] if self.patronymic else []
        return [self.name, *whole, self.latin]


class Form(NamedTuple):
    person: int
    kind: str
    text: str


def people() -> list[Person]:
    found = []
    for line in (HERE / "people.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        gender, name, latin, home = line.split("|")
        given, *rest = name.split()
        patronymic = rest.pop(0) if len(rest) > 1 and rest[0].endswith(("вич", "вна", "ьич", "ична", "улы")) else ""
        found.append(Person(gender, given, patronymic, " ".join(rest), latin, home))
    return found


# Forms


def transliterate(name: str, scheme: str) -> str:
    table = {letter: "" if to == "-" else to for letter, to in zip(LETTERS, SCHEMES[scheme].split(), strict=True)}
    low = name.lower().replace("ё", "е")
    out = []
    for word in low.split():
        if scheme == "English press" and word.endswith(("ский", "ный", "рий", "лий")):
            word = word[:-2] + "ы"  # noqa: PLW2901
        latin = ""
        for place, letter in enumerate(word):
            after_vowel = place == 0 or word[place - 1] in VOWELS or word[place - 1] in "ьъй"
            if letter == "е" and after_vowel and scheme in {"BGN/PCGN", "English press"}:
                latin += "ye"
            elif letter == "е" and place and word[place - 1] in VOWELS and scheme in {"French press", "German press"}:
                latin += "je" if scheme == "German press" else "ïe" if word[place - 1] == "а" else "ie"
            else:
                latin += table.get(letter, letter)
        if scheme == "French press" and latin.endswith("in"):
            latin += "e"
        if scheme == "French press" and latin.endswith("skiï"):
            latin = latin[:-1]
        out.append("-".join(part.capitalize() for part in latin.split("-")))
    return " ".join(out)


class Declined:
    def __init__(self) -> None:
        self._morph = MorphAnalyzer()

    def __call__(self, word: str, tag: str, gender: str, case: str) -> str | None:
        """Return the word in a case, or None if the dictionary can't decline it."""
        if word == "Лев":  # the dictionary has it for an animal only
            return {"gent": "Льва", "datv": "Льву", "ablt": "Львом", "loct": "Льве"}[case]
        wanted = "masc" if gender == "m" else "femn"
        if "-" in word:
            first, _, last = word.rpartition("-")
            parts = [self(part, tag, gender, case) for part in (first, last)]
            return "-".join(part for part in parts if part) if all(parts) else None
        parses = [parse for parse in self._morph.parse(word) if "nomn" in parse.tag or "Fixd" in parse.tag]
        parses = [parse for parse in parses if (wanted in parse.tag or "ms-f" in parse.tag) and "sing" in parse.tag]
        parses.sort(key=lambda parse: tag not in parse.tag)
        if gender == "f" and word[-1] not in "ая":
            return word
        if tag == "Name" and parses and tag not in parses[0].tag:
            return None
        inflected = parses[0].inflect({case, "sing"}) if parses else None
        if word.endswith(("ов", "ев", "ёв", "ин")) and not (inflected and inflected.word.startswith(word.lower())):
            return (
                word + {"gent": "а", "datv": "у", "ablt": "ым", "loct": "е"}[case]
            )  # the dictionary guessed «Жапарва»
        if not inflected or (inflected.word == word.lower() and word[-1] not in "еёиоуыэю"):
            return None
        return str(inflected.word).capitalize()


def forms(place: int, person: Person, declined: Declined, rng: random.Random) -> Iterator[Form]:
    def form(kind: str, text: str) -> Form:
        return Form(place, kind, text)

    given, patronymic, family = person.given, person.patronymic, person.family
    single = " " not in family
    for case, kind in CASES.items():
        first = declined(given, "Name", person.gender, case)
        surname = declined(family, "Surn", person.gender, case) if single else family
        father = declined(patronymic, "Patr", person.gender, case) if patronymic else None
        if surname:
            yield form(f"{kind}, family name", surname)
            yield form("initials", f"{given[0]}. {surname}")
        if first and surname:
            yield form(kind, f"{first} {surname}")
        if first and surname and father and case in {"gent", "ablt"}:
            yield form(f"{kind}, patronymic", f"{first} {father} {surname}")
    yield form("as recorded", person.name)
    yield form("as recorded", person.latin)
    yield form("as recorded", family)
    yield form("order", f"{family} {given}")
    yield form("order", f"{family}, {given}")
    yield form("capitals", person.name.upper())
    yield form("capitals", person.latin.upper())
    yield form("initials", f"{family} {given[0]}.")
    yield form("initials", f"{person.latin[0]}. {person.latin.split(' ', 1)[1]}")
    if patronymic:
        yield form("patronymic", f"{given} {patronymic} {family}")
        yield form("order", f"{family} {given} {patronymic}")
        for text in ("{0}.{1}. {2}", "{0}. {1}. {2}", "{2} {0}.{1}.", "{2} {0}. {1}."):
            yield form("initials", text.format(given[0], patronymic[0], family))
    if "-" in given:
        yield form("hyphen", f"{given.replace('-', ' ')} {family}")
        yield form("initials", f"{'-'.join(part[0] + '.' for part in given.split('-'))} {family}")
    if "ё" in person.name:
        yield form("ё as е", person.name.replace("ё", "е"))
    for scheme in SCHEMES:
        yield form(scheme, transliterate(person.name, scheme))
        yield form(f"{scheme}, family name", transliterate(family, scheme))
    yield form("English genitive", f"{person.latin}'s")
    for letter, latin in LOOK_ALIKE.items():
        if family.count(letter):
            yield form("homoglyph", f"{given} {family.replace(letter, latin, 1)}")
            break
    if person.home:
        home_given, home_family = person.home.split()
        yield form("name at home", person.home)
        yield form("name at home, family name", home_family)
        yield form("name at home, initials", f"{home_given[0]}. {home_family}")
        if set(person.home.lower()) & set("әғқңөұүһ"):
            latin = "".join(KAZAKH.get(letter, letter) for letter in person.home.lower())
            yield form("Kazakh Latin", latin.title())
        if home_family.endswith(("ев", "ов")) and "і" not in home_family[-2:]:
            yield form("Kazakh, Kyrgyz case", home_family + rng.choice(["тың", "қа", "ты", "та"]))
        if home_family.endswith("ський"):
            yield form("Ukrainian case", home_family[:-2] + "ого")
            yield form("Ukrainian case", home_family[:-2] + "им")


def typo(word: str, rng: random.Random) -> str:
    place = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:place] + word[place + 1 :]
    if kind == 1:
        return word[:place] + word[place] + word[place:]
    if kind == 2 and word[place] != word[place - 1]:
        return word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :]
    return word[:place] + rng.choice([letter for letter in LETTERS if letter != word[place]]) + word[place + 1 :]


# Looking up, as a store does


class Index:
    def __init__(self, everybody: list[Person]) -> None:
        self.everybody = everybody
        self._by_key: dict[str, set[int]] = defaultdict(set)
        for place, person in enumerate(everybody):
            for name in person.names:
                for key in index_keys(name):
                    self._by_key[key].add(place)

    def ask(self, question: str, without: int | None = None) -> tuple[int | None, set[int]]:
        """Whom the question names, if one, and all whom it may name; as if `without` were not recorded."""
        places = set().union(*(self._by_key.get(key, set()) for key in NameQuery(question).keys)) - {without}
        grades = {place: NameQuery(question).match_person(self.everybody[place].names) for place in places}
        return unique_match(grades), {place for place, grade in grades.items() if grade is not Match.NO}


def outcome(index: Index, form: Form) -> str:
    sure, maybe = index.ask(form.text)
    if sure is not None:
        return "resolved" if sure == form.person else "WRONG"
    return "offered" if form.person in maybe else "not found"


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
    index = Index(everybody)
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
        result = outcome(index, form)
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


def typos(everybody: list[Person], index: Index, rng: random.Random) -> None:
    names = {name: place for place, person in enumerate(everybody) for name in person.names}
    counts: Counter[str] = Counter()
    for place, person in enumerate(everybody):
        if " " in person.family or len(person.family) < 5:
            continue
        wrong = typo(person.family.lower(), rng).capitalize()
        for text in (wrong, f"{person.given} {wrong}"):
            sure, maybe = index.ask(text)
            if sure is not None:
                counts["resolved" if sure == place else "WRONG"] += 1
                continue
            near = {names[name] for name in nearest(text, names, 5)}
            counts["offered or suggested" if place in maybe | near else "not found"] += 1
    print(f"typos, one edit in the family name: {dict(counts)}")


# The given file of variants


def variants(path: Path) -> None:
    """Try a table of person, form and kind (`form`, `typo`, `other person`), with only Russian names recorded."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    known = dict.fromkeys(row["person"] for row in rows if row["kind"] == "form")
    everybody = dict.fromkeys(row["person"] for row in rows)
    counts: Counter[str] = Counter()
    for row in rows:
        kind, person = row["kind"], row["person"]
        recorded = known if kind == "other person" else everybody
        grades = {name: NameQuery(row["form"]).match_person([name]) for name in recorded}
        sure = unique_match(grades)
        if kind == "other person":
            result = "nobody" if not any(grades.values()) else "somebody offered" if sure is None else "WRONG"
        elif sure is not None:
            result = "resolved" if sure == person else "WRONG"
        else:
            shown = grades[person] or person in nearest(row["form"], everybody)
            result = "both listed" if grades[person] is Match.YES else "suggested" if shown else "MISSED"
        counts[f"{kind}: {result}"] += 1
    print(f"\n{path.name}: {dict(counts)}")


# Time


def timing(count: int) -> None:
    """Time look-ups in SQLite, from keys to grades, among `count` names, one in a hundred of them Иванов."""
    rng = random.Random(2)
    everybody = people()
    given = sorted({person.given for person in everybody if person.gender == "m" and "-" not in person.given})
    stems = [
        person.family for person in everybody if person.gender == "m" and person.family.endswith(("ов", "ев", "ин"))
    ]
    beginnings = sorted({stem[:cut] for stem in stems for cut in (3, 4)})
    endings = [
        a + b + c
        for a in ("", "ба", "ку", "ле", "ро", "ти")
        for b in "бвгдклмнпрст"
        for c in ("ов", "ин", "ский", "енко")
    ]
    names = []
    for place in range(count):
        family = "Иванов" if place % 100 == 0 else rng.choice(beginnings) + rng.choice(endings)
        names.append(f"{rng.choice(given)} {family}")
    connection = sqlite3.connect("")
    connection.execute("create table names (id integer primary key, text text)")
    connection.execute("create table name_keys (key text, name_id integer)")
    started = time.perf_counter()
    connection.executemany("insert into names values (?, ?)", enumerate(names))
    connection.executemany(
        "insert into name_keys values (?, ?)",
        ((key, place) for place, name in enumerate(names) for key in index_keys(name)),
    )
    connection.execute("create index name_keys_key on name_keys (key)")
    built = time.perf_counter() - started
    rows = connection.execute("select count(*) from name_keys").fetchone()[0]
    print(
        f"\n{count:,} names: {rows / count:.1f} keys a name,"
        f" built in {built:.0f} s ({built / count * 1e6:.0f} µs a name)"
    )

    def ask(question: str) -> tuple[int, int]:
        keys = NameQuery(question).keys
        marks = ",".join("?" * len(keys))
        sql = f"""select text from names
                  where id in (select name_id from name_keys where key in ({marks})) limit 1000"""
        texts = [text for (text,) in connection.execute(sql, sorted(keys))]
        return len(texts), sum(NameQuery(question).match_person([text]) is Match.YES for text in texts)

    kinds = {
        "full name": rng.sample(names, 300),
        "family name": [name.split()[1] for name in rng.sample(names, 100)],
        "Иванов, given name": [f"{name} Иванов" for name in given],
        "Иванов, initial": [f"{name[0]}. Иванов" for name in given[:20]],
        "Иванов alone, first 1,000": ["Иванов"] * 3,
    }
    for kind, questions in kinds.items():
        times, found = [], []
        for question in questions:
            started = time.perf_counter()
            found.append(ask(question)[0])
            times.append(time.perf_counter() - started)
        worst = sorted(times)[int(len(times) * 0.95)] if len(times) > 3 else max(times)
        print(
            f"  {kind:28} median {statistics.median(times) * 1e3:7.2f} ms, 95 % {worst * 1e3:7.2f} ms,"
            f" candidates {statistics.median(found):6.0f}"
        )
    started = time.perf_counter()
    nearest("Жапоров", names[:100_000])
    print(f"  suggest among {min(count, 100_000):,}: {time.perf_counter() - started:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=int, default=1_000_000, help="how many names to time a look-up among; 0: don't")
    parser.add_argument("--misses", action="store_true", help="list every form that was not found")
    parser.add_argument("--variants", type=Path, help="a table of person, form and kind to try as well")
    options = parser.parse_args()
    quality(misses=options.misses)
    if options.variants:
        variants(options.variants)
    for count in sorted({min(10_000, options.names), min(100_000, options.names), options.names} - {0}):
        timing(count)


if __name__ == "__main__":
    main()
