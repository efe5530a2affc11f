"""A second process that checks lines, hashes texts and parses names, so that a long load uses two processors.

It is a child process with pipes and not one of `multiprocessing`, which runs the caller's main module again on some
systems. Results are a few bytes for each line, text or name. Without the child, tasks are done in this process.
"""

import signal
import subprocess
import sys
from array import array
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, Self

import msgspec

from kzclaims.dossier.jsonl import is_plain
from kzclaims.language.names.match import NameQuery
from kzclaims.language.quotes.text_hash import hash_text

TASKS_WITHOUT = 4
"""The number of tasks after which the child is started: a short load ends sooner without it."""

_NAMES = 200
"""The number of names that are as much work as another task."""

_SIZE = 4
_START = "import sys; sys.path[:] = {path!r}; from kzclaims.dossier.helper import serve; serve()"
_encode = msgspec.msgpack.Encoder().encode


class _Check(msgspec.Struct, tag=True):
    """Check lines."""

    lines: list[bytes | None]

    def result(self) -> bytes:
        return bytes(map(is_plain, self.lines))


class _Hash(msgspec.Struct, tag=True):
    """Hash texts."""

    texts: list[str]

    def result(self) -> bytes:
        return array("q", map(hash_text, self.texts)).tobytes()


class _Parse(msgspec.Struct, tag=True):
    """Parse names that are looked up."""

    names: list[str]

    def result(self) -> bytes:
        return _encode([list(NameQuery(name).keys) for name in self.names])


_Task = _Check | _Hash | _Parse


class Helper:
    """The second process. Its tasks are done in their order."""

    def __init__(self) -> None:
        self._tasks = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._talk = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._talk.shutdown(cancel_futures=True)
        if self._process is not None:
            # At the end of its input, the child ends.
            self._process.communicate()

    def check(self, lines: list[bytes | None]) -> Future[bytes]:
        """Return a byte for each line of JSON: 1 if it certainly is a valid record."""
        return self._submit(_Check(lines))

    def hash(self, texts: list[str]) -> Future[bytes]:
        """Return the hashes of texts, as an array of 64 bits each."""
        return self._submit(_Hash(texts))

    def parse(self, names: list[str]) -> Future[bytes]:
        """Return the look-up keys of names, as a list of lists in MessagePack."""
        return self._submit(_Parse(names), weight=len(names) // _NAMES)

    def _submit(self, task: _Task, *, weight: int = 1) -> Future[bytes]:
        self._tasks += weight
        if self._tasks > TASKS_WITHOUT:
            return self._talk.submit(self._ask, task)
        done: Future[bytes] = Future()
        done.set_result(task.result())
        return done

    def _ask(self, task: _Task) -> bytes:
        try:
            if self._process is None:
                self._process = _child()
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            _send(self._process.stdin, _encode(task))
            return _receive(self._process.stdout)
        except (OSError, EOFError, UnicodeEncodeError):
            return task.result()


def serve() -> None:
    """Do the tasks that come from the standard input, until it ends."""
    # The parent handles interrupts. When it ends, the input of this process is closed.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    decode = msgspec.msgpack.Decoder(_Task).decode
    while True:
        try:
            task = decode(_receive(sys.stdin.buffer))
        except EOFError:
            return
        _send(sys.stdout.buffer, task.result())


def _child() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _START.format(path=sys.path)]
    return subprocess.Popen(  # noqa: S603 - this program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def _send(stream: IO[bytes], content: bytes) -> None:
    stream.write(len(content).to_bytes(_SIZE, "little") + content)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes:
    """Read the next message. Raise `EOFError` at the end."""
    size = int.from_bytes(_read(stream, _SIZE), "little")
    return _read(stream, size)


def _read(stream: IO[bytes], size: int) -> bytes:
    found = stream.read(size)
    if len(found) < size:
        raise EOFError
    return found
