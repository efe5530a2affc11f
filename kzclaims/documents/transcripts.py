"""Subtitles and transcripts: their text, and the time of each part.

Labels of speakers stay in the text as they are printed, such as “SPEAKER_02:”. They are attributions: nothing here
takes them for people.
"""

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kzclaims.errors import InputError

_TIME = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})")
_CUE = re.compile(rf"^\s*({_TIME.pattern})\s*-->\s*({_TIME.pattern})")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^\s<>][^<>]*)>")
_MARKUP = re.compile(r"</?(?:i|b|u|s|c|v|ruby|rt|lang|font)(?:[.\s][^>]*)?>|\{\\[^}]*\}", re.IGNORECASE)
_INNER_TIME = re.compile(r"<(?:\d+:)?\d{1,2}:\d{1,2}\.\d{1,3}>")


class Part(NamedTuple):
    """The words between two times, with the label of their speaker if it is not one of the words."""

    start: float
    words: str
    speaker: str | None = None


@dataclass
class Transcript:
    """A text, and the places in it at which a part begins, with the seconds."""

    text: str = ""
    times: list[tuple[int, float]] = field(default_factory=list)


def read_srt(text: str) -> Transcript:
    """Read SubRip subtitles."""
    return _joined(_cues(text), "subtitles")


def read_vtt(text: str) -> Transcript:
    """Read WebVTT subtitles (https://www.w3.org/TR/webvtt1/)."""
    return _joined(_cues(text), "subtitles")


def read_whisper(text: str) -> Transcript:
    """Read the JSON of Whisper, WhisperX or whisper.cpp."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError("is not valid JSON") from None
    segments: Any = None
    if isinstance(found, dict):
        segments = found.get("segments", found.get("transcription"))
    if not isinstance(segments, list):
        raise InputError("is not a transcript of Whisper: it has neither “segments” nor “transcription”")
    return _joined(_segments(segments), "segments")


def _segments(segments: Iterable[Any]) -> Iterator[Part]:
    for number, one in enumerate(segments, 1):
        offsets = one.get("offsets") if isinstance(one, dict) else None
        try:
            start = offsets["from"] / 1000 if isinstance(offsets, dict) else float(one["start"])
            words, speaker = one["text"], one.get("speaker")
        except (KeyError, TypeError, ValueError):
            raise InputError(f"is not a transcript of Whisper: segment {number} has no start or no text") from None
        if not isinstance(words, str) or not (speaker is None or isinstance(speaker, str)):
            raise InputError(f"is not a transcript of Whisper: segment {number} has a text that is not a string")
        yield Part(start, " ".join(words.split()), speaker)


def _cues(text: str) -> Iterator[Part]:
    """Yield the cues of subtitles."""
    last = ""
    for block in re.split(r"\n[ \t]*\n", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.split("\n")
        place = next((number for number, line in enumerate(lines[:3]) if _CUE.match(line)), None)
        if place is None:
            continue
        start = _seconds(_CUE.match(lines[place]), 1)
        words = [line for line in lines[place + 1 :] if line.strip()]
        # Automatic captions roll: each cue repeats the line before and times the words of the new one.
        is_rolling = any(_INNER_TIME.search(line) for line in words) or (len(words) == 1 and _is_short(lines[place]))
        voice = next((found[1].strip() for line in words if (found := _VOICE.search(line))), None)
        plain = [_plain(line) for line in words]
        if is_rolling and plain and plain[0] == last:
            plain = plain[1:]
        if plain:
            last = plain[-1]
            yield Part(start, "\n".join(filter(None, plain)), voice)


def _is_short(line: str) -> bool:
    """Return True for a cue of some milliseconds, with which automatic captions hold a line."""
    cue = _CUE.match(line)
    return 0 <= _seconds(cue, 6) - _seconds(cue, 1) < 0.1


def _plain(line: str) -> str:
    return " ".join(html.unescape(_MARKUP.sub("", _INNER_TIME.sub("", line))).split())


def _seconds(cue: re.Match[str] | None, group: int) -> float:
    """Return the time in a group, whose parts are the groups that follow."""
    assert cue is not None
    hours, minutes, seconds, fraction = (cue[group + number] for number in range(1, 5))
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(fraction.ljust(3, "0")) / 1000


def _joined(parts: Iterable[Part], name: str) -> Transcript:
    """Join the words of parts line by line. A label is printed where the speaker changes."""
    done = Transcript()
    lines: list[str] = []
    place, speaker, count = 0, None, 0
    for one in parts:
        count += 1
        if not one.words:
            continue
        words = one.words if one.speaker in (None, speaker) else f"{one.speaker}: {one.words}"
        speaker = one.speaker
        done.times.append((place, round(one.start, 3)))
        lines.append(words)
        place += len(words) + 1
    if not count:
        raise InputError(f"contains no {name}")
    done.text = "\n".join(lines)
    return done


READERS: dict[str, Callable[[str], Transcript]] = {
    "application/x-subrip": read_srt,
    "text/vtt": read_vtt,
    "application/json": read_whisper,
}
"""The readers by media type."""
