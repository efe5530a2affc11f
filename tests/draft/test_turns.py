"""Transcripts are drafted by the turns of their speakers, and a label is no person unless it is a full name."""

import tracemalloc

import pytest

from kzclaims.draft.draft import drafted
from kzclaims.draft.turns import LONGEST

Said = list[tuple[str | None, str, str | None]]


def said(text: str, lang: str = "ru", *, is_recording: bool = False) -> Said:
    """Return the attribution, the words and the speaker of each statement."""
    found = []
    for one in drafted(text, lang, is_recording=is_recording)[1]:
        cue, span = one.said.attribution, one.said.span
        printed = text[cue.start : cue.end] if cue else None
        found.append((printed, text[span.start : span.end], one.speaker.name if one.speaker else None))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "СИЛЬНЫЙ: Мост открыт.\n\nВОПРОС: Кто платит?\n\nСИЛЬНЫЙ: Завод. Я же говорил.",
            [("СИЛЬНЫЙ", "Мост открыт.", None), ("СИЛЬНЫЙ", "Завод. Я же говорил.", None)],
        ),
        (
            "Журналист: Кто платит?\nЕрлан Сатпаев: Завод.\nЖурналист: Почему?\nЕрлан Сатпаев, мастер: Так решили.",
            [("Ерлан Сатпаев", "Завод.", "Ерлан Сатпаев"), ("Ерлан Сатпаев, мастер", "Так решили.", "Ерлан Сатпаев")],
        ),
        (
            "ЕРЛАН САТПАЕВ: Мост открыт.\nВЕДУЩИЙ: Спасибо.",
            [("ЕРЛАН САТПАЕВ", "Мост открыт.", "Ерлан Сатпаев")],
        ),
        (
            "**Журналист:** Кто платит?\n\n**Ерлан Сатпаев**: Завод.",
            [("Ерлан Сатпаев", "Завод.", "Ерлан Сатпаев")],
        ),
        (
            "[00:01:02] SPEAKER_00: Кто платит?\n[00:01:09] SPEAKER_01: Завод.\n",
            [("SPEAKER_01", "Завод.", None)],
        ),
        (
            "Speaker 1  00:03\nМост открыт.\n\nSpeaker 2  00:10\nЭто не так.\n",
            [("Speaker 1", "Мост открыт.", None), ("Speaker 2", "Это не так.", None)],
        ),
        (
            "– Когда открыли мост?\n– Весной.\n– Кто платил?\n– Завод, никто больше.",
            [(None, "Весной.", None), (None, "Завод, никто больше.", None)],
        ),
        # a part of a name, a title, an interpreter and two people are not one full name
        ("К. САТПАЕВ: Мост открыт.\nВЕДУЩИЙ: Спасибо.", [("К. САТПАЕВ", "Мост открыт.", None)]),
        (
            "Адвокат Ерлана Сатпаева: Мост открыт.\nВедущий: Нет.\nАдвокат Ерлана Сатпаева: Да, открыт.\nВедущий: Увы.",
            [
                ("Адвокат Ерлана Сатпаева", "Мост открыт.", None),
                ("Ведущий", "Нет.", None),
                ("Адвокат Ерлана Сатпаева", "Да, открыт.", None),
                ("Ведущий", "Увы.", None),
            ],
        ),
        (
            "Ерлан Сатпаев (переводчик): Мост открыт.\nВОПРОС: Что?\nВОПРОС: Как?",
            [("Ерлан Сатпаев", "Мост открыт.", None)],
        ),
        # somebody else's words
        (
            "ВЕДУЩИЙ: Ерлан Сатпаев заявил, что мост открыт.\nВОПРОС: Что?",
            [
                ("ВЕДУЩИЙ", "Ерлан Сатпаев заявил, что мост открыт.", None),
                ("Ерлан Сатпаев заявил", "мост открыт", None),
            ],
        ),
    ],
)
def test_turns(text: str, expected: Said) -> None:
    assert said(text) == expected


def test_an_english_interview() -> None:
    text = "The mayor spoke.\n\nQ: Who pays?\nA: The county pays.\nQ: Why?\nAnn Brook: Nobody else will."
    assert said(text, "en") == [("A", "The county pays.", None), ("Ann Brook", "Nobody else will.", "Ann Brook")]


@pytest.mark.parametrize(
    "text",
    [
        "Мост закрыт\nДата: 5 мая\nМесто: город\nВажно: ходить нельзя.\nФото: Ерлан Сатпаев\nДата: 6 мая",
        "АСТАНА: +5\nАЛМАТЫ: облачно\nШЫМКЕНТ: ясно и сухо",
        "Список:\n- мост\n- дорога\n- вокзал\n- парк",
        "США: пять мостов\nОАЭ: два моста",
    ],
)
def test_lists_are_no_transcripts(text: str) -> None:
    assert said(text) == []


def test_direct_speech_with_dashes_is_no_interview() -> None:
    text = "– Мост открыт, – сказал Ерлан Сатпаев.\n– Кто платит? – спросили его.\n– Завод, – сказал он.\n– А?\n– Да?"
    assert [speaker for _, _, speaker in said(text)][:1] == ["Ерлан Сатпаев"]


def test_the_lines_of_subtitles_are_joined() -> None:
    text = (
        "SPEAKER_00: Добрый день. Когда откроют\nмост?\nSPEAKER_01: Ерлан Сатпаев сказал, что\nмост открыт.\nОн прав."
    )
    assert said(text, is_recording=True) == [
        ("SPEAKER_01", "Ерлан Сатпаев сказал, что\nмост открыт.\nОн прав.", None),
        ("Ерлан Сатпаев сказал", "мост открыт", None),
    ]


@pytest.mark.parametrize("words", ["Мост уже открыт. ", "мост уже открыт "])
def test_long_turns_are_divided_and_need_little_memory(words: str) -> None:
    """Speech recognition may write no full stops."""
    peaks = []
    for times in (50, 500):
        text = "SPEAKER_00: " + words * times
        tracemalloc.start()
        found = said(text, is_recording=True)
        peaks.append(tracemalloc.get_traced_memory()[1] - 6 * len(text))
        tracemalloc.stop()
        assert max(len(one) for _, one, _ in found) <= LONGEST
        assert "".join(one for _, one, _ in found).replace(" ", "") == (words * times).replace(" ", "")
    assert peaks[1] < peaks[0] + 1_000_000
