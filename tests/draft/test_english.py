"""English texts: quotations, reported clauses and their speakers."""

import pytest

from kzclaims.draft.draft import drafted


def read(text: str) -> list[tuple[str, str, str | None]]:
    """Return the kind, the words and the speaker of each statement."""
    return [
        (
            one.said.kind,
            text[one.said.span.start : one.said.span.end],
            None if one.speaker is None else one.speaker.name,
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
        ("Ann Brook (D-Ohio) said the bridge was closed.", ("indirect", "the bridge was closed", "Ann Brook")),
        ("''The bridge is closed,'' Ms. Ann Brook said.", ("direct", "The bridge is closed", "Ann Brook")),
        ("Said Ann Brook: “The bridge is closed.”", ("direct", "The bridge is closed.", "Ann Brook")),
        ("In a letter, Ann Brook said, the bridge is closed.", ("indirect", "the bridge is closed", "Ann Brook")),
        ("Ann Brook said on Monday that the bridge is shut.", ("indirect", "the bridge is shut", "Ann Brook")),
        ("Ann Brook said in a letter he closed the bridge.", ("indirect", "he closed the bridge", "Ann Brook")),
        ("Ann Brook pointed out that the bridge is shut.", ("indirect", "the bridge is shut", "Ann Brook")),
        ("Ann Brook promised to open the bridge.", ("indirect", "to open the bridge", "Ann Brook")),
        ("Ann Brook accused the mayor of lying, but he denies it.", ("indirect", "the mayor of lying", "Ann Brook")),
        ("Ann Brook called the mayor a “public liar.”", ("mixed", "the mayor a “public liar.”", "Ann Brook")),
        ("Ann Brook called for a new stone bridge.", ("indirect", "a new stone bridge", "Ann Brook")),
        ("A man dressed as Ann Brook praised the old bridge.", ("indirect", "the old bridge", None)),
        ("Ann Brook, through a lawyer, said the bridge was shut.", ("indirect", "the bridge was shut", None)),
        ("Fans of Ann Brook praised the old bridge.", ("indirect", "the old bridge", None)),
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


@pytest.mark.parametrize(
    "text",
    [
        "What Ann Brook says is wrong.",
        "Ann Brook was praised by the mayor.",
        "The think tank published a study.",
        "Those claims were old.",
        "They had to say no.",
    ],
)
def test_nothing_is_reported(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        # several speakers
        "The mayor and Ann Brook said that the bridge is shut.",
        "Ann Brook, the mayor, and Paul Field said that the bridge is shut.",
        "“The bridge is closed,” said Paul Field and Ann Brook.",
        "The old bridge is closed, according to Paul Field and Ann Brook.",
        # nobody asserts it, or somebody else reports it
        "Neither Ann Brook nor Paul Field said that the bridge is shut.",
        "If Ann Brook says the bridge is closed, then it is closed.",
        "The mayor denied that Ann Brook said that the bridge is shut.",
        "Paul Field quoted Ann Brook, saying the bridge was closed.",
        "Someone impersonating Ann Brook said that the bridge is shut.",
        "Paul Field's claims that Ann Brook said the bridge was closed are false.",
        # another holder of the family name
        "Paul Brook came. Mrs. Brook said that the bridge is shut.",
        "Mr. Brook and his wife, Ann Brook, came. Brook said that the bridge is shut.",
        "Paul and Ann Brook came. Brook said that the bridge is shut.",
        "Paul Brook came. Saoirse Brook said that the bridge is shut.",
        "Paul Brook came. Saoirse Brook came. Brook said that the bridge is shut.",
        "Paul Brook came. The Brook said that the bridge is shut.",
        "Paul Hall came. City Hall said that the bridge is shut.",
        # places and companies that begin like a name
        "Victoria Park said that the bridge is shut.",
        "Ross Stores said that the bridge is shut.",
        "The Rose Wood said that the bridge is shut.",
        "St Thomas Wood said that the bridge is shut.",
        # somebody who speaks for a person
        "According to a lawyer for Ann Brook, the bridge is closed.",
        "“The bridge is closed,” a lawyer told Ann Brook on Monday.",
    ],
)
def test_an_open_speaker(text: str) -> None:
    assert read(text)[-1][2] is None


def test_words_end_before_the_next_speaker() -> None:
    text = "Ann Brook said the bridge was closed, and Paul Field said it was open."
    assert read(text) == [
        ("indirect", "the bridge was closed", "Ann Brook"),
        ("indirect", "it was open", "Paul Field"),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Sources told Ann Brook the bridge was closed.", "the bridge was closed"),
        ("In a letter to Ann Brook, the council said the bridge was closed.", "the bridge was closed"),
        ("According to a lawyer for Ann Brook, the bridge is closed.", "the bridge is closed"),
    ],
)
def test_words_without_the_attribution(text: str, words: str) -> None:
    assert [one[1] for one in read(text)] == [words]


def test_a_possessive_is_no_name() -> None:
    assert [one.name for one in drafted("Ann Brook's lawyer left.", "en")[0]] == ["Ann Brook"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("President Seryk-Bolat Omarkul said that the bridge is shut.", "Seryk-Bolat Omarkul"),
        ("Prime Minister Tivadar Ozgul told reporters that the bridge is shut.", "Tivadar Ozgul"),
        ("Vinh Quoc Tran, the deputy minister, said that the bridge is shut.", "Vinh Quoc Tran"),
        ("On Monday, Zhanna Seitkali said that the bridge is shut.", "Zhanna Seitkali"),
        ("José Arroyo said that the bridge is shut.", "José Arroyo"),
    ],
)
def test_a_title_or_a_given_name_of_any_language_shows_a_person(text: str, name: str) -> None:
    assert read(text) == [("indirect", "the bridge is shut", name)]
    assert read(f"{text} {name.rsplit(maxsplit=1)[-1]} said that nobody may cross it.")[1][2] == name


@pytest.mark.parametrize(
    "name",
    [
        "Tivadar Ozgul",  # nothing shows that this isn't a firm
        "Costa Rica",
        "Roman Catholics",
        "Almaty Region",
        "Seryk Foods",
        "The President Hotel",
        "President Elect",
        "An Indian",
        "Samruk Kazyna",
        "South Zhanna Seitkali",
    ],
)
def test_nobody_is_made_of_other_capitalised_words(name: str) -> None:
    assert drafted(f"{name} said that the bridge is shut.", "en")[0] == []


def test_a_recorded_person_is_found_by_any_name() -> None:
    text = "Tivadar Ozgul said that the bridge is shut."
    people, (said,) = drafted(text, "en", is_recorded=lambda name: name == "Tivadar Ozgul")
    assert [one.name for one in people] == ["Tivadar Ozgul"]
    assert said.speaker is people[0]


def test_a_word_of_time_ends_a_name() -> None:
    people, _ = drafted("Minister Tivadar Ozgul Tuesday said the bridge was shut.", "en")
    assert [one.name for one in people] == ["Tivadar Ozgul"]
