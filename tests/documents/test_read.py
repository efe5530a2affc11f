"""Documents of each format give their text; documents that have none give one sentence."""

import gzip
import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from kzclaims.documents import read as reading
from kzclaims.documents import worker
from kzclaims.documents.document import Document
from kzclaims.documents.read import read_file
from kzclaims.errors import InputError

ARTICLE = (
    "<h1>Погода в Алматы</h1><p>В среду в городе похолодало, сообщили в ведомстве. К вечеру ожидается снег, сказал"
    " синоптик Иван Петров.</p><p>«Мы предупредили <em>все</em> службы», — добавил он. По его словам, дороги в горах"
    " закроют до конца недели, если ветер не стихнет, а школы останутся открытыми во всех районах города.</p>"
)
PAGE = (
    '<!doctype html><html lang="ru"><head><title>Погода в Алматы</title><meta name="author" content="Анна Иванова">'
    '<meta property="article:published_time" content="2026-11-20"></head><body><nav>Меню</nav>'
    f"<article>{ARTICLE}</article><script>var x = 'код';</script><footer>Все права защищены</footer></body></html>"
)
WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
WORDS = (
    "<w:p><w:r><w:t>Идёт</w:t><w:tab/></w:r><w:del><w:r><w:t>не </w:t></w:r></w:del><w:r><w:t>дождь.</w:t></w:r></w:p>"
)
LONG = WORDS.replace("Идёт", "Идёт " * 2**21)
CORE = (
    '<p xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Погода</dc:title><dc:creator>Анна</dc:creator>'
    "<other>нет</other></p>"
)
SRT = """1
00:00:01,000 --> 00:00:04,000
МАКРОН: Мы <i>рады</i>
видеть вас.

2
00:12:31,500 --> 00:12:35,000
Идёт дождь.
"""
VTT = """WEBVTT

NOTE ok

00:01.000 --> 00:02.000 align:start
<v Macron>Bonjour &amp; merci</v>

00:03.000 --> 00:04.000
Oui.
"""
ROLLING = """WEBVTT

00:00:00.000 --> 00:00:02.000
идёт<00:00:01.000><c> дождь</c>

00:00:02.000 --> 00:00:02.010
идёт дождь

00:00:02.010 --> 00:00:04.000
идёт дождь
и<00:00:03.000><c> снег</c>
"""
WHISPER = {
    "segments": [
        {"start": 0, "end": 2, "text": " Добрый день.", "speaker": "SPEAKER_02"},
        {"start": 2.5, "end": 4, "text": "Идёт дождь.", "speaker": "SPEAKER_02"},
        {"start": 9, "end": 10, "text": "Да.", "speaker": "SPEAKER_01"},
    ]
}

Read = Callable[[str, bytes | str], Document]


def _here(command: list[str], *, input: bytes, **_: object) -> subprocess.CompletedProcess[bytes]:  # noqa: A002
    """Answer in this process what another process is asked."""
    found = worker.answer(input, **json.loads(command[-1]))
    return subprocess.CompletedProcess(command, 0, msgspec.msgpack.encode(found))


@pytest.fixture(params=["in another process", "in this process"])
def read(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Read:
    if request.param == "in this process":
        # Coverage and a debugger see this process only.
        monkeypatch.setattr(subprocess, "run", _here)

    def of(name: str, content: bytes | str) -> Document:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_file(path)

    return of


def packed(members: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def pdf(words: str, title: str = "Weather") -> bytes:
    drawn = f"BT /F1 12 Tf 20 20 Td ({words}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Title(%s)>>" % title.encode(),
    ]
    written, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj%s endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size 7/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF" % len(written)
    return written + b"xref\n0 7\n0000000000 65535 f \n" + table + trailer


def test_a_page_gives_its_article_and_all_of_its_text(read: Read) -> None:
    pytest.importorskip("trafilatura")
    document = read("page.html", PAGE)
    assert document.text.startswith("Погода в Алматы\nВ среду")
    assert "«Мы предупредили все службы», — добавил он." in document.text
    assert "Меню" not in document.text
    assert document.page_text is not None
    assert {"Меню", "Все права защищены"} < set(document.page_text.split("\n"))
    assert "код" not in document.page_text
    given = document.proposal
    assert (given.title, given.author, given.published, given.lang) == (
        "Погода в Алматы",
        "Анна Иванова",
        "2026-11-20",
        "ru",
    )
    assert (document.media_type, document.extractor, document.content) == ("text/html", "trafilatura", PAGE.encode())


@pytest.mark.parametrize("charset", ["windows-1251", "utf-8", "utf-16"])
def test_a_page_is_decoded_as_it_declares(read: Read, charset: str) -> None:
    pytest.importorskip("trafilatura")
    declared = "" if charset == "utf-16" else f'<meta charset="{charset}">'
    document = read("page.html", PAGE.replace("<head>", f"<head>{declared}").encode(charset))
    assert "сказал синоптик Иван Петров" in document.text


def test_a_pdf_gives_its_text(read: Read) -> None:
    pytest.importorskip("pypdf")
    document = read("page.pdf", pdf("It rains."))
    assert (document.text.strip(), document.media_type, document.proposal.title) == (
        "It rains.",
        "application/pdf",
        "Weather",
    )


def test_a_word_document_gives_its_text_without_deleted_words(read: Read) -> None:
    document = read("a.docx", packed({"word/document.xml": WORD.format(WORDS + WORDS), "docProps/core.xml": CORE}))
    assert document.text == "Идёт\tдождь.\nИдёт\tдождь."
    assert (document.proposal.title, document.proposal.author) == ("Погода", "Анна")


@pytest.mark.parametrize(
    ("name", "content", "text", "times"),
    [
        ("a.srt", SRT, "МАКРОН: Мы рады\nвидеть вас.\nИдёт дождь.", [(0, 1.0), (28, 751.5)]),
        ("a.srt", SRT.replace("\n", "\r\n"), "МАКРОН: Мы рады\nвидеть вас.\nИдёт дождь.", [(0, 1.0), (28, 751.5)]),
        ("a.vtt", VTT, "Macron: Bonjour & merci\nOui.", [(0, 1.0), (24, 3.0)]),
        ("a.vtt", ROLLING, "идёт дождь\nи снег", [(0, 0.0), (11, 2.01)]),
        (
            "a.json",
            json.dumps(WHISPER),
            "SPEAKER_02: Добрый день.\nИдёт дождь.\nSPEAKER_01: Да.",
            [(0, 0.0), (25, 2.5), (37, 9.0)],
        ),
        (
            "a.json",
            json.dumps({"transcription": [{"offsets": {"from": 1500}, "text": " Да."}]}),
            "Да.",
            [(0, 1.5)],
        ),
    ],
)
def test_a_transcript_gives_its_text_with_times(
    read: Read, name: str, content: str, text: str, times: list[tuple[int, float]]
) -> None:
    document = read(name, content)
    assert document.text == text
    assert list(document.times) == times


@pytest.mark.parametrize(
    ("name", "content", "problem", "needed"),
    [
        ("a.html", "<html><body><p> </p><script>x</script></body></html>", "contains no text", "trafilatura"),
        ("a.html", "<html><body><p>Загрузка…</p></body></html>", "contains no article", "trafilatura"),
        ("a.html", "<html><form>Войдите <input type=password></form></html>", "asks for a login", "trafilatura"),
        ("a.html", b"<html>" + b"x" * (reading.LONGEST_TEXT + 1), "is longer than 16 MB", None),
        ("a.pdf", b"%PDF-1.4\nbroken", "is a damaged PDF", "pypdf"),
        ("a.pdf", pdf(""), "has no text layer", "pypdf"),
        ("a.docx", packed({"word/document.xml": b" " * (65 * 2**20)}), "expands to more than", None),
        (
            "a.docx",
            packed({"word/document.xml": WORD.format(WORDS.replace("Идёт", "Идёт " * 2**21))}),
            "more than 16 MB of text",
            None,
        ),
        ("a.docx", packed({"word/document.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "document type", None),
        ("a.docx", packed({"word/document.xml": "<a>"}), "damaged XML", None),
        ("a.docx", packed({"word/document.xml": WORD.format("")}), "contains no text", None),
        ("a.docx", packed({"word/document.xml": WORD})[:-40], "is a damaged zip", None),
        ("a.zip", packed({"a.docx": packed({"word/document.xml": WORD})}), "neither a .docx nor a WACZ", None),
        ("a.srt", "nothing", "contains no subtitles", None),
        ("a.json", "{", "is not valid JSON", None),
        ("a.json", "[]", "is not a transcript of Whisper", None),
        ("a.json", '{"segments": [{"text": "x"}]}', "segment 1 has no start", None),
        ("a.json", '{"segments": []}', "contains no segments", None),
        ("a.doc", b"\xd0\xcf\x11\xe0", "old Word", None),
        ("a.png", b"\x89PNG\r\n", "is an image", None),
        ("a.warc", b"WARC/1.0\r\n\r\n\r\n\r\n", "contains no page", "warcio"),
        ("a.warc.gz", b"\x1f\x8b\x08broken", "WARC", "warcio"),
        ("a.wacz", packed({"archive/a.warc": b"", "datapackage.json": "{}"}), "contains no page", "warcio"),
    ],
)
def test_a_document_without_a_text_gets_one_sentence(
    read: Read, name: str, content: bytes | str, problem: str, needed: str | None
) -> None:
    if needed:
        pytest.importorskip(needed)
    with pytest.raises(InputError, match=problem) as raised:
        read(name, content)
    assert name in raised.value.message
    assert "\n" not in raised.value.message


@pytest.mark.parametrize("read", ["in another process"], indirect=True)
def test_a_library_that_is_missing_is_named(read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "trafilatura.py").write_text("raise ImportError('none', name='trafilatura')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(InputError, match="pip install kzclaims"):
        read("a.html", PAGE)


@pytest.mark.parametrize("read", ["in another process"], indirect=True)
def test_reading_ends_with_the_time_that_it_may_take(
    read: Read, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "trafilatura.py").write_text("while True: pass", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(reading, "SECONDS", -29)
    with pytest.raises(InputError, match="takes longer than"):
        read("a.html", PAGE)


def record(
    url: str, content: str, kind: str = "text/html", status: str = "200 OK", fetched: str = "2026-11-20T10:00:00Z"
) -> bytes:
    body = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{content}".encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {fetched}\r\n"
        f"WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + body + b"\r\n\r\n")


def test_a_web_archive_gives_one_page(tmp_path: Path) -> None:
    pytest.importorskip("warcio")
    pytest.importorskip("trafilatura")
    other = PAGE.replace("снег", "град")
    records = [
        record("https://example.org/a.css", "x", "text/css"),
        record("https://example.org/gone", PAGE, status="404 Not Found"),
        record("https://example.org/a", PAGE),
        record("https://example.org/b/", other, "text/html; charset=utf-8"),
    ]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(records))
    (tmp_path / "a.wacz").write_bytes(packed({"archive/a.warc.gz": path.read_bytes()}))
    for archive in (path, tmp_path / "a.wacz"):
        document = read_file(archive, member="https://example.org/b")
        assert "град" in document.text
        assert (document.url, document.http_status) == ("https://example.org/b/", 200)
        assert document.fetched == datetime(2026, 11, 20, 10)  # noqa: DTZ001 - times are UTC
        assert document.content == other.encode()
        assert "снег" in read_file(archive, address="http://example.org/a#top").text
        with pytest.raises(InputError, match=r"several pages.*example.org/a, https://example.org/b"):
            read_file(archive)
        with pytest.raises(InputError, match="has no page"):
            read_file(archive, member="https://example.org/gone")
    path.write_bytes(records[2])
    assert "снег" in read_file(path).text
    path.write_bytes(record("https://example.org/a", PAGE, fetched="0001-01-01T00:00:00+14:00"))
    assert read_file(path).fetched is None
