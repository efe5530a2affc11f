"""Texts are ranked by the words of a quotation that they have near each other."""

from hypothesis import given
from hypothesis import strategies as st

from kzclaims.store.read.nearby import LONG, MOST_LACKING, WIDTH, Nearby

WORDS = ["oak", "oaks", "elm", "birch", "willow", "maple"]
texts = st.lists(st.sampled_from([*WORDS, "Oak", "x", "filler words here"]), max_size=60).map(" ".join)


def most(words: str, text: str) -> int:
    """Return the greatest number of different words near each other, found in the simplest way."""
    asked = set(words.split())
    places = [(at, word) for at, word in _tokens(text.lower()) if word in asked]
    return max(
        (len({word for at, word in places if first <= at <= first + WIDTH * len(words)}) for first, _ in places),
        default=0,
    )


def _tokens(text: str) -> list[tuple[int, str]]:
    found, place = [], 0
    for word in text.split():
        place = text.index(word, place)
        found.append((place, word))
        place += len(word)
    return found


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), texts)
def test_a_text_is_complete_if_it_has_all_words_near_each_other(words: str, text: str) -> None:
    found = next(Nearby(words).nearest([(1, text)]), None)
    number = most(words, text)
    assert (found is None) == (number == 0)
    assert (found is not None and found.is_complete) == (number == len(set(words.split())))


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), texts)
def test_a_long_text_is_compared_if_half_of_the_words_are_near_each_other(words: str, text: str) -> None:
    filler = "y " * LONG
    found = next(Nearby(words).nearest([(1, f"{filler}{text} {filler}")]), None)
    number, count = most(words, text), len(set(words.split()))
    assert (found is not None) == (2 * number >= count)
    if found:
        assert most(words, found.part) == number
        assert found.is_complete == (number == count)
        assert len(found.part) < len(found.words)


def test_of_texts_that_lack_words_those_with_the_most_are_compared() -> None:
    lacking = [(number, " ".join(WORDS[: 1 + number % 5])) for number in range(20)]
    found = list(Nearby(" ".join(WORDS)).nearest([*lacking, (99, " ".join(WORDS))]))
    assert [one.statement for one in found] == [99, 4, 9, 14, 19, 3]
    assert len(found) == MOST_LACKING + 1


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), st.lists(texts, max_size=12))
def test_complete_texts_come_first_and_then_those_with_the_most_words(words: str, some: list[str]) -> None:
    count = len(set(words.split()))
    numbers = sorted((number for one in some if (number := most(words, one))), reverse=True)
    complete = numbers.count(count)
    found = list(Nearby(words).nearest(enumerate(some), [(99, words)]))
    assert [most(words, one.words) for one in found] == [
        *[count] * (complete + 1),
        *numbers[complete : complete + MOST_LACKING],
    ]
    assert [one.is_complete for one in found].count(True) == complete + 1
