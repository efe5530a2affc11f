import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.mutations import SENTENCES, TEXT, TRUE, mutations
from kzclaims.language.quotes.match import (
    MAX_CUT,
    Allowance,
    Difference,
    Span,
    Status,
    Text,
    find,
    hold,
    near,
)

SOURCE = Text(TEXT)
SPEECH = Text(
    "– Мы не будем закрывать границу, – сказал Сарсенов. – Ни завтра, ни через год.\r\n"
    "По его словам, товаро\u00adоборот вырос на\u00a01,5 процента, до 12\u00a0000 тонн. Мы готовы?\r\n"
    "Это не секрет, говорит он. И ещё раз: мы готовы. Неправда, что нам не нужна Астана."
)


def told(text: Text, words: str) -> tuple[str, str]:
    held = hold(text, words)
    assert held.start is not None
    return held.status, text.text[held.start : held.end]


def test_exact_at_its_place_whatever_the_context_says() -> None:
    words = "Мы не будем закрывать границу"
    held = hold(SPEECH, words, start=2, end=2 + len(words), prefix="совсем иное", suffix="и тут")
    assert (held.status, held.start, held.end, held.moved) == (Status.EXACT, 2, 2 + len(words), False)
    assert held.stands
    assert held.verbatim


def test_moved_words_are_shown_at_their_new_place() -> None:
    held = hold(SPEECH, "Это не секрет", start=0, end=13)
    assert held.status is Status.MOVED
    assert held.moved
    assert SPEECH.text[held.start : held.end] == "Это не секрет"


@pytest.mark.parametrize(
    ("words", "allowances"),
    [
        ("товарооборот вырос на 1,5 процента", {Allowance.SOFT_HYPHENS, Allowance.SPACES}),
        ("мы не будем закрывать границу", {Allowance.FIRST_LETTER}),
        ("«Мы не будем закрывать границу»", {Allowance.QUOTATION_MARKS}),
        ("Мы не будем закрывать границу.", {Allowance.FINAL_PUNCTUATION}),
        ("закрывать границу, — сказал", {Allowance.DASHES}),
        ("И еще раз", {Allowance.YO}),
        ("И еще\u0308 раз", {Allowance.COMPOSITION}),
        ("до 12000 тонн", {Allowance.SPACES}),
        ("не секрет…", {Allowance.ELLIPSIS}),
        ("не сек\u200bрет", {Allowance.INVISIBLE}),
        ("Мы не будем […] сказал Сарсенов", {Allowance.ELLIPSIS}),
    ],
)
def test_normalised_says_what_was_allowed(words: str, allowances: set[Allowance]) -> None:
    held = hold(SPEECH, words)
    assert held.status is Status.NORMALISED
    assert set(held.allowances) == allowances


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        ("правда, что нам не нужна Астана", "Неправда, что нам не нужна Астана"),
        ("будем закрывать границу", "не будем закрывать границу"),
        ("5 процента", "1,5 процента"),
        ("вырос на\u00a01", "вырос на\u00a01,5"),
        ("до 12", "до 12\u00a0000"),
        ("оборот вырос", "товаро\u00adоборот вырос"),
    ],
)
def test_words_torn_out_of_words_are_altered(words: str, nearest: str) -> None:
    status, source = told(SPEECH, words)
    assert status is Status.ALTERED
    assert source.startswith(nearest)
    start = SPEECH.text.find(words)
    if start >= 0:
        assert hold(SPEECH, words, start=start, end=start + len(words)).status is Status.ALTERED


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We can't go there", "We can"),
        ("They don’t support it", "support it"),
        ("Бұл дұрыс емес.", "Бұл дұрыс"),
        ("Он экс-министр финансов", "министр финансов"),
        ("Было -5 градусов", "5 градусов"),
        ("Нужно 10–15 человек", "15 человек"),
        ("Нужно 10–15 человек", "Нужно 10"),
        ("Рост на 5 % в год", "Рост на 5"),
        ("Было 1 250 школ", "250 школ"),
        ("Это правда?", "Это правда."),
        ("Это правда.", "Это правда?"),
        ("за́мок стоит", "за"),
        ("Это не\u00adправда", "\u00adправда"),
        ("Мы не станем помогать", " станем помогать "),
        ("Это не\u200b «победа», а провал", "«победа»"),
        ("Это не «победа», а провал", "победа"),
        ("Мы готовы? Да. Они тоже идут", "Мы готовы. […] Они тоже идут"),
    ],
)
def test_never_taken_for_true(text: str, words: str) -> None:
    held = hold(Text(text), words)
    assert not held.stands
    assert held.status is Status.NOT_FOUND or any(difference.kind != "kept" for difference in held.differences)
    start = text.find(words)
    if start >= 0:
        assert not hold(Text(text), words, start=start).stands


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Это было в 2023 500 лет спустя", "Это было в 2023"),
        ("Так или нет.\n\nМосква ждёт", "Москва ждёт"),
        ("Казахстан–Россия: счёт", "Россия: счёт"),
        ("我们不会关闭边境", "不会关闭"),
        ("\ufeffСлово дано", "Слово дано"),
        ("👍🏽 да", "👍🏽"),
    ],
)
def test_words_that_are_whole(text: str, words: str) -> None:
    assert hold(Text(text), words, start=text.find(words)).status is Status.EXACT


def test_differences_word_by_word() -> None:
    held = hold(SPEECH, "Это секрет, говорит она")
    assert held.status is Status.ALTERED
    assert held.nearest == "Это не секрет, говорит он"
    assert held.differences == (
        Difference("kept", "Это", "Это"),
        Difference("dropped", "", "не"),
        Difference("kept", "секрет, говорит", "секрет, говорит"),
        Difference("changed", "она", "он"),
    )
    assert 0.8 < held.nearness < 1


def test_context_tells_the_same_words_apart() -> None:
    text = Text("Он молчал. Мы готовы ждать. Она кивнула. Потом: мы готовы ждать. И всё.")
    words = "мы готовы ждать"
    held = hold(text, words)
    assert (held.status, held.start) == (Status.AMBIGUOUS, None)
    assert held.places == (Span(11, 26), Span(48, 63))
    assert hold(text, words, prefix="Она кивнула. Потом: ").start == 48
    assert hold(text, words, suffix=". Она кивнула").start == 11
    assert hold(text, words, prefix="Он молчал. ", suffix=". И всё").status is Status.AMBIGUOUS
    assert hold(text, words, prefix="Вчера и сегодня").status is Status.AMBIGUOUS
    assert hold(text, words, start=48).start == 48
    assert hold(text, words, start=46).start == 48  # it lies upon the place
    assert hold(text, words, start=30).status is Status.AMBIGUOUS


def test_recorded_place_tells_before_the_context() -> None:
    text = Text("Мы готовы ждать. Она кивнула. Мы готовы ждать.")
    held = hold(text, "мы готовы ждать", prefix="Она кивнула. ", start=0)
    assert (held.status, held.start) == (Status.NORMALISED, 0)


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        ("один два … семь восемь", True),
        ("один два (...) пять шесть […] девять десять", True),
        ("один два … нет нет", False),
        ("семь восемь … один два", False),
        ("один … семь восемь", False),
        ("один два … сем", False),
    ],
)
def test_marked_cuts(words: str, stands: bool) -> None:
    text = Text("Один два три четыре пять шесть семь восемь девять десять.")
    held = hold(text, words)
    assert held.stands is stands
    if stands:
        assert held.cuts
        assert Allowance.ELLIPSIS in held.allowances


def test_a_cut_has_a_longest_length() -> None:
    for length, status in ((MAX_CUT - 100, Status.NORMALISED), (MAX_CUT + 100, Status.NOT_FOUND)):
        text = Text("Казахстан большая страна. " + "ж" * length + ". Астана ждёт гостей.")
        held = hold(text, "Казахстан большая страна … Астана ждёт гостей")
        assert held.status is status or (not held.stands and status is Status.NOT_FOUND)


def test_a_cut_may_not_hide_a_negation() -> None:
    text = Text("Мы с вами не раз говорили о том, что война не нужна. Так и есть.")
    assert not hold(text, "Мы с вами … раз говорили о том").stands
    assert not hold(text, "что война … нужна. Так и есть").stands
    assert hold(text, "Мы с вами … говорили о том").stands is False  # the cut begins with «не»


def test_the_texts_own_ellipsis_is_not_a_mark() -> None:
    text = Text("Двое воздержались... и только один был за.")
    assert hold(text, "Двое воздержались… и только один").stands
    assert not hold(text, "Двое воздержались… один был за").stands
    assert hold(text, "Двое воздержались… […] один был за").stands


def test_find_gives_every_whole_place() -> None:
    text = Text("Кот, который спит. «кот»\u00a0не спит, Ко\u00adт спит")
    assert [text.text[start:end] for start, end in find(text, "кот")] == ["Кот", "кот", "Ко\u00adт"]
    assert find(text, "кот", limit=1) == [Span(0, 3)]
    assert find(text, " ") == find(text, "") == []


@pytest.mark.parametrize("place", [(-5, -2), (5, 2), (0, 999), (900, 999), (None, 3), (3, None), (0, 0)])
def test_any_recorded_place_will_do(place: tuple[int | None, int | None]) -> None:
    held = hold(SPEECH, "Это не секрет", start=place[0], end=place[1])
    assert held.stands


@pytest.mark.parametrize("words", ["", " ", "…", "«»", "\u00ad", "\n"])
def test_no_words_are_not_found(words: str) -> None:
    assert hold(Text("Слово и дело"), words).status is Status.NOT_FOUND
    assert near(Text("Слово"), "") is None


@given(st.text(max_size=60), st.text(max_size=30), st.data())
def test_no_text_is_too_odd(text: str, words: str, data: st.DataObject) -> None:
    odd = "\ud800\x00\u202e\u2067😀\u200d🏳️\u0301\u1160 "
    text = data.draw(st.sampled_from([text, text + odd + words, odd * 2 + words + odd]))
    start = data.draw(st.none() | st.integers(-5, 80))
    held = hold(Text(text), data.draw(st.sampled_from([words, words + odd])), start=start)
    if held.start is not None and held.end is not None:
        assert 0 <= held.start <= held.end <= len(text)
    assert all(text[start:end] for start, end in find(Text(text), words))


@given(st.integers(0, len(TEXT.split(" ")) - 1), st.integers(1, 30))
def test_words_of_a_text_stand_in_it_or_follow_a_negation(first: int, count: int) -> None:
    parts = TEXT.split(" ")
    start = len(" ".join(parts[:first])) + (first > 0)
    words = " ".join(parts[first : first + count])
    held = hold(SOURCE, words, start=start)
    if held.status is Status.EXACT:
        assert (held.start, held.end) == (start, start + len(words))
    else:
        assert held.status is Status.ALTERED
        assert len(held.nearest) > len(words)
        assert words in held.nearest


@given(st.integers(0, len(SENTENCES) - 1), st.text("абв е\n", max_size=200), st.text("абв е\n", max_size=200))
def test_edits_around_a_passage_move_it_truly(number: int, before: str, after: str) -> None:
    words = SENTENCES[number]
    start = TEXT.index(words)
    edited = f"{before}\n{TEXT}\n{after}"
    held = hold(Text(edited), words, start=start, end=start + len(words))
    assert held.verbatim
    assert held.moved
    assert edited[held.start : held.end] == words


@given(st.integers(0, len(SENTENCES) - 1), st.data())
def test_a_letter_changed_is_never_true(number: int, data: st.DataObject) -> None:
    words = SENTENCES[number]
    place = data.draw(st.integers(1, len(words) - 2).filter(lambda place: words[place].isalnum()))
    new = data.draw(st.sampled_from("абйи1w").filter(lambda letter: letter != words[place].lower()))
    changed = words[:place] + new + words[place + 1 :]
    start = TEXT.index(words)
    for held in (hold(SOURCE, changed), hold(SOURCE, changed, start=start, end=start + len(words))):
        assert held.status is Status.ALTERED
        assert held.start is not None
        assert held.end is not None
        assert start <= held.start < held.end <= start + len(words)
        assert any(new in difference.recorded.lower() for difference in held.differences if difference.kind != "kept")


def test_mutations_are_classed_rightly() -> None:
    counts: Counter[tuple[str, bool]] = Counter()
    for mutation in mutations(1100, seed=7):
        start = TEXT.index(mutation.source)
        for held in (hold(SOURCE, mutation.passage), hold(SOURCE, mutation.passage, start=start)):
            counts[mutation.kind, held.stands] += 1
            if not mutation.true:
                assert held.status is Status.ALTERED, mutation
                assert any(difference.kind != "kept" for difference in held.differences)
    assert sum(counts.values()) == 2200
    accepted = sum(count for (kind, stands), count in counts.items() if stands and kind in TRUE)
    assert accepted >= 0.99 * sum(count for (kind, _), count in counts.items() if kind in TRUE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("а" * 1_000_000, "а" * 10_000),
        ("а" * 1_000_000, "аб" * 5_000),
        ("а б " * 250_000, "а б " * 2_500 + "в"),
        ("а б " * 250_000, "а б " * 2_500),
        ("аб " * 330_000, "аб " * 3_000 + "а"),
        ("а б " * 250_000, "а б … " * 10 + "в г"),
        ("а б … " * 160_000, "а б … " * 1_500),
        ("не " * 330_000, "не " * 3_000 + "да"),
        ("." * 1_000_000, "." * 10_000 + "а"),
        (" " * 1_000_000, "а" + " " * 10_000 + "б"),
        ("-" * 1_000_000, "а" + "- " * 5_000 + "б"),
        ("1 000 " * 160_000, "1 000 " * 1_600 + "1"),
    ],
)
def test_the_work_is_bounded(text: str, words: str) -> None:
    started = time.process_time()
    hold(Text(text), words, start=500_000, prefix="а б " * 10, suffix="а б " * 10)
    assert time.process_time() - started < 20  # quadratic time would be many minutes
