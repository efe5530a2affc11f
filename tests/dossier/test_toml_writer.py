"""A written dossier reads back as the same records, and is readable."""

import tempfile
import tomllib
from pathlib import Path

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from kzclaims.dossier import toml_reader as toml
from kzclaims.dossier import toml_writer as writer
from kzclaims.dossier.records import Appearance, Citation, Name, Organization, Person, Role, Source, Statement, Topic
from tests.contents import HOSTILE, contents, texts

WRITTEN = '''\
dossier = "herald"

[[people]]
key = "ada-brook"
name = "Ada Brook"
lang = "en"
names = [
  { text = "A. Brook", lang = "en", kind = "as printed" },
]

[[people.roles]]
title = "engineer"
lang = "en"
citations = [
  { source = "herald", exact = "the engineer Ada Brook" },
]

[[sources]]
key = "herald"
title = "A \\"new\\" bridge"
lang = "en"
text = """
Nine years.
The engineer said: ""It took us nine years"\\""""

[[statements]]
key = "brook-nine-years"
kind = "direct"
text = "It took us nine years"
lang = "en"
topics = ["bridges", "towns"]

[[statements.appearances]]
source = "herald"
start = 33
end = 54
attribution = "The engineer, to whom the people of the town had listened for the whole evening, said:"
'''


def test_it_is_laid_out_for_a_person(tmp_path: Path) -> None:
    cited = Citation(source="herald", exact="the engineer Ada Brook")
    said = "The engineer, to whom the people of the town had listened for the whole evening, said:"
    records = [
        Person(
            key="ada-brook",
            name="Ada Brook",
            lang="en",
            names=[Name(text="A. Brook", lang="en", kind="as printed")],
            roles=[Role(title="engineer", lang="en", citations=[cited])],
        ),
        Source(
            key="herald",
            title='A "new" bridge',
            lang="en",
            text='Nine years.\nThe engineer said: ""It took us nine years""',
        ),
        Statement(
            key="brook-nine-years",
            kind="direct",
            text="It took us nine years",
            lang="en",
            topics=["bridges", "towns"],
            appearances=[Appearance(source="herald", attribution=said, start=33, end=54)],
        ),
    ]
    text = "".join(writer.written("herald", records))
    assert text == WRITTEN
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    assert [one.record for one in toml.read(tmp_path / "x.toml").records] == records


@given(st.lists(texts | st.text(st.characters(exclude_categories=["Cs"])), max_size=4))
def test_any_text_is_read_again(words: list[str]) -> None:
    topics = [Topic(key=f"t{number}", name=text) for number, text in enumerate([*words, *HOSTILE])]
    read = tomllib.loads("".join(writer.written("x", topics)))
    assert [one["name"] for one in read["topics"]] == [topic.name for topic in topics]


@given(contents())
def test_written_dossiers_match_the_schema(records: list[Topic | Organization]) -> None:
    text = "".join(writer.written("x", records))
    jsonschema.Draft202012Validator(toml.schema()).validate(tomllib.loads(text))


def test_line_ends_survive_a_file_with_other_line_ends() -> None:
    text = "".join(writer.written("x", [Topic(key="t", name="a\r\nb\nc\rd")]))
    for ends in ("\n", "\r\n"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.toml"
            path.write_bytes(text.replace("\n", ends).encode())
            (read,) = toml.read(path).records
        assert isinstance(read.record, Topic)
        assert read.record.name == "a\r\nb\nc\rd"
