"""`kzclaims scan` checks manuscripts against recorded statements, as an editor sees it."""

import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kzclaims.dossier.toml_writer import table
from kzclaims.store.database.database import Database
from kzclaims.store.read import quoted
from tests.documents.test_read import pdf
from tests.running import Run

RECORDS: dict[str, list[dict[str, Any]]] = {
    "organizations": [{"key": "checkers", "name": "Checkers", "lang": "en"}],
    "people": [
        {"key": "ivan-petrov", "name": "Иван Петров", "lang": "ru"},
        {"key": "olga-orlova", "name": "Ольга Орлова", "lang": "ru"},
        {"key": "ann-miller", "name": "Ann Miller", "lang": "en"},
    ],
    "sources": [
        {"key": "paper", "title": "Газета", "lang": "ru", "text": "«Дожди не повредили мосту. Его откроют в мае»."},
        {"key": "other", "title": "Журнал", "lang": "ru"},
    ],
    "reviews": [
        {
            "key": "review", "statement": "floods", "reviewer": "checkers", "url": "https://checkers.example/1",
            "title": "The flood", "rating": "No", "lang": "en", "verdict": "false",
        },
        {
            "key": "review-2", "statement": "harvest", "reviewer": "checkers", "url": "https://checkers.example/2",
            "title": "The harvest", "rating": "No", "lang": "en", "verdict": "false",
        },
    ],
}  # fmt: skip
STATEMENTS = [
    ("rain", "ivan-petrov", "paper", "ru", "Дожди не повредили мосту."),
    ("may", "ivan-petrov", "paper", "ru", "Его откроют в мае"),
    ("snow", "olga-orlova", "other", "ru", "Снега в этом году было вдвое больше обычного, и дороги закрыты."),
    ("yes", "olga-orlova", "other", "ru", "Да."),
    ("floods", "ann-miller", "other", "en", "The flood destroyed all 12 bridges of the region in one night."),
    (
        "harvest", "ann-miller", "other", "en",
        "The harvest of this year was the best of the last ten years, and the farmers of the region sold most of it to "
        "their neighbours across the river before the first snow fell.",
    ),
    ("bridge", "ann-miller", "other", "en", "We will rebuild the bridge, and we will do it before winter."),
    ("kazakh", "ivan-petrov", "other", "kk", "Көпір мамыр айында ашылады деп үміттенеміз."),
    ("ukrainian", "ivan-petrov", "other", "uk", "Міст відкриють у травні, бо повені вже не буде."),
]  # fmt: skip


@pytest.fixture
def scan(empty: Database, run: Run) -> Any:  # noqa: ARG001
    """Return a function that scans a text, and returns the exit code and the findings."""
    said = [
        {
            "key": key,
            "kind": "direct",
            "speaker": speaker,
            "lang": lang,
            "text": text,
            "appearances": [{"source": source}],
        }
        for key, speaker, source, lang, text in STATEMENTS
    ]
    records = [table(plural, one) for plural, some in {**RECORDS, "statements": said}.items() for one in some]
    Path("d.toml").write_text("\n".join(records), encoding="utf-8")
    assert run("load", "d.toml").code == 0

    def scanned(text: str | bytes, name: str = "article.txt", *options: str) -> tuple[int, list[dict[str, Any]]]:
        Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
        result = run("scan", name, "--format", "json", *options)
        assert result.code in (0, 1), result.err
        return result.code, json.loads(result.out)

    return scanned


def keys(found: dict[str, Any]) -> list[str]:
    return [one["key"] for one in found["statements"]]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("«Міст відкриють у травні, бо повені вже не буде», — сказала Ольга Орлова.", "Ольга Орлова"),
        ("Ольга Орлова заявила: «Міст відкриють у травні, бо повені вже не буде».", "Ольга Орлова"),
        ("«Міст відкриють у травні, бо повені вже не буде», — не казала Ольга Орлова.", None),
        ("«Міст відкриють у травні, бо повені вже не буде», — відповів Ользі Орловій.", None),
        ("«Көпір мамыр айында ашылады деп үміттенеміз», – деді Ольга Орлова.", "Ольга Орлова"),
        ("Ольга Орлованың айтуынша, «Көпір мамыр айында ашылады деп үміттенеміз».", "Ольга Орлова"),
        ("«Көпір мамыр айында ашылады деп үміттенеміз», – деді Ольга Орловаға.", None),
        ("«Дожди не повредили мосту», — ответил Ольге Орловой.", None),
    ],
)
def test_speakers_are_read_in_every_language_and_listeners_are_not_taken_for_them(
    scan: Any, text: str, speaker: str | None
) -> None:
    lang = "uk" if "Міст" in text else "kk" if "Көпір" in text else "ru"
    _, (found,) = scan(text, "article.txt", "--lang", lang)
    assert (found["result"], found["speaker"]) == ("recorded", speaker)
    assert found["problems"] == (["misattributed"] if speaker else [])


def test_altered_words_are_found_in_one_of_many_long_texts(empty: Database, run: Run) -> None:  # noqa: ARG001
    # Every speech has all the words; only one of them has them next to each other.
    words = ["bridges", "rivers", "winters", "harvest", "schools", "railways", "budgets", "answers"]
    speeches = []
    for number in range(40):
        filler = [f"{word} {' '.join(f'filler{number}of{word}x{count}' for count in range(60))}." for word in words]
        if number == 7:
            filler.insert(4, " ".join(words) + ".")
        speeches.append(" ".join(filler))
    load_speeches(run, speeches)
    Path("article.txt").write_text(f"“{' '.join(words).replace('railways', 'spending')},” said Bob.")
    result = run("scan", "article.txt", "--format", "json")
    (found,) = json.loads(result.out)
    assert (result.code, found["result"], keys(found)[0]) == (1, "altered", "s-7")


def test_an_added_word_that_only_other_texts_have_does_not_hide_a_statement(empty: Database, run: Run) -> None:  # noqa: ARG001
    words = ["bridges", "rivers", "winters", "harvest", "schools", "railways", "budgets", "answers"]
    speeches = [". ".join(f"{word} filler{number}" for word in [*words, "spending"]) for number in range(40)]
    load_speeches(run, [*speeches, " ".join(words)])
    Path("article.txt").write_text(f"“{' '.join(words).replace('railways', 'spending railways')},” said Bob.")
    (found,) = json.loads(run("scan", "article.txt", "--format", "json").out)
    assert (found["result"], keys(found)) == ("altered", ["s-40"])


def test_a_rare_number_finds_one_of_many_similar_statements(
    empty: Database,  # noqa: ARG001
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(quoted, "MOST_READ", 10)
    text = "Published in sections of transcripts, direct address no {} a printable version of everything"
    load_speeches(run, [text.format(51000 + number) for number in range(30)])
    Path("article.txt").write_text(f"“{text.format(51027).replace('everything', 'anything')},” said Bob.")
    (found,) = json.loads(run("scan", "article.txt", "--format", "json").out)
    assert (found["result"], keys(found)[0]) == ("altered", "s-27")


def test_words_next_to_repeated_ones_find_a_statement(
    empty: Database,  # noqa: ARG001
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(quoted, "MOST_WORDS", 0)  # As if all words were frequent, so that only pairs are looked up.
    load_speeches(run, ["the town of the hills"])
    Path("article.txt").write_text("“the lakes of the hills,” said Bob.")
    (found,) = json.loads(run("scan", "article.txt", "--format", "json").out)
    assert (found["result"], keys(found)) == ("altered", ["s-0"])


def load_speeches(run: Run, speeches: Sequence[str]) -> None:
    said = "".join(
        table(
            "statements",
            {"key": f"s-{number}", "kind": "direct", "lang": "en", "speaker": "ann-miller", "text": text,
             "appearances": [{"source": "other"}]},
        )
        for number, text in enumerate(speeches)
    )  # fmt: skip
    others = "".join(table(plural, RECORDS[plural][-1]) for plural in ("people", "sources"))
    Path("d.toml").write_text(others + said, encoding="utf-8")
    assert run("load", "d.toml").code == 0


@pytest.mark.parametrize(
    ("text", "result", "expected"),
    [
        ("«Дожди не повредили\nмосту», — сказал Иван Петров.", "recorded", ["rain"]),
        ("«Снега в этом году было вдвое больше» — таков вывод.", "recorded", ["snow"]),
        ("«Снега в этом году, — сказала Ольга Орлова, — было вдвое больше обычного».", "recorded", ["snow"]),
        ("“We will rebuild the bridge,” she said, “and we will do it before winter.”", "recorded", ["bridge"]),
        ("‘We will rebuild the bridge, and we will do it’ was the promise.", "recorded", ["bridge"]),
        ("Ол: «Көпір мамыр айында ашылады деп үміттенеміз».", "recorded", ["kazakh"]),
        ("Він сказав: „Міст відкриють у травні, бо повені вже не буде“.", "recorded", ["ukrainian"]),
        (
            "«Он сказал: «Снега в этом году было вдвое больше обычного», и ушёл домой» — так пишут.",
            "recorded",
            ["snow"],
        ),
        ("«Дожди не повредили мосту. Его откроют в мае», — сказал он.", "recorded", ["rain", "may"]),
        ("«Да», — сказала Ольга Орлова.", "recorded", ["yes"]),
        ("«Да», — сказал Иван Петров.", "short", []),
        ("«Наша команда завтра играет на своём поле», — сказал он.", "not recorded", []),
        ("«Дожди размыли мосту. Осенью все закроют опору», — сказал он.", "not recorded", []),
    ],
)
def test_words_that_are_quoted_correctly_pass(scan: Any, text: str, result: str, expected: list[str]) -> None:
    code, found = scan(text)
    assert [(one["result"], one["problems"]) for one in found] == [(result, [])]
    assert sorted(keys(found[0])) == sorted(expected)
    assert code == 0


@pytest.mark.parametrize(
    ("text", "problems", "expected"),
    [
        ("«Дожди повредили мосту», — сказал Иван Петров.", ["altered"], "rain"),
        ("«Снега в этом году было втрое больше обычного».", ["altered"], "snow"),
        (
            "«Міст відкриють у червні, бо повені вже не буде».",
            ["altered"],
            "ukrainian",
        ),
        ("«Көпір шілде айында ашылады деп үміттенеміз».", ["altered"], "kazakh"),
        (
            "«У травні, бо повені вже буде».",
            ["altered"],
            "ukrainian",
        ),
        ("«Было вдвое больше обычного, и дороги закрыты. Его откроют в мае» — вот и всё.", ["joined"], "snow"),
        (
            "«Снега в этом году было вдвое больше обычного. Дожди не повредили мосту» — так и было.",
            ["joined"],
            "snow",
        ),
        ("«Снега в этом году было вдвое больше обычного», — сказал Иван Петров.", ["misattributed"], "snow"),
        ("«Снега в этом году было вдвое больше обычного», — сказал Пётр Смирнов.", ["misattributed"], "snow"),
        ("“We will rebuild the bridge, and we will do it,” Ivan Petrov said.", ["misattributed"], "bridge"),
        ("“The flood destroyed all 12 bridges of the region”.", ["reviewed as false"], "floods"),
        ("In fact, the flood destroyed all 12 bridges of the region in one night.", ["reviewed as false"], "floods"),
    ],
)
def test_words_that_are_quoted_wrongly_fail(scan: Any, text: str, problems: list[str], expected: str) -> None:
    code, found = scan(text)
    assert [one["problems"] for one in found if one["problems"]] == [problems]
    assert any(expected in keys(one) for one in found)
    assert code == 1


@pytest.mark.parametrize(
    "text",
    [
        "«Снега в этом году было вдвое больше обычного», — сказал он.",  # Nobody is named.
        "«Снега в этом году было вдвое больше обычного», — прочёл Иван Петров слова Ольги Орловой.",
        "«Снега в этом году было вдвое больше обычного», — сказала Орлова. Пришёл Иван Петров.",
        "Иван Петров не говорил: «Снега в этом году было вдвое больше обычного».",
        "Иван Петров вспомнил, как Ольга Орлова говорила: «Снега в этом году было вдвое больше обычного».",
        "The flood did not destroy all 12 bridges of the region in one night.",
        "The flood destroyed all 13 bridges of the region in one night.",
        "It is not true that the flood destroyed all 12 bridges of the region in one night.",
        "«Снега в этом году было вдвое больше обычного», — сказал Пётр.",
        "«Единая Россия» и «Речной мост» открылись.",
        "« »",
    ],
)
def test_nothing_is_reported_on_a_guess(scan: Any, text: str) -> None:
    code, found = scan(text)
    assert not [one for one in found if one["problems"]]
    assert code == 0


def test_a_sentence_with_less_than_half_of_a_claim_does_not_repeat_it(scan: Any) -> None:
    half = "The harvest of this season was the best of the last ten years"
    rest = ", and the farmers of the region sold most of it to their neighbours across the river"
    assert scan(f"{half}.") == (0, [])
    assert scan(f"{half}{rest}.")[1][0]["problems"] == ["reviewed as false"]


def test_each_quotation_is_listed_once(scan: Any) -> None:
    text = "«Да», — сказала Ольга Орлова. «Нет», — сказал Иван Петров. – Мост откроют рано утром, – сказал Иван Петров."
    assert [one["result"] for one in scan(text)[1]] == ["recorded", "short", "not recorded"]


def test_differences_are_word_by_word(scan: Any) -> None:
    (found,) = scan("«Снега в этом году было втрое больше обычного».")[1]
    (statement,) = found["statements"]
    changes = [one for one in statement["differences"] if one["kind"] != "kept"]
    assert changes == [{"kind": "changed", "asked": "втрое", "recorded": "вдвое"}]
    assert statement["speaker"]["name"] == "Ольга Орлова"


def test_markdown_has_blocks_and_marks_within_lines(scan: Any) -> None:
    text = "# Мост\n\n> Снега в этом году было\n> **вдвое** больше [обычного](https://a.example/x_y).\n> — Орлова\n"
    (found,) = scan(text, "article.md")[1]
    assert (found["result"], found["line"], keys(found)) == ("recorded", 3, ["snow"])


def test_a_docx_has_paragraphs(scan: Any) -> None:
    paragraphs = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in ("Мост", "«Дожди не повредили мосту»"))
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{namespace}">{paragraphs}</w:document>')
    (found,) = scan(file.getvalue(), "article.docx")[1]
    assert (found["result"], found["line"]) == ("recorded", 2)


def test_a_page_has_the_lines_of_its_source(scan: Any) -> None:
    pytest.importorskip("trafilatura")
    filler = "<p>Мост через реку построили давно, и с тех пор по нему ездят все жители района.</p>\n" * 5
    words = "<p>«Дожди <b>не</b> повредили&nbsp;мосту», <script>alert(1)</script></p>"
    page = f"<html><body><article>\n{filler}{words}</article></body></html>"
    (found,) = scan(page, "article.html")[1]
    assert (found["result"], found["line"]) == ("recorded", 7)


def test_a_pdf_has_pages_and_needs_text(scan: Any, run: Run) -> None:
    pytest.importorskip("pypdf")
    (found,) = scan(pdf('"We will rebuild the bridge, and we will do it"'), "article.pdf")[1]
    assert (found["result"], found["page"], found["line"]) == ("recorded", 1, None)
    Path("empty.pdf").write_bytes(pdf(""))
    Path("empty.txt").write_bytes(b"")
    refused = run("scan", "empty.pdf", "empty.txt", "article.pdf")
    assert refused.code == 2
    assert "empty.pdf" in refused.err
    assert "empty.txt" in refused.err


@pytest.mark.usefixtures("scan")
def test_hostile_words_run_nothing(run: Run) -> None:
    Path("x.txt").write_text(
        "«Снега в этом году было втрое больше обычного, <script>\x1b[31m и дороги закрыты», =1+1", encoding="utf-8"
    )
    assert run("scan", "x.txt", "--report", "report.html").code == 1
    report = Path("report.html").read_text(encoding="utf-8")
    assert "<script" not in report
    assert "&lt;script&gt;" in report
    assert "\x1b" not in run("scan", "x.txt", columns=80).out
    assert run("scan", "x.txt", "--report", "report.html").code == 2


@pytest.mark.usefixtures("scan")
@pytest.mark.parametrize(
    ("lang", "result", "place", "other"),
    [
        ("en", "recorded, misattributed", "x.txt, line 1", "Ann Miller (another speaker) · direct · not checked"),
        ("ru", "есть в базе, приписана другому человеку", "x.txt, строка 1", "Ann Miller (это сказал другой человек)"),
        ("kk", "дерекқорда бар, басқа адамға телінген", "x.txt, 1-жол", "Ann Miller (мұны басқа адам айтқан)"),
    ],
)
def test_a_report_is_written_in_each_language(run: Run, lang: str, result: str, place: str, other: str) -> None:
    Path("x.txt").write_text("“We will rebuild the bridge, and we will do it before winter,” said Bob Stone.")
    assert run("scan", "x.txt", "--report", "report.html", "--report-lang", lang).code == 1
    report = Path("report.html").read_text(encoding="utf-8")
    assert f'<html lang="{lang}">' in report
    assert f'<span class="result">{result}</span> · {place}</p>' in report
    assert other in report
    assert ("The manuscript names" in report) == (lang == "en")
    run("scan", "x.txt", "--report", "default.html")
    assert (Path("default.html").read_text(encoding="utf-8") == report) == (lang == "en")
    refused = run("scan", "x.txt", "--report-lang", lang)
    assert (refused.code, "--report FILE" in refused.err) == (2, True)


@pytest.mark.usefixtures("scan")
def test_findings_are_listed_as_text(run: Run, golden: Any) -> None:
    Path("x.txt").write_text(
        "«Дожди повредили мосту», — сказал Иван Петров.\n«Да», — сказала Ольга Орлова.\n", encoding="utf-8"
    )
    shown = run("scan", "x.txt")
    golden("scan.table", shown.out + shown.err)
    golden("scan.80", run("scan", "x.txt", columns=80).out)
    assert "\tshort" not in run("scan", "x.txt", "--failures").out
