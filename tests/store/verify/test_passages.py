"""Passages are compared with their texts, and similar words never count as the same."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from kzclaims.documents.document import plain
from kzclaims.dossier import toml_reader as toml
from kzclaims.errors import InputError, NotFoundError
from kzclaims.language.quotes.cuts import Objection
from kzclaims.language.quotes.text import Text
from kzclaims.store.database.database import Database
from kzclaims.store.load.load import load_dossiers
from kzclaims.store.load.outcome import Outcome
from kzclaims.store.read import queries
from kzclaims.store.reports import Verified
from kzclaims.store.schema import tables as t
from kzclaims.store.verify import source_texts, stored
from kzclaims.store.verify.passages import NEAR, check_passage, format_differences
from kzclaims.store.verify.versions import sha256

TEXT = (
    "Министр Анна Петрова сказала: «Идёт сильный дождь, но он скоро кончится». По её словам, мосты не закрыты.\n"
    "\u2028«Да», – повторила она, – «да». Буря была во вторник."
)
DOSSIER = """
dossier = "rain"
[[people]]
key = "anna"
name = "Анна Петрова"
lang = "ru"
roles = [{{ title = "Министр", lang = "ru", citations = [{{ source = "paper", exact = "Министр Анна Петрова" }}] }}]
[[sources]]
key = "paper"
title = "Погода"
lang = "ru"
{source}
[[events]]
key = "storm"
title = "Буря"
lang = "ru"
citations = [{{ source = "paper", exact = "Буря была во вторник" }}]
[[statements]]
key = "it-rains"
kind = "direct"
speaker = "anna"
lang = "ru"
text = "{words}"
appearances = [{{ source = "paper"{place} }}]
[[statements]]
key = "bridges-open"
kind = "indirect"
speaker = "anna"
lang = "ru"
text = "Мосты открыты."
appearances = [{{ source = "paper", exact = "{passage}" }}]
"""
WORDS = "Идёт сильный дождь, но он скоро кончится"


class Kit:
    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder

    def load(
        self, words: str = WORDS, place: str = "", passage: str = "мосты не закрыты", source: str = "", **options: Any
    ) -> Outcome:
        path = self.folder / "rain.toml"
        text = DOSSIER.format(words=words, place=place, passage=passage, source=source)
        path.write_text(text, encoding="utf-8", newline="")
        with self.database.writing() as connection:
            return load_dossiers(connection, [toml.read(path)], **options)

    def archive(self, text: str, source: str = "paper", **options: Any) -> source_texts.Archived:
        with self.database.writing() as connection:
            return source_texts.archive(connection, source, plain(text), **options)

    def verify(self, *sources: str, text: str | None = None, fix: bool = False) -> dict[str, Verified]:
        with self.database.writing() as connection:
            return {one.key: one for one in stored.verify(connection, sources, text=text, fix=fix)}

    def stored(self) -> dict[str, str | None]:
        with self.database.reading() as connection:
            x, s = t.appearances.c, t.statements.c
            rows = connection.execute(select(s.key, x.verified).join_from(t.appearances, t.statements))
            return {row.key: row.verified for row in rows}


@pytest.fixture
def kit(empty: Database, tmp_path: Path) -> Kit:
    return Kit(empty, tmp_path)


def in_toml(text: str) -> str:
    escaped = text.replace("\n", "\\n").replace("\u2028", "\\u2028").replace("\r", "\\r")
    return f'text = "{escaped}"'


def place_of(words: str, by: int = 0) -> str:
    start = TEXT.index(words) + by
    return f", start = {start}, end = {start + len(words)}"


# One passage


@pytest.mark.parametrize(
    ("exact", "words", "status", "verbatim"),
    [
        (WORDS, WORDS, "exact", True),
        (WORDS, None, "exact", False),
        ("Идет сильный дождь, но он скоро кончится", None, "normalised", False),
        ("Идет сильный дождь, но он скоро кончится", "Идет сильный дождь, но он скоро кончится", "normalised", False),
        (WORDS, "идёт сильный дождь, но он скоро кончится.", "exact", False),
        (WORDS, "Идёт слабый дождь, но он скоро кончится", "drifted", False),
        (WORDS, "Идёт сильный дождь", "drifted", False),
        (WORDS, WORDS + " и начнётся опять", "drifted", False),
        (WORDS, "Идёт сильный […] но он скоро кончится", "exact", False),
        ("Идёт слабый дождь, но он скоро кончится", None, "altered", False),
        ("мосты закрыты", None, "altered", False),
        ("закрыты", None, "altered", False),
        ("Экспорт нефти вырос втрое", None, "not found", False),
        ("да", None, "ambiguous", False),
    ],
)
def test_a_passage(exact: str, words: str | None, status: str, verbatim: bool) -> None:
    finding = check_passage(Text(TEXT), exact, words=words)
    assert (finding.status, finding.verbatim) == (status, verbatim)


@pytest.mark.parametrize(
    ("attribution", "status"),
    [
        ("Министр Анна Петрова сказала", "exact"),
        ("министр … сказала", "exact"),
        ("по её словам", "exact"),
        ("Министр Борис Петров сказал", "altered"),
        ("пишет газета", "altered"),
    ],
)
def test_an_attribution_must_be_near_the_passage(attribution: str, status: str) -> None:
    finding = check_passage(Text(TEXT), WORDS, attribution=attribution)
    assert finding.status == status
    assert (finding.problem is Objection.ATTRIBUTION) == (status == "altered")


def test_an_attribution_far_from_the_passage_is_not_accepted() -> None:
    text = Text(f"{WORDS}. {'Так и есть. ' * NEAR}Сказала Анна Петрова.")
    assert check_passage(text, WORDS, attribution="Сказала Анна Петрова").status == "altered"


@pytest.mark.parametrize(
    ("attribution", "status"),
    [
        (None, "altered"),
        ("мэр сказал", "altered"),
        ("По словам водителя, мэр сказал", "exact"),
        ("по словам водителя", "exact"),
    ],
)
def test_an_attribution_must_name_a_witness(attribution: str | None, status: str) -> None:
    text = Text("Суд опросил троих. По словам водителя, мэр сказал: «Пристань можно закрыть». Мэр молчит.")
    assert check_passage(text, "Пристань можно закрыть", attribution=attribution).status == status


@pytest.mark.parametrize(
    ("exact", "attribution", "status"),
    [
        ("Пристань закроют", "Мэр Ержан Сатыбалды сказал", "exact"),
        ("Пристань закроют", "Позже капитан Ли сказал", "altered"),
        ("Лодок нет", "Мэр Ержан Сатыбалды сказал", "altered"),
        ("Лодок нет", "капитан Ли", "exact"),
        ("Мне жаль", "Мэр Ержан Сатыбалды", "altered"),
        ("Мне жаль", "сказала вчера в порту Анна Ким", "exact"),
        ("Ждём весны", "Анна Ким", "exact"),
        ("Вода спадёт", "Глава порта", "exact"),
    ],
)
def test_an_attribution_of_another_quotation_is_not_accepted(exact: str, attribution: str, status: str) -> None:
    text = Text(
        "Мэр Ержан Сатыбалды сказал: «Пристань закроют». Позже капитан Ли сказал: «Лодок нет».\n"
        "«Мне жаль», — сказала вчера в порту Анна Ким. Она добавила: «Ждём весны».\n"
        "Глава порта приехал вечером. «Вода спадёт», — заявил Омаров."
    )
    finding = check_passage(text, exact, attribution=attribution)
    assert finding.status == status
    assert (finding.problem is Objection.ATTRIBUTION) == (status == "altered")


def test_what_an_ellipsis_leaves_out_is_returned() -> None:
    finding = check_passage(Text(TEXT), "Идёт сильный … но он скоро кончится")
    assert (finding.status, finding.left_out) == ("normalised", (" дождь, ",))


def test_without_a_text_only_drift_shows() -> None:
    assert check_passage(None, "что угодно", words="что угодно").status == "no text"
    assert check_passage(None, "что угодно", words="что-то другое").status == "drifted"


def test_a_passage_may_print_a_part_if_another_prints_all() -> None:
    part = "но он скоро кончится"
    assert check_passage(Text(TEXT), part, words=WORDS).status == "drifted"
    assert check_passage(Text(TEXT), part, words=WORDS, others=lambda: [part]).status == "drifted"
    assert check_passage(Text(TEXT), part, words=WORDS, others=lambda: [part, WORDS]).status == "exact"


def test_differences_are_marked_word_by_word() -> None:
    finding = check_passage(Text(TEXT), "мосты все закрыты,")
    assert finding.match
    assert format_differences(finding.match.differences) == "мосты [-не-]{+все+} закрыты"
    drift = check_passage(Text(TEXT), WORDS, words="Идёт сильный дождь").drift
    assert format_differences(drift) == "Идёт сильный дождь [-, но он скоро кончится-]"


# Loading


def test_what_is_in_the_text_is_loaded_with_its_status(kit: Kit) -> None:
    outcome = kit.load(source=in_toml(TEXT), place=place_of(WORDS))
    assert (outcome.added, outcome.remarks) == (5, [])
    assert kit.stored() == {"it-rains": "exact", "bridges-open": "exact"}
    with kit.database.reading() as connection:
        assert connection.scalar(select(t.sources.c.text_sha256)) == sha256(TEXT)
        assert connection.scalar(select(t.sources.c.text)) == TEXT
        assert [one.verified for one in queries.statement(connection, "it-rains").appearances] == ["exact"]
    again = kit.load(source=in_toml(TEXT), place=place_of(WORDS))
    assert (again.added, again.changed, again.kept) == (0, 0, [])


def test_without_a_text_nothing_is_known(kit: Kit) -> None:
    kit.load(words="Сказано нигде")
    assert kit.stored() == {"it-rains": None, "bridges-open": None}


def test_all_that_is_not_in_the_text_is_refused_at_once(kit: Kit) -> None:
    with pytest.raises(InputError) as caught:
        kit.load(words="Идёт слабый дождь, но он скоро кончится", passage="мосты закрыты", source=in_toml(TEXT))
    assert [hint.partition("rain.toml:")[2] for hint in caught.value.hints] == [
        "23: statement “it-rains”: text: these are not the words of “paper”; nearest, 31 to 71: "
        "Идёт [-сильный-]{+слабый+} дождь, но он скоро кончится",
        "31: statement “bridges-open”: appearances[0].exact: these are not the words of “paper”; nearest, 88 to 104: "
        "мосты [-не-] закрыты",
    ]
    with kit.database.reading() as connection:
        assert list(queries.sources(connection)) == []


def test_nothing_near_is_said_as_well(kit: Kit) -> None:
    with pytest.raises(InputError, match="these are not the words of “paper”"):
        kit.load(words="Экспорт нефти вырос втрое", source=in_toml(TEXT))


def test_problems_of_passages_come_with_all_others(kit: Kit) -> None:
    with pytest.raises(InputError) as caught:
        kit.load(
            words="Идёт слабый дождь", place=', attribution = "x", strt = 5', source=in_toml(TEXT), passage="закрыли"
        )
    assert str(caught.value).startswith("2 problems")
    assert "there is no such field; did you mean start?" in str(caught.value)


def test_unverified_words_are_recorded_on_request_as_what_they_are(kit: Kit) -> None:
    wrong = "Идёт слабый дождь, но он скоро кончится"
    outcome = kit.load(words=wrong, passage="Экспорт вырос втрое", source=in_toml(TEXT), allow_unverified=True)
    assert kit.stored() == {"it-rains": "altered", "bridges-open": "not found"}
    assert len(outcome.remarks) == 2
    assert all(line.startswith("not verified: ") for line in outcome.remarks)
    assert (
        kit.load(words=wrong, passage="Экспорт вырос втрое", source=in_toml(TEXT), allow_unverified=True).changed == 0
    )
    kit.load(source=in_toml(TEXT))
    assert kit.stored() == {"it-rains": "exact", "bridges-open": "exact"}


def test_a_direct_statement_whose_text_is_not_its_passage_is_refused_without_a_text_too(kit: Kit) -> None:
    with pytest.raises(InputError, match=r"but they differ: \[-Идёт-\]\{\+Пойдёт\+\} сильный дождь"):
        kit.load(words="Пойдёт сильный дождь, но он скоро кончится", place=f', exact = "{WORDS}"')
    kit.load(words="Пойдёт сильный дождь, но он скоро кончится", place=f', exact = "{WORDS}"', allow_unverified=True)
    assert kit.stored()["it-rains"] == "drifted"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"place": ", start = 5, end = 9"}, "exact has 40 characters, so it ends at 45"),
        ({"place": ", start = 1000, end = 1040"}, "end: 1040 is beyond the text of “paper”, which has 159 characters"),
        ({"source": in_toml(TEXT) + f'\ntext_sha256 = "{"0" * 64}"'}, "text_sha256: is not that of the text, which is"),
    ],
)
def test_places_and_hashes_that_cannot_be(kit: Kit, options: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        kit.load(**{"source": in_toml(TEXT), **options})


def test_attributions_of_dossiers_are_checked_and_those_of_tables_are_not(kit: Kit) -> None:
    wrong = place_of(WORDS) + ', attribution = "сообщил мэр"'
    with pytest.raises(InputError) as caught:
        kit.load(source=in_toml(TEXT), place=wrong)
    assert "appearances[0].attribution" in str(caught.value)
    kit.load(source=in_toml(TEXT), place=wrong, allow_unverified=True)
    assert (kit.stored()["it-rains"], kit.verify()["it-rains"].problem) == ("altered", Objection.ATTRIBUTION)
    with kit.database.writing() as connection:  # as a table leaves them
        connection.execute(update(t.appearances).values(attribution_kind="cell"))
    assert kit.verify()["it-rains"].status == "exact"


def test_moved_words_are_loaded_and_remarked_upon(kit: Kit) -> None:
    outcome = kit.load(source=in_toml(TEXT), place=place_of(WORDS, by=3))
    (line,) = outcome.remarks
    assert "statement “it-rains”: appearances[0]: is at 31 to 71, not at 34 to 74" in line
    assert kit.stored()["it-rains"] == "moved"
    found = kit.verify()["it-rains"]
    assert (found.status, found.verbatim, found.start, found.found_start) == ("moved", True, 34, 31)
    assert kit.verify(fix=True)["it-rains"].status == "moved"
    found = kit.verify()["it-rains"]
    assert (found.status, found.start, found.end) == ("exact", 31, 71)
    assert kit.stored()["it-rains"] == "exact"


# Archived texts


def test_passages_are_held_against_the_archived_text_whatever_file_brings_them(kit: Kit) -> None:
    kit.load()
    kit.archive(TEXT)
    assert kit.stored() == {"it-rains": None, "bridges-open": None}
    assert {one.status for one in kit.verify().values()} == {"exact"}
    assert kit.stored() == {"it-rains": None, "bridges-open": None}
    kit.verify(fix=True)
    assert kit.stored() == {"it-rains": "exact", "bridges-open": "exact"}
    assert kit.load().changed == 0, "the dossier has no text, and the archived one stays"
    assert {one.status for one in kit.verify().values()} == {"exact"}
    with pytest.raises(InputError, match="these are not the words"):
        kit.load(words="Идёт снег")


def test_each_kind_of_record_is_verified(kit: Kit) -> None:
    kit.load(source=in_toml(TEXT))
    found = kit.verify("paper")
    assert {(one.record, one.key, one.kind, one.verbatim) for one in found.values()} == {
        ("person", "anna", None, False),
        ("event", "storm", None, False),
        ("statement", "it-rains", "direct", True),
        ("statement", "bridges-open", "indirect", False),
    }


def test_another_text_is_refused_and_replaces_on_request(kit: Kit) -> None:
    kit.load(source=f'text_sha256 = "{sha256(TEXT)}"')
    other = TEXT.replace("сильный", "слабый")
    with pytest.raises(InputError, match="this is not the recorded text"):
        kit.archive(other)
    assert kit.archive(TEXT).new
    assert not kit.archive(TEXT).new
    kit.verify(fix=True)
    assert kit.archive(other, replace=True).former == sha256(TEXT)
    assert kit.stored() == {"it-rains": None, "bridges-open": None}, "a result for a text that is gone"
    assert kit.verify()["it-rains"].status == "altered"
    with kit.database.reading() as connection:
        assert connection.scalars(select(t.former_texts.c.sha256)).all() == [sha256(TEXT)]
    with pytest.raises(InputError, match="these are not the words"):
        kit.load(source=f'text_sha256 = "{sha256(TEXT)}"')
    with pytest.raises(InputError, match="text_sha256: differs from that of the archived text"):
        kit.load(source=f'text_sha256 = "{"1" * 64}"')


def test_a_dossier_that_changes_its_text_leaves_the_hash_of_the_former(kit: Kit) -> None:
    kit.load(source=in_toml(TEXT))
    kit.load(source=in_toml("И вот: " + TEXT))
    with kit.database.reading() as connection:
        assert connection.scalars(select(t.former_texts.c.sha256)).all() == [sha256(TEXT)]
    assert kit.stored() == {"it-rains": "exact", "bridges-open": "exact"}


@pytest.mark.sqlite
def test_whoever_changes_a_passage_takes_its_status_back(kit: Kit) -> None:
    kit.load(source=in_toml(TEXT))
    with closing(sqlite3.connect(kit.database.path)) as raw, raw:
        raw.execute("UPDATE appearances SET exact = 'Мосты' WHERE exact LIKE 'мосты%'")
    assert kit.stored() == {"it-rains": "exact", "bridges-open": None}


# Verifying


def test_a_given_text_is_of_the_source_with_its_hash(kit: Kit) -> None:
    kit.load(source=f'text_sha256 = "{sha256(TEXT)}"')
    assert {one.status for one in kit.verify(text=TEXT).values()} == {"exact"}
    assert {one.status for one in kit.verify().values()} == {"no text"}
    changed = kit.verify(text=TEXT.replace("сильный", "слабый"), fix=True)
    assert (changed["paper"].record, changed["paper"].status) == ("source", "text changed")
    assert (changed["it-rains"].status, changed["bridges-open"].status) == ("altered", "exact")
    assert kit.stored() == {"it-rains": None, "bridges-open": None}, "a changed text changes nothing"


def test_nobody_guesses_whose_a_text_is(kit: Kit) -> None:
    kit.load(source='[[sources]]\nkey = "other"\ntitle = "Другая"\nlang = "ru"')
    with pytest.raises(InputError, match=r"no source has a text with the SHA-256 [0-9a-f]{64}; name its SOURCE"):
        kit.verify(text=TEXT)
    assert kit.verify("paper", text=TEXT)["it-rains"].status == "exact"
    with pytest.raises(InputError, match="name only that one"):
        kit.verify("paper", "other", text=TEXT)
    with pytest.raises(NotFoundError, match="no source has the key “papr”; did you mean paper"):
        kit.verify("papr")


def test_words_of_another_source_are_found_there_and_come_last(kit: Kit) -> None:
    other = f'[[sources]]\nkey = "other"\ntitle = "Другая"\nlang = "ru"\n{in_toml(TEXT)}'
    kit.load(source=other)
    kit.archive("Мосты не закрыты. Буря была во вторник. Министр Анна Петрова сказала: «Снег скоро растает».")
    with kit.database.writing() as connection:
        found = list(stored.verify(connection, fix=True))
    assert [(one.key, one.status, one.elsewhere) for one in found][-1] == ("it-rains", "elsewhere", ["other"])
    assert kit.stored()["it-rains"] == "elsewhere"
    with pytest.raises(InputError, match="not the words of “paper”, but of “other”"):
        kit.load(source=other)


def test_a_seed_verifies_against_a_text_made_of_its_passages(seeded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The article isn't part of the project: its passages are put at their places in a text of the same length."""
    x, c = t.appearances.c, t.citations.c
    place = ("exact", "prefix", "suffix", "start")
    with seeded.reading() as connection:
        passages = [
            *connection.execute(select(*(x[name] for name in place)).where(x.start.is_not(None))),
            *connection.execute(select(*(c[name] for name in place)).where(c.start.is_not(None))),
        ]
        attributions = connection.scalars(select(x.attribution).where(x.attribution.is_not(None))).all()
    letters = ["\n"] * 2964
    for exact, prefix, suffix, start in passages:
        whole = f"{prefix}{exact}{suffix}"
        letters[start - len(prefix) : start - len(prefix) + len(whole)] = whole
    letters += "\n".join(["", *attributions])
    monkeypatch.setattr("kzclaims.store.verify.passages.NEAR", len(letters))
    with seeded.reading() as connection:
        found = list(stored.verify(connection, ["24-kanal-olevsky-2023-11"], text="".join(letters)))
    assert [one.status for one in found if one.status != "exact"] == ["text changed"], found[-1]
    assert [one.verbatim for one in found if one.kind == "direct"] == [True] * 9
    assert not any(one.verbatim for one in found if one.kind != "direct")
