"""Two databases of colleagues: what only one of them changed is taken, what both changed is a conflict."""

import json
from datetime import datetime
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from sqlalchemy import select

from kzclaims.errors import DatabaseError, InputError
from kzclaims.store.database.database import Database
from kzclaims.store.history import journal
from kzclaims.store.history.as_of import reading
from kzclaims.store.history.history import history
from kzclaims.store.merge import apply, choices
from kzclaims.store.merge.merge import Outcome, merge
from kzclaims.store.read import queries
from kzclaims.store.schema.tables import history as history_rows
from kzclaims.store.upkeep import migrate
from tests.running import Run
from tests.store.loading import BASE
from tests.store.merge.colleagues import BORIS, Colleague


def outcomes(outcome: Outcome) -> dict[tuple[str, str | None], str]:
    return {(one.record[1], one.field and one.field.name): one.outcome for one in outcome.plan.differences}


def test_both_corrections_and_the_status_arrive(both: tuple[Colleague, Colleague]) -> None:
    ada, boris = both
    ada.load(BASE.replace('place = "Алматы"', 'place = "Астана"'))
    boris.load(BASE.replace('name = "Газета"', 'name = "Новая Газета"'))
    boris.status("disputed")
    done = ada.merge(boris)
    assert outcomes(done) == {("gazette", "name"): "take", ("storm", "place"): "keep"}
    assert boris.merge(ada).conflicts == []
    assert ada.records() == boris.records()
    assert (ada.records()["storm"].place, ada.records()["gazette"].name) == ("Астана", "Новая Газета")
    for one in both:
        with one.database.reading() as connection:
            page = queries.statement(connection, "it-rains")
        assert page.status == "disputed"
        assert page.status_basis is not None
        assert (page.status_basis.author, page.status_basis.because) == ("boris", "disputed by boris")
        assert one.problems() == []


def test_a_second_merge_changes_nothing(both: tuple[Colleague, Colleague]) -> None:
    ada, boris = both
    boris.load(BASE.replace("Идёт дождь.", "Льёт дождь.") + BORIS)
    assert ada.merge(boris).plan.added["person"] == ["boris"]
    before = ada.text()
    assert ada.merge(boris).is_idle
    assert ada.text() == before


def test_what_both_changed_is_a_conflict_until_it_is_settled(both: tuple[Colleague, Colleague]) -> None:
    ada, boris = both
    ada.load(BASE.replace('place = "Алматы"', 'place = "Астана"'))
    boris.load(BASE.replace('place = "Алматы"', 'place = "Шымкент"') + BORIS)
    before = ada.text()
    (conflict,) = ada.merge(boris).conflicts
    assert conflict.values == ("Астана", "Шымкент")
    assert [one and (one.author, one.because) for one in conflict.origins()] == [
        ("ada", "corrected"),
        ("boris", "corrected"),
    ]
    assert ada.text() == before
    assert ada.merge(boris, prefer="ours", dry_run=True).conflicts == []
    assert ada.text() == before
    ada.merge(boris, prefer="ours")
    assert ada.records()["storm"].place == "Астана"
    assert "Шымкент" in ada.text()
    assert ada.merge(boris).is_idle
    back = boris.merge(ada)
    origins = [one.origins()[1] for one in back.plan.differences if one.record == ("event", "storm")]
    assert [one and one.author for one in origins] == ["ada"]
    assert boris.records() == ada.records()
    assert ada.problems() == boris.problems() == []


def test_a_value_that_only_a_creation_recorded_is_kept(both: tuple[Colleague, Colleague]) -> None:
    ada, boris = both
    event = '\n[[events]]\nkey = "thaw"\ntitle = "{}"\nlang = "ru"\n'
    ada.load(BASE + event.format("Оттепель"))
    boris.load(BASE + event.format("Потепление"))
    assert outcomes(ada.merge(boris)) == {("thaw", "title"): "conflict"}
    ada.merge(boris, prefer="ours")
    with ada.database.reading() as connection:
        (change,) = history(connection, "thaw").changes
    assert (change.after, change.elsewhere) == ({"title": "Потепление"}, "claims.db")
    assert ada.merge(boris).is_idle


def test_one_key_with_unrelated_names_is_never_joined_silently(
    both: tuple[Colleague, Colleague], tmp_path: Path
) -> None:
    ada, boris = both
    person = '\n[[people]]\nkey = "p1"\nname = "{}"\nlang = "ru"\n'
    ada.load(BASE + person.format("Ада Брук"))
    said = BASE[BASE.index("[[statements]]") :].replace('"it-rains"', '"it-snows"').replace('"anna"', '"p1"')
    boris.load(BASE + person.format("Борис Ким") + said.replace("Идёт дождь.", "Идёт снег!!"))
    assert [one.kind for one in ada.merge(boris, prefer="theirs").conflicts] == ["owner"]
    file = tmp_path / "choices.toml"
    conflicts = ada.merge(boris).conflicts
    text = "".join(choices.written(conflicts)).partition('\n[[conflicts]]\nrecord = "person p1"\nfield = "name"')[0]
    file.write_text(text.replace('choice = ""', 'new_key = "boris-kim"'), encoding="utf-8")
    assert ada.merge(boris, choices=file).conflicts == []
    records = ada.records()
    assert (records["p1"].name, records["boris-kim"].name) == ("Ада Брук", "Борис Ким")
    assert records["it-snows"].speaker == "boris-kim"
    assert ada.problems() == []
    assert ada.merge(boris, choices=file).is_idle
    file.write_text(text.replace('choice = ""', 'new_key = "anna"'), encoding="utf-8")
    with pytest.raises(InputError, match="taken"):
        ada.merge(boris, choices=file)


@pytest.mark.parametrize("prefer", ["ours", "theirs"])
def test_one_key_for_two_statements_and_sources_joins_no_passages(
    both: tuple[Colleague, Colleague], tmp_path: Path, prefer: Any
) -> None:
    ada, boris = both
    source = '\n[[sources]]\nkey = "{}"\ntitle = "{}"\nlang = "ru"\nurl = "https://news.example/{}"\n'
    said = (
        '\n[[statements]]\nkey = "said"\nkind = "indirect"\nspeaker = "anna"\nlang = "ru"\ntext = "{}"\n'
        'appearances = [{{ source = "{}", exact = "{}" }}]\n'
    )
    ada.load(BASE + source.format("news", "Налоги", 1) + said.format("Налоги растут.", "paper", "налоги растут"))
    boris.load(BASE + source.format("news", "Спорт", 2) + said.format("Матч выигран.", "news", "матч выигран"))
    conflicts = ada.merge(boris, prefer=prefer).conflicts
    assert [(one.kind, one.record) for one in conflicts] == [
        ("owner", ("source", "news")),
        ("owner", ("statement", "said")),
    ]
    file = tmp_path / "choices.toml"
    text = "".join(choices.written(conflicts))
    for new in ("sport", "match"):
        text = text.replace('choice = ""', f'new_key = "{new}"', 1)
    file.write_text(text, encoding="utf-8")
    assert ada.merge(boris, prefer=prefer, choices=file).conflicts == []
    records = ada.records()
    assert [one.source for one in records["said"].appearances] == ["paper"]
    assert [one.source for one in records["match"].appearances] == ["sport"]
    assert (records["news"].title, records["sport"].title) == ("Налоги", "Спорт")
    assert ada.merge(boris, choices=file).is_idle
    assert ada.problems() == []


def test_one_key_for_two_events_joins_no_participants(both: tuple[Colleague, Colleague]) -> None:
    ada, boris = both
    event = '\n[[events]]\nkey = "fire"\ntitle = "{}"\nlang = "ru"\ndate = "{}"\n'
    ada.load(BASE + event.format("Пожар", "2024-01-01"))
    boris.load(BASE + event.format("Увольнение", "2023-05-05") + 'participants = [{ person = "anna" }]\n')
    (conflict,) = ada.merge(boris, prefer="ours").conflicts
    assert (conflict.kind, conflict.values) == ("owner", ("Пожар", "Увольнение"))
    assert ada.records()["fire"].participants == []


def test_all_problems_of_the_choices_are_reported(both: tuple[Colleague, Colleague], tmp_path: Path) -> None:
    ada, boris = both
    ada.load(BASE.replace('place = "Алматы"', 'place = "Астана"'))
    boris.load(BASE.replace('place = "Алматы"', 'place = "Шымкент"'))
    file = tmp_path / "choices.toml"
    text = "".join(choices.written(ada.merge(boris).conflicts))
    file.write_text(
        text.replace('choice = ""', 'choice = "mine"').replace("Шымкент", "Семей")
        + '[[conflicts]]\nrecord = "event x"\nfield = "title"\nchoice = "ours"\nwhy = 1\n'
        + '[[conflicts]]\nrecord = "event y"\nnew_key = "No"\n',
        encoding="utf-8",
    )
    before = ada.text()
    with pytest.raises(InputError) as error:
        ada.merge(boris, choices=file)
    shown = "\n".join(error.value.hints)
    assert all(word in shown for word in ("mine", "theirs", "why", "event x", "new_key", "choices.toml:5"))
    assert ada.text() == before
    file.write_text(text.replace('choice = ""', 'choice = "theirs"'), encoding="utf-8")
    ada.merge(boris, choices=file)
    assert ada.records()["storm"].place == "Шымкент"


def test_removed_parts_and_records_stay_removed(both: tuple[Colleague, Colleague]) -> None:
    ada, boris = both
    for one in both:
        one.load(BASE + BORIS)
    ada.load(BASE.replace('{ text = "Anna Petrova", lang = "en" }', ""), prune=True)
    boris.load(BASE.replace('topics = ["rain"]\nmentions', "mentions") + BORIS, prune=True)
    ada.merge(boris)
    boris.merge(ada)
    for one in both:
        records = one.records()
        assert "boris" not in records
        assert [name.text for name in records["anna"].names] == ["Петрова"]
        assert records["it-rains"].topics == []
        assert one.problems() == []


def test_a_former_preferred_name_gets_the_kind_that_it_has_there(both: tuple[Colleague, Colleague]) -> None:
    ada, boris = both
    printed = '{ text = "Анна Петрова", lang = "ru", kind = "as printed" }'
    text = BASE.replace('name = "Анна Петрова"', 'name = "Анна Ким"').replace("names = [", f"names = [{printed}, ")
    boris.load(text)
    boris.load(text, prune=True)
    ada.merge(boris)
    for one in both:
        kinds = {name.text: name.kind for name in one.records()["anna"].names}
        assert kinds["Анна Петрова"] == "as printed"
        assert one.problems() == []


def test_changes_elsewhere_come_before_those_of_the_merge(both: tuple[Colleague, Colleague]) -> None:
    ada, boris = both
    boris.load(BASE.replace("Идёт дождь.", "Льёт дождь."))
    ada.merge(boris)
    with ada.database.reading() as connection:
        of_statement = select(history_rows.c.elsewhere).where(history_rows.c.table_name == "statements")
        assert connection.scalars(of_statement.order_by(history_rows.c.id)).all() == [True, False]


def test_a_record_that_was_recorded_again_is_merged_once(both: tuple[Colleague, Colleague]) -> None:
    ada, boris = both
    event = '\n[[events]]\nkey = "thaw"\ntitle = "Оттепель"\nlang = "ru"\nplace = "{}"\n'
    for place in ("Алматы", "Астана"):
        ada.load(BASE + event.format(place))
    boris.load(BASE + event.format("Семей"))
    boris.load(BASE, prune=True)
    boris.load(BASE + event.format("Алматы"))
    assert ada.merge(boris).conflicts == []
    assert ada.records()["thaw"].place == "Астана"
    assert ada.merge(boris).is_idle


def test_a_rejected_record_with_a_new_role_is_merged_once(both: tuple[Colleague, Colleague]) -> None:
    ada, boris = both
    for one in both:
        one.load(BASE + BORIS)
    ada.load(BASE, prune=True)
    cited = 'title = "поэт"\nlang = "ru"\ncitations = [{ source = "paper", exact = "поэт" }]\n'
    boris.load(BASE + BORIS + f"\n[[people.roles]]\n{cited}")
    ada.merge(boris, prefer="ours")
    assert "boris" not in ada.records()
    assert ada.merge(boris).is_idle


def test_a_place_found_for_a_removed_role_is_merged_once(both: tuple[Colleague, Colleague]) -> None:
    ada, boris = both
    role = BASE[BASE.index("[[people.roles]]") : BASE.index("[[sources]]")]
    ada.load(BASE.replace(role, ""), prune=True)
    text = 'publisher = "gazette"\ntext = "Сегодня метеоролог Петрова ждёт бурю."'
    boris.load(BASE.replace('publisher = "gazette"', text))
    ada.merge(boris, prefer="ours")
    assert ada.records()["anna"].roles == []
    assert ada.merge(boris).is_idle


def test_a_value_that_a_merge_takes_belongs_to_its_dossier(both: tuple[Colleague, Colleague]) -> None:
    ada, boris = both
    boris.load(BASE.replace('place = "Алматы"', 'place = "Астана"'))
    ada.merge(boris)
    with ada.database.reading() as connection:
        changes = history(connection, "storm").changes
    assert [one.dossier for one in changes if not one.elsewhere] == ["base"]
    ada.load(BASE.replace('place = "Алматы"', 'place = "Шымкент"'))
    assert ada.records()["storm"].place == "Шымкент"


def test_the_past_stays_what_it_was(both: tuple[Colleague, Colleague], monkeypatch: pytest.MonkeyPatch) -> None:
    ada, boris = both

    def on(day: int) -> None:
        monkeypatch.setattr(journal, "utc_clock", lambda: datetime(2027, 1, day))  # noqa: DTZ001

    on(5)
    boris.load((BASE + BORIS).replace("Идёт дождь.", "Льёт дождь."))
    on(6)
    boris.load((BASE + BORIS).replace("Борис Орлов", "Борис И. Орлов"))
    on(10)
    ada.merge(boris, prefer="theirs")
    texts = {}
    names = {}
    for day in (4, 5, 9, 10):
        with reading(ada.database, f"2027-01-{day:02}") as connection:
            texts[day] = queries.statement(connection, "it-rains").text
            names[day] = [one.name for one in queries.people(connection) if one.key == "boris"]
    assert texts == {4: "Идёт дождь.", 5: "Идёт дождь.", 9: "Идёт дождь.", 10: "Идёт дождь."}
    assert names == {4: [], 5: ["Борис Орлов"], 9: ["Борис И. Орлов"], 10: ["Борис И. Орлов"]}


def test_a_failure_in_the_middle_changes_nothing(
    both: tuple[Colleague, Colleague], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, boris = both
    boris.load((BASE + BORIS).replace("Идёт дождь.", "Льёт дождь."))
    before = ada.text()
    for name in ("_add_records", "_take_fields", "_link_dossiers", "_import_history", "_set_statuses"):
        with monkeypatch.context() as patch:

            def fail(_writer: object) -> None:
                raise DatabaseError("no room")

            patch.setattr(apply.Writer, name, fail)
            with pytest.raises(DatabaseError):
                ada.merge(boris)
        assert ada.text() == before
    ada.merge(boris)
    assert ada.text() != before


@pytest.mark.parametrize("revision", ["0004", "0009", "0011"])
def test_the_other_database_may_be_older_and_is_not_changed(
    both: tuple[Colleague, Colleague], revision: str, tmp_path: Path
) -> None:
    ada, boris = both
    boris.load(BASE + BORIS)
    old = tmp_path / "old.db"
    copyfile(boris.database.path, old)
    migrate.to_revision(Database(old), revision)
    before = old.read_bytes()
    merge(ada.database, old)
    assert ada.records() == boris.records()
    assert old.read_bytes() == before
    assert ada.problems() == []


def test_the_command_line(both: tuple[Colleague, Colleague], run: Run) -> None:
    ada, boris = both
    ada.load(BASE.replace('place = "Алматы"', 'place = "Астана"'))
    boris.load(BASE.replace('place = "Алматы"', 'place = "Шымкент"') + BORIS)
    boris.status("disputed")
    mine, theirs = ("--database", ada.database.path), boris.database.path
    shown = run(*mine, "merge", theirs)
    assert shown.code == 1
    assert all(word in shown.out for word in ("Астана", "Шымкент", "by boris: corrected", "disputed"))
    written = run(*mine, "merge", theirs, "--write-choices", "choices.toml", "--format", "json")
    report = json.loads(written.out)
    assert (written.code, report["conflicts"], report["written"]) == (1, 1, False)
    assert run(*mine, "merge", theirs, "--write-choices", "choices.toml").code == 2
    file = Path("choices.toml")
    file.write_text(file.read_text(encoding="utf-8").replace('choice = ""', 'choice = "theirs"'), encoding="utf-8")
    dry = run(*mine, "merge", theirs, "--choices", "choices.toml", "--dry-run")
    assert (dry.code, "dry run" in dry.err) == (0, True)
    assert run(*mine, "merge", theirs, "--choices", "choices.toml").code == 0
    assert ada.records()["storm"].place == "Шымкент"
    assert "nothing to merge" in run(*mine, "merge", theirs).err
