"""The page of the desk: its template with the texts in the language of the reader, and its files."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from kzclaims.browse.pages import PRIVATE
from kzclaims.browse.preferences import keep, language_of
from kzclaims.pages import environment
from kzclaims.pages.languages import Language
from kzclaims.vocabulary import STATEMENT_KINDS, STATUSES, VERDICTS

HERE = Path(__file__).parent

Translate = Callable[[str], str]


def routes() -> list[BaseRoute]:
    """Return the routes of the page, of the one that opens dossiers, and of their files."""
    return [
        Route("/desk", _page("desk.html")),
        Route("/desk/open", _page("open.html")),
        Mount("/desk/static", StaticFiles(directory=HERE / "static")),
    ]


def _page(template: str) -> Callable[[Request], Response]:
    def show(request: Request) -> Response:
        language = language_of(request.scope)
        links = request.app.state.links.at(request.url.path)
        html = _environment().get_template(template).render(_context(language), links=links, language=language)
        return keep(request, HTMLResponse(html, headers=PRIVATE))

    return show


@cache
def _environment() -> Environment:
    loader = ChoiceLoader([FileSystemLoader(HERE / "templates"), FileSystemLoader(environment.TEMPLATES)])
    env = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.prepare(env)
    return env


def _context(language: Language) -> dict[str, Any]:
    """Return what the templates show, in a language."""
    _ = language.gettext
    kinds = {one: language.pgettext("kind", one) for one in STATEMENT_KINDS}
    statuses = {one: language.pgettext("status", one) for one in STATUSES}
    verdicts = {one: language.pgettext("verdict", one) for one in VERDICTS}
    return {
        "kinds": kinds.items(),
        "statuses": statuses.items(),
        "verdicts": verdicts.items(),
        "groups": _groups(_),
        "menu": _menu(_),
        "keys": _keys(_),
        "strings": {**_strings(_), "kinds": kinds, "statuses": statuses, "verdicts": verdicts},
    }


def _groups(_: Translate) -> list[tuple[str, str, str]]:
    """Return the types of records, each with its name and the label of the button that adds one, if it has one."""
    return [
        ("statements", _("Statements"), ""),
        ("events", _("Events"), _("event")),
        ("people", _("People"), _("person")),
        ("organizations", _("Organizations"), _("organization")),
        ("topics", _("Topics"), _("topic")),
        ("sources", _("Sources"), ""),
        ("reviews", _("Reviews"), ""),
    ]


def _menu(_: Translate) -> list[tuple[str, str, str, str]]:
    """Return the commands for selected words: their names, keys and labels, and what they need."""
    return [
        ("statement", "S", _("Statement"), ""),
        ("attribution", "B", _("Attribution"), "statement"),
        ("passage", "W", _("Passage"), ""),
        ("date", "D", _("Date"), ""),
        ("translation", "T", _("Translation"), "statement"),
        ("event", "V", _("Event"), ""),
        ("person", "P", _("Person"), ""),
        ("organization", "O", _("Organization"), ""),
    ]


def _keys(_: Translate) -> list[tuple[list[str], str]]:
    return [
        (["J", "K"], _("the next or the previous record")),
        (["A"], _("accept the draft, with the drafts that it needs, and go to the next one")),
        (["E"], _("edit the record; first its open speaker")),
        (["X"], _("reject the draft, and go to the next one")),
        (["←", "→", "↑", "↓"], _("in the text: select a word; with Shift several")),
        (["S"], _("record the selected words as a statement")),
        (["B"], _("record the selected words as the attribution of the statement, then choose the speaker")),
        (["W"], _("take the selected words as those of the current record")),
        (["D"], _("read the selected words as the date of the current record")),
        (["T"], _("record the selected words as a translation of the statement")),
        (["V"], _("record the selected words as an event")),
        (["P", "O"], _("record the selected name as a person or an organization")),
        (["1", "…", "9"], _("choose from the list of an empty field")),
        (["U", "Ctrl+Z"], _("undo")),
        (["Shift+U", "Ctrl+Y"], _("redo")),
        (["Ctrl+S"], _("save: write the file and load it")),
        (["?"], _("this list")),
    ]


def _strings(_: Translate) -> dict[str, Any]:
    """Return the texts that the scripts need."""
    return {
        "saved": _("Saved"),
        "unsaved": _("Not saved"),
        "sending": _("Sending …"),
        "no_connection": _("No connection; your last edits are kept in this tab"),
        "done": _("Saved and loaded."),
        "resolved": _("Done. Undo brings back the other version."),
        "corrected": _("Recorded in the database."),
        "changes": {"added": _("added"), "changed": _("changed"), "removed": _("removed"), "status": _("status")},
        "deleted": _("Deleted. Undo brings it back."),
        "recovered": _("Edits recovered from the journal:"),
        "drafts": _("drafts"),
        "problems": _("problems"),
        "speaker_open": _("speaker open"),
        "own_voice": _("the source itself"),
        "accepts_also": _("Accepting it also accepts:"),
        "check_open": _("Check: the speaker is open."),
        "check_person": _("Check: a new person. Is the name in the nominative?"),
        "check_statement": _("Check the words and the speaker."),
        "check_event": _("Check that it happened, its title and its date."),
        "changed_elsewhere": _("Changed in another window or program to:"),
        "remove": _("Remove"),
        "select_first": _("Select words in the text first."),
        "no_statement": _("Select a statement first."),
        "no_draft": _("This record is accepted already."),
        "new": _("new"),
        "new_record": {
            "people": _("New person"),
            "organizations": _("New organization"),
            "topics": _("New topic"),
            "events": _("New event"),
            "sources": _("New source"),
        },
        "where": {"file": _("in this file"), "text": _("in the text"), "database": _("in the database")},
    }
