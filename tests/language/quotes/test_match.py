from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzclaims.language.quotes.allowances import Allowance
from kzclaims.language.quotes.cuts import Objection
from kzclaims.language.quotes.match import find_places, match
from kzclaims.language.quotes.normalise import Span
from kzclaims.language.quotes.occurrences import MAX_CUT
from kzclaims.language.quotes.similarity import Difference, most_similar
from kzclaims.language.quotes.text import Passage, Text
from tests.counting import count_calls
from tests.language.quotes.examples import ALTERATIONS, VARIANTS, Example
from tests.language.quotes.mutations import SENTENCES, TEXT, TRUE, mutations

SOURCE = Text(TEXT)
SPEECH = Text(
    "– Мы не будем закрывать границу, – сказал Сарсенов. – Ни завтра, ни через год.\r\n"
    "По его словам, товаро\u00adоборот вырос на\u00a01,5 процента, до 12\u00a0000 тонн. Мы готовы?\r\n"
    "Это не секрет, говорит он. И ещё раз: мы готовы. Неправда, что нам не нужна Астана."
)


def matched(text: Text, words: str) -> tuple[str, str]:
    found = match(text, words)
    assert found.start is not None
    return found.status, text.text[found.start : found.end]


def test_exact_at_its_place() -> None:
    words = "Мы не будем закрывать границу"
    found = match(SPEECH, words, start=2, end=2 + len(words), prefix="– ", suffix=", сказал Сарсенов")
    assert (found.status, found.start, found.end, found.moved) == ("exact", 2, 2 + len(words), False)
    assert found.found
    assert found.verbatim


def test_moved_words_have_their_new_place() -> None:
    found = match(SPEECH, "Это не секрет", start=0, end=13)
    assert found.status == "moved"
    assert found.moved
    assert SPEECH.text[found.start : found.end] == "Это не секрет"


@pytest.mark.parametrize(
    ("words", "allowances"),
    [
        ("товарооборот вырос на 1,5 процента", {Allowance.SOFT_HYPHENS, Allowance.SPACES}),
        ("мы не будем закрывать границу", {Allowance.FIRST_LETTER}),
        ("«Мы не будем закрывать границу»", {Allowance.QUOTATION_MARKS}),
        ("Мы не будем закрывать границу.", {Allowance.FINAL_PUNCTUATION}),
        ("сказал Сарсенов. — Ни завтра", {Allowance.DASHES}),
        ("И еще раз", {Allowance.YO}),
        ("И еще\u0308 раз", {Allowance.COMPOSITION}),
        ("до 12000 тонн", {Allowance.SPACES}),
        ("не секрет…", {Allowance.ELLIPSIS}),
        ("не сек\u200bрет", {Allowance.INVISIBLE}),
        ("Мы не будем […] сказал Сарсенов", {Allowance.ELLIPSIS}),
    ],
)
def test_normalised_lists_allowances(words: str, allowances: set[Allowance]) -> None:
    found = match(SPEECH, words)
    assert found.status == "normalised"
    assert set(found.allowances) == allowances


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        ("правда, что нам не нужна Астана", "Неправда, что нам не нужна Астана"),
        ("будем закрывать границу", "– Мы не будем закрывать границу"),
        ("5 процента", "1,5 процента"),
        ("вырос на\u00a01", "вырос на\u00a01,5"),
        ("до 12", "до 12\u00a0000"),
        ("оборот вырос", "товаро\u00adоборот вырос"),
    ],
)
def test_partial_words_are_altered(words: str, nearest: str) -> None:
    status, source = matched(SPEECH, words)
    assert status == "altered"
    assert source.startswith(nearest)
    start = SPEECH.text.find(words)
    if start >= 0:
        assert match(SPEECH, words, start=start, end=start + len(words)).status == "altered"


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
def test_never_found(text: str, words: str) -> None:
    found = match(Text(text), words)
    assert not found.found
    assert found.status == "not found" or any(difference.kind != "kept" for difference in found.differences)
    start = text.find(words)
    if start >= 0:
        assert not match(Text(text), words, start=start).found


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
def test_whole_words(text: str, words: str) -> None:
    assert match(Text(text), words, start=text.find(words)).status == "exact"


@pytest.mark.parametrize("example", ALTERATIONS, ids=str)
def test_alterations_are_refused(example: Example) -> None:
    places = {None, *(start for start in [example.text.find(example.passage)] if start >= 0)}
    found = [match(Text(example.text), example.passage, start=start) for start in places]
    assert not any(one.found for one in found)


@pytest.mark.parametrize("example", VARIANTS, ids=str)
def test_variants_are_accepted(example: Example) -> None:
    found = match(Text(example.text), example.passage)
    assert found.found
    assert found.status in ("exact", "moved") or found.allowances


@pytest.mark.parametrize(
    ("text", "words", "objection"),
    [
        ("«Мы строим мост», – пишут им. «Порт закроют».", "Мы строим мост … Порт закроют", Objection.CUT_QUOTATION),
        (
            "Мы строим новый мост.\n\nСтарый порт закроют.",
            "Мы строим новый мост … порт закроют",
            Objection.CUT_PARAGRAPH,
        ),
        ("Мост нужен, сказал аким. Порт закроют летом.", "Мост нужен … Порт закроют", Objection.CUT_ATTRIBUTION),
        ("Мы строим, хоть нельзя, новый мост.", "Мы строим … новый мост", None),
        ("Мы строим мост, хоть это нельзя, за городом.", "Мы строим мост … за городом", Objection.CUT_OPERATOR),
        ("Выпуск стали вырос с 5 до 7 процентов.", "Выпуск стали вырос … процентов", None),
        ("Выпуск стали вырос с 5 до 7 процентов за год.", "Выпуск стали вырос … за год", Objection.CUT_NUMBER),
        ("Мы построим мост? Да, когда решим.", "Мы построим мост", Objection.QUESTION),
        ("Вряд ли построим мост.", "построим мост", Objection.OUT_OF_CONTEXT),
        ("Рост на 1,5 процента.", "5 процента", Objection.PARTIAL_WORD),
        ("Открыли за́мок для гостей.", "Открыли замо́к для гостей", Objection.STRESS),
    ],
)
def test_the_objection_is_named(text: str, words: str, objection: Objection | None) -> None:
    found = match(Text(text), words)
    assert not found.found
    assert found.problem is objection or objection is None


def test_differences_word_by_word() -> None:
    found = match(SPEECH, "Это секрет, говорит она")
    assert found.status == "altered"
    assert found.nearest == "Это не секрет, говорит он"
    assert found.differences == (
        Difference("kept", "Это", "Это"),
        Difference("dropped", "", "не"),
        Difference("kept", "секрет, говорит", "секрет, говорит"),
        Difference("changed", "она", "он"),
    )
    assert 0.8 < found.similarity < 1


def test_context_selects_among_several_places() -> None:
    text = Text("Он молчал. Мы готовы ждать. Она кивнула. Потом: мы готовы ждать. И всё.")
    words = "мы готовы ждать"
    found = match(text, words)
    assert (found.status, found.start) == ("ambiguous", None)
    assert found.places == (Span(11, 26), Span(48, 63))
    assert match(text, words, prefix="Она кивнула. Потом: ").start == 48
    assert match(text, words, suffix=". Она кивнула").start == 11
    assert match(text, words, prefix="Он молчал. ", suffix=". И всё").status == "ambiguous"
    assert match(text, words, prefix="Вчера и сегодня").status == "ambiguous"
    assert match(text, words, start=48).start == 48
    assert match(text, words, start=46).start == 48  # it overlaps the place
    assert match(text, words, start=30).status == "ambiguous"


@pytest.mark.parametrize(
    ("context", "start"),
    [({"start": 0}, 0), ({"start": 0, "prefix": "Она кивнула. "}, 30), ({"suffix": ". Она"}, 0)],
)
def test_context_precedes_the_recorded_place(context: dict[str, Any], start: int) -> None:
    text = Text("Мы готовы ждать. Она кивнула. Мы готовы ждать.")
    found = match(text, "мы готовы ждать", **context)
    assert (found.status, found.start) == ("normalised", start)


@pytest.mark.parametrize(
    "context",
    [{"prefix": "Команда Север "}, {"suffix": " на треть"}, {"prefix": "Команда Север ", "start": 12, "end": 29}],
)
def test_words_in_another_context_are_altered(context: dict[str, Any]) -> None:
    text = Text("Команда Юг  сократила очередь. И команда Запад.")
    found = match(text, "сократила очередь", **context)
    assert (found.status, found.start, found.end) == ("altered", 12, 29)
    assert found.problem is Objection.CONTEXT
    changed = [(one.recorded, one.source) for one in found.differences if one.kind != "kept"]
    assert changed == [("Север", "Юг")] if "prefix" in context else changed
    assert changed


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        ("дуб клён … ива ольха", True),
        ("дуб клён (...) ясень вяз […] тополь сосна", True),
        ("дуб клён … нет нет", False),
        ("ива ольха … дуб клён", False),
        ("дуб … ива ольха", False),
        ("дуб клён … ив", False),
    ],
)
def test_marked_cuts(words: str, stands: bool) -> None:
    text = Text("Дуб клён липа граб ясень вяз ива ольха тополь сосна.")
    found = match(text, words)
    assert found.found is stands
    if stands:
        assert found.cuts
        assert Allowance.ELLIPSIS in found.allowances


def test_a_cut_has_a_maximum_length() -> None:
    for length, status in ((MAX_CUT - 100, "normalised"), (MAX_CUT + 100, "not found")):
        text = Text("Казахстан большая страна. " + "ж" * length + ". Астана ждёт гостей.")
        found = match(text, "Казахстан большая страна … Астана ждёт гостей")
        assert found.status is status or (not found.found and status == "not found")


def test_a_cut_may_not_hide_a_negation() -> None:
    text = Text("Мы с вами не раз говорили о том, что война не нужна. Так и есть.")
    assert not match(text, "Мы с вами … раз говорили о том").found
    assert not match(text, "что война … нужна. Так и есть").found
    assert match(text, "Мы с вами … говорили о том").found is False  # the cut begins with «не»


def test_the_ellipsis_of_the_text_marks_no_cut() -> None:
    text = Text("Двое воздержались... и потом один был за.")
    assert match(text, "Двое воздержались… и потом один").found
    assert not match(text, "Двое воздержались… один был за").found
    assert match(text, "Двое воздержались… […] один был за").found


def test_find_places_returns_every_whole_place() -> None:
    text = Text("Кот, который спит. «кот»\u00a0не спит, Ко\u00adт спит")
    assert [text.text[start:end] for start, end in find_places(text, "кот")] == ["Кот", "кот", "Ко\u00adт"]
    assert find_places(text, "кот", limit=1) == [Span(0, 3)]
    assert find_places(text, " ") == find_places(text, "") == []


@pytest.mark.parametrize("place", [(-5, -2), (5, 2), (0, 999), (900, 999), (None, 3), (3, None), (0, 0)])
def test_any_recorded_place_is_accepted(place: tuple[int | None, int | None]) -> None:
    found = match(SPEECH, "Это не секрет", start=place[0], end=place[1])
    assert found.found


@pytest.mark.parametrize("words", ["", " ", "…", "«»", "\u00ad", "\n"])
def test_a_passage_without_words_is_not_found(words: str) -> None:
    assert match(Text("Слово и дело"), words).status == "not found"
    assert most_similar(Text("Слово"), Passage("")) is None


@given(st.text(max_size=60), st.text(max_size=30), st.data())
def test_any_text_is_accepted(text: str, words: str, data: st.DataObject) -> None:
    odd = "\ud800\x00\u202e\u2067😀\u200d🏳️\u0301\u1160 "
    text = data.draw(st.sampled_from([text, text + odd + words, odd * 2 + words + odd]))
    start = data.draw(st.none() | st.integers(-5, 80))
    found = match(Text(text), data.draw(st.sampled_from([words, words + odd])), start=start)
    if found.start is not None and found.end is not None:
        assert 0 <= found.start <= found.end <= len(text)
    assert all(text[start:end] for start, end in find_places(Text(text), words))


@given(st.integers(0, len(TEXT.split(" ")) - 1), st.integers(1, 30))
def test_words_of_a_text_are_found_unless_they_follow_a_negation(first: int, count: int) -> None:
    parts = TEXT.split(" ")
    start = len(" ".join(parts[:first])) + (first > 0)
    words = " ".join(parts[first : first + count])
    found = match(SOURCE, words, start=start)
    if found.status == "exact":
        assert (found.start, found.end) == (start, start + len(words))
    else:
        assert found.status == "altered"
        assert len(found.nearest) > len(words)
        assert words in found.nearest


@given(st.integers(0, len(SENTENCES) - 1), st.text("абв е\n", max_size=200), st.text("абв е\n", max_size=200))
def test_edits_around_a_passage_move_it(number: int, before: str, after: str) -> None:
    words = SENTENCES[number]
    start = TEXT.index(words)
    edited = f"{before}\n\n{TEXT}\n\n{after}"
    found = match(Text(edited), words, start=start, end=start + len(words))
    assert found.verbatim
    assert found.moved
    assert edited[found.start : found.end] == words


@given(st.integers(0, len(SENTENCES) - 1), st.data())
def test_a_changed_letter_is_never_found(number: int, data: st.DataObject) -> None:
    words = SENTENCES[number]
    place = data.draw(st.integers(1, len(words) - 2).filter(lambda place: words[place].isalnum()))
    new = data.draw(st.sampled_from("абйи1w").filter(lambda letter: letter != words[place].lower()))
    changed = words[:place] + new + words[place + 1 :]
    start = TEXT.index(words)
    for found in (match(SOURCE, changed), match(SOURCE, changed, start=start, end=start + len(words))):
        assert found.status == "altered"
        assert found.start is not None
        assert found.end is not None
        assert start <= found.start < found.end <= start + len(words)
        assert any(new in difference.recorded.lower() for difference in found.differences if difference.kind != "kept")


def test_mutations_are_classified() -> None:
    counts: Counter[tuple[str, bool]] = Counter()
    for mutation in mutations(1100, seed=7):
        start = TEXT.index(mutation.source)
        for found in (match(SOURCE, mutation.passage), match(SOURCE, mutation.passage, start=start)):
            counts[mutation.kind, found.found] += 1
            if not mutation.true:
                assert found.status == "altered", mutation
                assert any(difference.kind != "kept" for difference in found.differences)
    assert sum(counts.values()) == 2200
    accepted = sum(count for (kind, stands), count in counts.items() if stands and kind in TRUE)
    assert accepted >= 0.99 * sum(count for (kind, _), count in counts.items() if kind in TRUE)


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("а", "а" * 1_000),
        ("а", "аб" * 500),
        ("а б ", "а б " * 250 + "в"),
        ("а б ", "а б " * 250),
        ("аб ", "аб " * 300 + "а"),
        ("а б ", "а б … " * 10 + "в г"),
        ("а б … ", "а б … " * 150),
        ("не ", "не " * 300 + "да"),
        (".", "." * 1_000 + "а"),
        (" ", "а" + " " * 1_000 + "б"),
        ("-", "а" + "- " * 500 + "б"),
        ("1 000 ", "1 000 " * 160 + "1"),
        ("«А», – сказал он, – ", "А б в г"),
    ],
)
def test_the_work_grows_no_faster_than_the_text(unit: str, words: str) -> None:
    def work(length: int) -> int:
        text = Text(unit * (length // len(unit)))
        return count_calls(lambda: match(text, words, start=length // 2, prefix="а б " * 10, suffix="а б " * 10))

    assert work(100_000) <= 3 * work(50_000) + 10_000


@pytest.mark.parametrize("example", VARIANTS, ids=str)
def test_a_text_may_contain_the_words_of_its_variants(example: Example) -> None:
    passage = Passage(example.passage)
    assert not find_places(Text(example.text), passage) or Text(example.text).may_contain(passage.letters)


def test_a_text_cannot_contain_words_that_are_not_in_it() -> None:
    assert not Text("Мост закрыт.").may_contain(Passage("Мост открыт").letters)
    assert Text("Мост от\u00adкрыт.").may_contain(Passage("Мост открыт").letters)
