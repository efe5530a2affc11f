"""The addresses of a site: relative, so that it works in any folder and from a disk."""

from collections.abc import Collection, Sequence

from markupsafe import Markup

from kzclaims.pages.links import Links

FOLDERS = {
    "person": "people",
    "organization": "organizations",
    "statement": "statements",
    "event": "events",
    "source": "sources",
    "topic": "topics",
}
"""The folders of the pages of records. Lists have the names of the folders."""


def path_of(kind: str, key: str, part: str = "") -> str:
    """Return the path of a record's page, or of a further one, within the folder of a language."""
    return f"{FOLDERS[kind]}/{key}{'/' if part else ''}{part}.html"


def folder_of(languages: Sequence[str], code: str) -> str:
    """Return the folder of a language: the first one has none, so that its addresses are the shortest."""
    return "" if code == languages[0] else f"{code}/"


class SiteLinks(Links):
    """The addresses in the page at a path within the folder of a language.

    `up` is the way from that folder to the folder of the site.
    """

    def __init__(self, here: str, up: Markup, languages: Sequence[str], people: Collection[str]) -> None:
        self.here = here
        self._languages = languages
        self._people = people
        self.root = "../" * here.count("/")
        """The way to the folder of the language."""
        self.top = self.root + up
        """The way to the folder of the site."""

    def page(self, name: str) -> str:
        return f"{self.root}{'index' if name == 'start' else 'search' if name == 'person' else name}.html"

    def record(self, kind: str, key: str, **arguments: str) -> str:
        if kind == "party":
            kind = "person" if key in self._people else "organization"
        return self.root + path_of(kind, key, arguments.get("on", "").replace("/", "-"))

    def table(self, name: str = "", **arguments: str) -> str:
        match (name, *arguments.items()):
            case (_, ("_topic", key)):
                return self.record("topic", key)
            case (_, ("_about" | "_person" as relation, key)):
                return self.root + path_of("person", key, "about" if relation == "_about" else "all")
        return f"{self.root}{name}.html"

    def language(self, code: str) -> str | None:
        return self.top + folder_of(self._languages, code) + self.here if code in self._languages else None

    def file(self, name: str) -> str:
        return self.top + "assets/" + name
