"""The revisions of the schema, so that no look-up imports Alembic. The tests compare them with migrations/."""

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
"""All revisions, oldest first."""

HEAD = REVISIONS[-1]
"""The revision that this program needs."""
