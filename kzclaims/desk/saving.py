"""Save a dossier: write its file and load it. Both happen, or neither.

The file is replaced within the transaction of the load, just before it ends. If the transaction fails, the file gets
its former content back. If the program is killed in between, the journal shows at the next opening that the file was
replaced, and the content is loaded then.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from kzclaims.desk.author import acting
from kzclaims.desk.checks import Trouble
from kzclaims.desk.document import digest
from kzclaims.desk.session import Session
from kzclaims.dossier import toml_reader
from kzclaims.dossier.toml_reader import Dossier, require_accepted
from kzclaims.errors import InputError, KzclaimsError
from kzclaims.staging import move_to_new, staging_folder, sync, sync_folder
from kzclaims.store.load.load import load_dossiers
from kzclaims.store.load.outcome import Outcome
from kzclaims.store.reports import FieldDifference
from kzclaims.store.schema.tables import sources
from kzclaims.store.verify.source_texts import archive
from kzclaims.wording import describe_checks, quoted


def save(
    session: Session,
    *,
    reason: str | None = None,
    overwrite: bool = False,
    prune: bool = False,
    allow_unverified: bool = False,
    rename: Sequence[str] = (),
) -> list[str]:
    """Write the file and load it; return the lines of a report. Open drafts are written, but not loaded.

    The options are those of `kzclaims.store.load.load.load_dossiers`. Raise `InputError` with the problems, or for a
    file that another program has changed.
    """
    with session.lock:
        _require_unchanged(session)
        raw = session.document.raw
        dossier = toml_reader.parse(raw, session.path)
        skipped = require_accepted([dossier], skip=True)
        differences: list[FieldDifference] = []
        before, written = session.disk_raw, False

        def work(connection: Connection) -> Outcome:
            nonlocal written
            differences.clear()
            outcome = load_dossiers(
                connection,
                [dossier],
                prune=prune,
                reason=reason,
                allow_unverified=allow_unverified,
                rename=rename,
                policy="overwrite" if overwrite else "refuse",
                differences=differences,
            )
            _archive(session, connection)
            if not written and before != raw:
                written = True
                options: dict[str, Any] = {"overwrite": overwrite, "prune": prune, "allow_unverified": allow_unverified}
                options |= {"reason": reason, "rename": list(rename)}
                session.journal.add(writing=digest(raw), options=options)
                put(session.path, raw, expected=before)
            return outcome

        try:
            outcome = acting(session.database).write(work)
        except BaseException as error:
            if written and before is not None:
                put(session.path, before, expected=raw)
                session.journal.add(failed=digest(raw))
            if isinstance(error, InputError):
                _report(session, dossier, error, differences)
            raise
        session.note_written(raw)
        session.recovered = 0
        _report(session, dossier, None, differences)
        return [*_lines(outcome), *([skipped] if skipped else [])]


def finish(session: Session) -> None:
    """Load a file that was saved, if the program ended before it was certainly loaded."""
    if session.was_interrupted:
        session.was_interrupted = False
        try:
            save(session, **session.state.options)
        except KzclaimsError as error:
            session.problems.insert(0, f"the file was saved, but could not be loaded: {error.message}")


def check(session: Session) -> None:
    """Show next to its field all that loading the file would report; change nothing."""
    with session.lock:
        session.refresh()
        version, raw = session.checker.version, session.document.raw
    # Edits need not wait for this.
    dossier = toml_reader.parse(raw, session.path)
    require_accepted([dossier], skip=True)
    differences: list[FieldDifference] = []
    failure = None
    try:
        session.database.write(
            lambda connection: load_dossiers(connection, [dossier], differences=differences), dry_run=True
        )
    except InputError as error:
        failure = error
    with session.lock:
        if session.checker.version == version:
            _report(session, dossier, failure, differences)


def _archive(session: Session, connection: Connection) -> None:
    """Keep the document that the dossier was drafted from, if its source still has this text."""
    if session.document_of is None:
        return
    key, document = session.document_of
    text = connection.scalar(select(sources.c.text).where(sources.c.key == key))
    if text == document.text:
        archive(connection, key, document)


def _require_unchanged(session: Session) -> None:
    if session.changed_on_disk():
        gone = session.disk_raw is None
        raise InputError(
            f"{session.path} was {'deleted' if gone else 'changed'} by another program; nothing was saved; look at the "
            "differences first"
        )


def put(path: Path, raw: bytes, *, expected: bytes | None) -> None:
    """Replace a file with another content. Raise `InputError` if its content is not the expected one."""
    target = path.resolve()
    if expected is not None and not os.access(target, os.W_OK):
        raise InputError(f"{path} is read-only; nothing was saved; change its permissions")
    try:
        with staging_folder(target.parent) as staging:
            new, old = staging / "new", staging / "old"
            with new.open("xb") as file:
                file.write(raw)
                if expected is not None:
                    new.chmod(target.stat().st_mode & 0o7777)
                sync(file)
            if expected is None:
                move_to_new(new, target)
            else:
                _keep(target, old)
                new.replace(target)
                if old.read_bytes() != expected:
                    old.replace(target)
                    raise InputError(f"{path} was changed by another program; nothing was saved; look at the changes")
        sync_folder(target.parent)
    except OSError as error:
        raise KzclaimsError(f"{path} cannot be written: {error.strerror}; nothing was saved") from error


def _keep(target: Path, old: Path) -> None:
    """Keep a file under another name, also while it is replaced."""
    try:
        os.link(target, old)
    except OSError:  # A file system without links.
        old.write_bytes(target.read_bytes())


def _report(
    session: Session, dossier: Dossier, error: InputError | None, differences: Sequence[FieldDifference]
) -> None:
    """Show problems next to their fields."""
    problems: list[str] = []
    troubles: dict[str, list[Trouble]] = {}
    labels = {
        f"{type(one.record).__name__.lower()} {quoted(one.key)}": one.id
        for one in reversed(session.checker.entries.values())
    }
    for line in error.hints if error else ():
        record, field, message = _parts(line, dossier.file)
        entry = labels.get(record)
        if entry:
            troubles.setdefault(entry, []).append(Trouble(field, message))
        else:
            problems.append(line.removeprefix(f"{dossier.file}:"))
    if error and not error.hints:
        problems.append(error.message)
    for one in differences:
        if one.outcome in ("kept", "refused"):
            entry = labels.get(f"{one.record} {quoted(one.key)}")
            message = f"recorded: {_value(one.recorded)}" + (f"; corrected on {one.at[:10]}" if one.at else "")
            message += (f" ({one.author})" if one.author else "") + (f": {one.because}" if one.because else "")
            if one.dossiers:
                message += f"; in {', '.join(one.dossiers)}, too"
            kind = "correction" if one.outcome == "refused" else "disagreement"
            if entry:
                same = [trouble for trouble in troubles.get(entry, []) if trouble.field != one.field]
                troubles[entry] = [*same, Trouble(one.field, message, kind)]
    session.report(troubles, problems)


def _parts(line: str, file: str) -> tuple[str, str, str]:
    """Return the record, the field and the message of a problem's line."""
    rest = line.removeprefix(file).lstrip(":0123456789").lstrip()
    record, _, rest = rest.partition("”: ")
    if not rest:
        return "", "", line
    field, colon, message = rest.partition(": ")
    if not colon or " " in field:
        return f"{record}”", "", rest
    return f"{record}”", field, message


def _value(value: object) -> str:
    return "nothing" if value is None else quoted(str(value), 100)


def _lines(outcome: Outcome) -> list[str]:
    """Return the lines of a report for people."""
    lines = [
        f"{plural}: {counts.added} added, {counts.changed} changed, {counts.unchanged} unchanged"
        for plural, counts in outcome.counts.items()
        if counts.added or counts.changed
    ]
    lines += [*outcome.remarks, *outcome.repeated, *outcome.disagreements]
    lines += [f"removed: {line}" for line in outcome.removed]
    lines += [f"no longer in the file, kept: {line}" for line in outcome.kept]
    lines.append(f"{outcome.added} added, {outcome.changed} changed")
    if outcome.checks:
        lines.append(describe_checks(outcome.checks, outcome.without_text))
    return lines
