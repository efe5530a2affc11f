"""A scan as one web page that needs no network and runs no script, in a language of the pages."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from html import escape

from kzclaims.pages.languages import Language
from kzclaims.scan.results import Scanned, ScannedStatement

_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 46rem; padding: 1rem .75rem 4rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; }
ol { list-style: none; margin: 0; padding: 0; }
li { margin: 0 0 1.5rem; padding-left: .75rem; border-left: 3px solid #888; }
li.fails { border-color: #c33; }
.fails .result { font-weight: 700; }
p, blockquote { margin: .25rem 0; overflow-wrap: anywhere; }
.record { margin-left: 1rem; font-size: .9rem; }
"""


def html(found: Sequence[Scanned], language: Language) -> Iterator[str]:
    """Yield the page."""
    digest = b64encode(sha256(_STYLE.encode()).digest()).decode()
    title = escape(language.gettext("Quotations"))
    yield f'<!doctype html>\n<html lang="{language.code}">\n<head>\n<meta charset="utf-8">\n'
    yield f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'\">\n"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
    summary = language.gettext(
        "%(listed)s listed, %(failing)s with problems. In the differences, words that only the record has are "
        "struck out, and words that only the manuscript has are underlined."
    ) % {"listed": len(found), "failing": sum(bool(one.problems) for one in found)}
    yield f"<p>{escape(summary)}</p>\n<ol>\n"
    for one in found:
        yield from _item(one, language)
    yield "</ol>\n</main>\n</body>\n</html>\n"


def facts(one: ScannedStatement, language: Language) -> str:
    """Return the key, speaker, kind, day, status, checks and reviews of a statement."""
    who = one.speaker or one.organization
    speaker = who.name if who else language.gettext("no speaker recorded")
    if one.other_speaker:
        speaker = language.gettext("%(name)s (another speaker)") % {"name": speaker}
    some = [one.key, speaker, language.word(one.kind, "kind"), one.said, language.word(one.status, "status")]
    some += dict.fromkeys(language.check(each.check) for each in one.appearances)
    some += (f"{each.reviewer.name}: {each.rating}" for each in one.reviews)
    return " · ".join(filter(None, some))


def _item(one: Scanned, language: Language) -> Iterator[str]:
    results = (language.pgettext("scan", each) for each in dict.fromkeys((one.result, *one.problems)))
    place = one.file
    if one.page:
        place += ", " + language.gettext("page %(number)s") % {"number": one.page}
    elif one.line:
        place += ", " + language.gettext("line %(number)s") % {"number": one.line}
    yield '<li class="fails">\n' if one.problems else "<li>\n"
    yield f'<p><span class="result">{escape(", ".join(results))}</span> · {escape(place)}</p>\n'
    yield f'<blockquote lang="{escape(one.lang)}">{escape(one.words)}</blockquote>\n'
    if one.speaker:
        named = language.gettext("The manuscript names %(name)s.") % {"name": one.speaker}
        yield f"<p>{escape(named)}</p>\n"
    for each in one.statements:
        yield from _record(each, language)
    yield "</li>\n"


def _record(one: ScannedStatement, language: Language) -> Iterator[str]:
    yield f'<div class="record">\n<p>{escape(facts(one, language))}</p>\n'
    if one.differences:
        runs = "".join(_run(each.kind, each.asked, each.recorded) for each in one.differences)
        yield f'<p lang="{escape(one.lang)}">{runs}</p>\n'
    if one.problem:
        yield f"<p>{escape(language.gettext(one.problem))}</p>\n"
    yield "</div>\n"


def _run(kind: str, given: str, recorded: str) -> str:
    if kind == "kept":
        return f"{escape(recorded)} "
    return (f"<del>{escape(recorded)}</del> " if recorded else "") + (f"<ins>{escape(given)}</ins> " if given else "")
