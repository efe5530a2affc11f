"""Reading only some fields of a table."""

import io
from pathlib import Path

from kzclaims.dossier.column_mapping import Mapping
from kzclaims.dossier.csv_reader import Table, detect_format

TABLE = "who,words\nАда Брук,Дождь\nАда Брук,Снег\nСэм Доу,\nАда Брук\n"


def _table() -> tuple[Table, io.BytesIO]:
    stream = io.BytesIO(TABLE.encode())
    mapping = Mapping(kind="statements", columns={"speaker": "who", "text": "words"})
    table = Table(Path("t.csv"), mapping, detect_format(stream, Path("t.csv"), mapping))
    stream.seek(0)
    return table, stream


def test_names_are_read_once_each() -> None:
    table, stream = _table()

    rows = list(table.rows(stream, only=("speaker",)))

    assert [row.fields for row in rows if row.wrong is None] == [{"speaker": "Ада Брук"}, {"speaker": "Сэм Доу"}]


def test_all_fields_of_all_rows_are_read_otherwise() -> None:
    table, stream = _table()

    rows = list(table.rows(stream))

    assert [(row.fields.get("text"), row.wrong is None) for row in rows] == [
        ("Дождь", True),
        ("Снег", True),
        (None, True),
        (None, False),
    ]
