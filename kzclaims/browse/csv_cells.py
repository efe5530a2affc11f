"""Guarded cells in Datasette's CSV pages, as in the CSV files of `kzclaims export`."""

import re
from codecs import getincrementaldecoder
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from kzclaims.export.common import guarded

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

# Not the csv module: its limit of the length of a cell can only be changed for the whole process.
_CELL = re.compile(r'(?!\Z)("(?:[^"]++|"")*+"?+[^,\r\n]*+|[^,"\r\n]*+)(,|\r?\n|\Z)')


def guard_cells(scope: MutableMapping[str, Any], send: Send) -> Send:
    """Return a function that sends a response and, if it is CSV, guards and quotes its cells."""
    if not scope["path"].endswith(".csv") and b"_format" not in scope["query_string"]:
        return send
    decoder = getincrementaldecoder("utf-8")()
    is_csv = False
    pending = ""

    async def send_guarded(message: Message) -> None:
        nonlocal is_csv, pending
        if message["type"] == "http.response.start":
            kind = dict(message["headers"]).get(b"content-type", b"")
            is_csv = message["status"] == 200 and kind.startswith((b"text/csv", b"text/plain"))
        elif is_csv:
            is_last = not message.get("more_body")
            pending += decoder.decode(message.get("body", b""), is_last)
            # A line end inside quotation marks does not end the row.
            end = len(pending) if is_last else pending.rfind("\n") + 1
            while end and not is_last and pending.count('"', 0, end) % 2:
                end = pending.rfind("\n", 0, end - 1) + 1
            rows, pending = pending[:end], pending[end:]
            message = {**message, "body": _CELL.sub(_guarded_cell, rows).encode()}
        await send(message)

    return send_guarded


def _guarded_cell(found: re.Match[str]) -> str:
    cell = found[1]
    text = cell[1:-1].replace('""', '"') if cell.startswith('"') else cell
    quoted = guarded(text).replace('"', '""')
    return f'"{quoted}"{found[2]}'
