"""Read documents that may be hostile, in a process with limited memory and time.

The document is read from the standard input; the answer is written to the standard output, in MessagePack.
"""

import json
import sys
from contextlib import suppress
from typing import Any

import msgspec

from kzclaims.documents.read import DOCX, HTML, LONGEST_TEXT, PDF, SECONDS, WACZ, WARC, Answer
from kzclaims.errors import InputError

MEMORY = 2 * 2**30
"""The most bytes of memory that reading a document may take."""


def limit() -> None:
    """Limit the memory and the processor time of this process, where the system can do that."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def answer(content: bytes, kind: str, url: str | None, member: str | None, charset: str | None) -> Answer:
    """Read a document. A document that cannot be read gives an answer with a problem."""
    try:
        if kind in (WARC, WACZ):
            from kzclaims.documents.web_archives import read_archive

            return read_archive(content, kind, member=member, address=url)
        return read_one(content, kind, url=url, charset=charset)
    except InputError as error:
        return Answer(problem=error.message)
    except ImportError as error:
        return Answer(problem=f"needs {error.name}: pip install kzclaims[archive]")
    except MemoryError:
        return Answer(problem="needs too much memory to read; archive its text instead")
    except Exception as error:  # noqa: BLE001 - libraries raise anything for damaged documents
        return Answer(problem=f"is damaged and cannot be read ({type(error).__name__}); archive its text instead")


def read_one(content: bytes, kind: str, *, url: str | None = None, charset: str | None = None) -> Answer:
    """Read a page, a PDF or a .docx file."""
    reader: Any
    if kind == HTML:
        from kzclaims.documents import pages as reader
    elif kind == PDF:
        from kzclaims.documents import pdf as reader
    elif kind == DOCX:
        from kzclaims.documents import docx as reader
    else:
        raise InputError(f"is {kind}, which cannot be read here")
    found: Answer = reader.read(content, url=url, charset=charset)
    if any(len(text.encode(errors="replace")) > LONGEST_TEXT for text in (found.text, found.page_text or "")):
        raise InputError(
            f"contains more than {LONGEST_TEXT // 2**20} MB of text; archive the part that you need as a text"
        )
    return found


def main() -> None:
    """Answer the question in the first argument."""
    limit()
    found = answer(sys.stdin.buffer.read(), **json.loads(sys.argv[1]))
    sys.stdout.buffer.write(msgspec.msgpack.encode(found))


if __name__ == "__main__":
    main()
