"""Equal quotations in bulk loads: text hashes find the few records that have to be compared."""

from collections import Counter
from collections.abc import Sequence

from kzclaims.dossier.records import Record, Statement
from kzclaims.language.quotes.text_hash import hash_text
from kzclaims.store.engine import engine_of
from kzclaims.store.load.duplicates import divide
from kzclaims.store.load.row_writer import LoadContext
from kzclaims.store.schema import tables

_Words = tuple[int, int]
"""A speaker, and the hash of a quotation."""


def further_appearances(context: LoadContext, new: Sequence[Record]) -> list[tuple[Statement, str]]:
    """Return the new statements with the words of another statement, each with the key of the other one.

    The hashes of the quotations are kept in the context, so that they need not be computed again.
    """
    speakers = context.ids[tables.people]
    words: list[tuple[Statement, _Words]] = []
    for record in new:
        assert isinstance(record, Statement)
        if record.kind == "direct" and record.speaker is not None:
            text = record.text
            if text not in context.hashes:
                context.hashes[text] = hash_text(text)
            words.append((record, (speakers[record.speaker], context.hashes[text])))
    number = Counter(found for _, found in words)
    recorded = _recorded(context, {text_hash for _, text_hash in number})
    compared = [record for record, found in words if number[found] > 1 or found in recorded]
    return divide(context.connection, compared, context.ids.of).further if compared else []


def _recorded(context: LoadContext, hashes: set[int]) -> set[_Words]:
    """Return the speakers and hashes of the recorded quotations that have one of the hashes."""
    engine = engine_of(context.connection)
    sql = (
        "SELECT speaker_id, fold FROM statement_folds JOIN statements ON statements.id = statement_id"  # noqa: S608
        f" WHERE {engine.in_list('fold', 'folds', 'integer')} AND kind = 'direct' AND speaker_id IS NOT NULL"
    )
    return {tuple(row) for row in engine.execute(context.connection, sql, {"folds": engine.list_value(hashes)})}
