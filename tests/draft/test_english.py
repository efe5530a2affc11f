"""English texts: quotations, reported clauses and their speakers."""

import pytest

from kzclaims.draft.draft import drafted


def read(text: str) -> list[tuple[str, str, str | None]]:
    """Return the kind, the words and the speaker of each statement."""
    return [
        (
            one.said.kind,
            text[one.said.span.start : one.said.span.end],
            None if one.speaker.person is None else one.speaker.person.name,
        )
        for one in drafted(text, "en")[1]
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“The bridge is closed,” said Ann Brook.", ("direct", "The bridge is closed", "Ann Brook")),
        ("“The bridge is closed,” Mayor Ann Brook said on Monday.", ("direct", "The bridge is closed", "Ann Brook")),
        ('Ann Brook said: "The bridge is closed."', ("direct", "The bridge is closed.", "Ann Brook")),
        ("Ann Brook said that the bridge is closed.", ("indirect", "the bridge is closed", "Ann Brook")),
        ("Ann Brook said the bridge was closed.", ("indirect", "the bridge was closed", "Ann Brook")),
        ("Ann Brook told the council that the bridge is shut.", ("indirect", "the bridge is shut", "Ann Brook")),
        ("According to Ann Brook, the bridge is closed.", ("indirect", "the bridge is closed", "Ann Brook")),
        ("The old bridge is closed, according to Ann Brook.", ("indirect", "The old bridge is closed", "Ann Brook")),
        ("The old bridge is closed, said Ann Brook.", ("indirect", "The old bridge is closed", "Ann Brook")),
        ("Ann Brook said the bridge was “not safe.”", ("mixed", "the bridge was “not safe.”", "Ann Brook")),
        ("A spokesman for Ann Brook said that the bridge is shut.", ("indirect", "the bridge is shut", None)),
        ("Ann Brook's lawyer said that the bridge is shut.", ("indirect", "the bridge is shut", None)),
        ("The Brook campaign said that the bridge is shut.", ("indirect", "the bridge is shut", None)),
        ("She said that the old bridge is closed.", ("indirect", "the old bridge is closed", None)),
        ("Ann Brook and Paul Field said that the bridge is shut.", ("indirect", "the bridge is shut", None)),
    ],
)
def test_one_statement(text: str, expected: tuple[str, str, str | None]) -> None:
    assert read(text) == [expected]


def test_a_family_name_of_two_people_is_open() -> None:
    text = "Ann Brook and her brother Paul Brook came. Brook said that the bridge is shut."
    assert read(text) == [("indirect", "the bridge is shut", None)]


def test_a_quotation_goes_on_in_the_next_sentence() -> None:
    text = "“The bridge is closed,” said Ann Brook. “Nobody may cross it.”"
    assert read(text)[1] == ("direct", "Nobody may cross it.", "Ann Brook")


@pytest.mark.parametrize("text", ["The think tank published a study.", "Those claims were old.", "They had to say no."])
def test_nothing_is_reported(text: str) -> None:
    assert read(text) == []
