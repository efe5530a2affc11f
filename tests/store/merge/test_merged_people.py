"""People that one of two databases has merged or recorded as different."""

from pathlib import Path

import pytest

from kzclaims.errors import InputError
from kzclaims.store.identity.different import record_difference
from kzclaims.store.identity.merge import merge as merge_records
from kzclaims.store.merge import choices
from kzclaims.store.read import queries
from tests.store.loading import BASE
from tests.store.merge.colleagues import BORIS, Colleague


def test_merged_people_stay_merged(both: tuple[Colleague, Colleague]) -> None:
    ada, boris = both
    for one in both:
        one.load(BASE + BORIS.replace("Борис Орлов", "А. Петрова"))
    with boris.database.writing() as connection:
        merge_records(connection, "anna", "boris", reason="the same person", record_type="person")
    ada.load(BASE.replace('speaker = "anna"', 'speaker = "boris"') + BORIS.replace("Борис Орлов", "А. Петрова"))
    ada.merge(boris)
    assert "boris" not in ada.records()
    with ada.database.reading() as connection:
        page = queries.statement(connection, "it-rains")
        assert page.speaker is not None
        assert page.speaker.key == "anna"
    assert ada.problems() == []
    assert ada.merge(boris).is_idle


def test_a_person_merged_here_and_corrected_there_is_kept_once(both: tuple[Colleague, Colleague]) -> None:
    ada, boris = both
    person = BORIS.replace("Борис Орлов", "А. Петрова") + '[[people.roles]]\ntitle = "поэт"\nlang = "ru"\n'
    for one in both:
        one.load(BASE + person)
    with ada.database.writing() as connection:
        merge_records(connection, "anna", "boris", reason="the same person", record_type="person")
    boris.load(BASE + person.replace("А. Петрова", "Алла Петрова"))
    ada.merge(boris)
    assert "Алла Петрова" in ada.text()
    assert ada.merge(boris).is_idle
    assert ada.problems() == []


def test_people_that_are_different_here_and_merged_there_stop_a_merge(both: tuple[Colleague, Colleague]) -> None:
    ada, boris = both
    for one in both:
        one.load(BASE.replace('speaker = "anna"', 'speaker = "boris"') + BORIS)
    with ada.database.writing() as connection:
        record_difference(connection, "anna", "boris", reason="no")
    with boris.database.writing() as connection:
        merge_records(connection, "anna", "boris", reason="yes", record_type="person")
    before = ada.text(), boris.text()
    for one, other in (both, both[::-1]):
        with pytest.raises(InputError, match="disagree") as raised:
            one.merge(other, prefer="theirs")
        assert len(raised.value.hints) == 1
    assert (ada.text(), boris.text()) == before
    assert ada.records()["it-rains"].speaker == "boris"


def test_records_that_refer_to_a_merged_person_are_added(both: tuple[Colleague, Colleague]) -> None:
    ada, boris = both
    person = BORIS.replace("Борис Орлов", "А. Петрова")
    for one in both:
        one.load(BASE + person)
    with ada.database.writing() as connection:
        merge_records(connection, "anna", "boris", reason="the same person", record_type="person")
    said = BASE[BASE.index("[[statements]]") :].replace('"it-rains"', '"it-snows"').replace('"anna"', '"boris"')
    boris.load(BASE + person + said.replace("Идёт дождь.", "Идёт снег!!"))
    ada.merge(boris)
    assert "boris" not in ada.records()
    assert ada.records()["it-snows"].speaker == "anna"
    assert ada.problems() == []
    assert ada.merge(boris).is_idle
    boris.merge(ada)
    assert boris.records() == ada.records()


def test_a_merged_key_never_joins_unrelated_people(both: tuple[Colleague, Colleague], tmp_path: Path) -> None:
    ada, boris = both
    said = BASE[BASE.index("[[statements]]") :].replace('"it-rains"', '"it-snows"').replace('"anna"', '"boris"')
    ada.load(BASE + BORIS.replace("Борис Орлов", "А. Петрова"))
    boris.load(BASE + BORIS + said.replace("Идёт дождь.", "Идёт снег!!"))
    with ada.database.writing() as connection:
        merge_records(connection, "anna", "boris", reason="the same person", record_type="person")
    (conflict,) = ada.merge(boris, prefer="theirs").conflicts
    assert (conflict.kind, conflict.values) == ("owner", ("Анна Петрова", "Борис Орлов"))
    file = tmp_path / "choices.toml"
    text = "".join(choices.written([conflict]))
    file.write_text(text.replace('choice = ""', 'new_key = "boris-orlov"'), encoding="utf-8")
    assert [one for one in boris.merge(ada).remarks if "not here" in one]
    records = boris.records()
    assert (records["boris"].name, records["it-snows"].speaker) == ("Борис Орлов", "boris")
    assert ada.merge(boris, choices=file).conflicts == []
    records = ada.records()
    assert (records["boris-orlov"].name, records["it-snows"].speaker) == ("Борис Орлов", "boris-orlov")
    assert ada.merge(boris, choices=file).plan.added["person"] == []
    assert ada.problems() == boris.problems() == []
