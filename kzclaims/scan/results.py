"""Result types of a scan: records whose fields, in this order, are the JSON that users see."""

from typing import Literal, get_args

from kzclaims.store.result_set import Result
from kzclaims.store.results import Deviation, ReviewedStatement

ScanResult = Literal["recorded", "joined", "part", "altered", "similar", "not recorded", "short", "repeated"]
RESULTS: tuple[ScanResult, ...] = get_args(ScanResult)

Problem = Literal["altered", "joined", "misattributed", "reviewed as false"]
PROBLEMS: tuple[Problem, ...] = get_args(Problem)


class Scanned(Result):
    """A quotation of a manuscript, or a sentence that repeats a reviewed claim, with the statements that it matches.

    `page` is that of a PDF, `line` that of another file (of a .docx the paragraph). `start` and `end` are offsets in
    the extracted text. `speaker` is the name that the manuscript certainly gives, and `attribution` its words for it.
    """

    file: str
    page: int | None
    line: int | None
    start: int
    end: int
    kind: Literal["quotation", "sentence"]
    words: str
    lang: str
    speaker: str | None
    attribution: str | None
    result: ScanResult
    problems: list[Problem]
    statements: list["ScannedStatement"]


class ScannedStatement(ReviewedStatement):
    """A recorded statement that some words match.

    `match`, `nearness` and `differences` are those of `Found`: `words` is the recorded wording. `other_speaker` is true
    if the manuscript names somebody else. `problem` is the reason why words of the record are not accepted as those of
    the quotation: for example, the record has a negation outside of them.
    """

    match: str
    nearness: float
    wording: str
    differences: list[Deviation]
    problem: str | None
    other_speaker: bool
