"""A small dossier, and loading dossiers from text."""

from pathlib import Path
from typing import Any

from kzclaims.dossier import toml_reader as toml
from kzclaims.store.database.database import Database
from kzclaims.store.load.load import load_dossiers
from kzclaims.store.load.outcome import Outcome

BASE = """
dossier = "base"

[[topics]]
key = "rain"
name = "Дождь"

[[organizations]]
key = "gazette"
name = "Газета"
lang = "ru"

[[people]]
key = "anna"
name = "Анна Петрова"
lang = "ru"
names = [{ text = "Петрова", lang = "ru", kind = "as printed" }, { text = "Anna Petrova", lang = "en" }]

[[people.roles]]
title = "метеоролог"
lang = "ru"
organization = "gazette"
citations = [{ source = "paper", exact = "метеоролог Петрова" }]

[[sources]]
key = "paper"
title = "Погода"
lang = "ru"
publisher = "gazette"
published = 2023-11-02

[[events]]
key = "storm"
title = "Буря"
lang = "ru"
date = "2023-11-01"
place = "Алматы"
topics = ["rain"]
participants = [{ person = "anna", part = "witness" }]
citations = [{ source = "paper", exact = "буря" }]

[[statements]]
key = "it-rains"
kind = "direct"
speaker = "anna"
text = "Идёт дождь."
lang = "ru"
topics = ["rain"]
mentions = ["gazette"]
events = ["storm"]
translations = [{ lang = "en", text = "It rains.", translator = "us" }]
appearances = [{ source = "paper", attribution = "сказала Петрова", start = 10, end = 21 }]
"""


class Loads:
    """Loads a text as a dossier."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder

    def __call__(self, text: str, name: str = "base", **options: Any) -> Outcome:
        path = self.folder / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        with self.database.writing() as connection:
            return load_dossiers(connection, [toml.read(path)], **options)
