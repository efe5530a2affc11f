"""Values that a column, a field or an option is limited to. Each list exists only here."""

from typing import Literal, get_args

RECORD_TYPE_NAMES = ("topic", "organization", "source", "person", "event", "statement", "review")

MERGEABLE = ("topic", "organization", "source", "person", "event")
"""The types of records that can be merged. Statements with the same words are joined when they are loaded."""

StatementKind = Literal["direct", "indirect", "mixed", "editorial"]
STATEMENT_KINDS: tuple[StatementKind, ...] = get_args(StatementKind)

FurtherNameKind = Literal["alias", "as printed"]
NAME_KINDS = ("preferred", *get_args(FurtherNameKind))

AttributionKind = Literal["cell"]
ATTRIBUTION_KINDS: tuple[AttributionKind, ...] = get_args(AttributionKind)
"""The kinds of attributions that are not the words of the source."""

Status = Literal["disputed", "misattributed", "fabricated", "retracted", "confirmed"]
STATUSES: tuple[Status, ...] = get_args(Status)

Verdict = Literal["true", "mostly-true", "mixed", "mostly-false", "false", "unproven"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

StoredCheckResult = Literal["exact", "moved", "normalised", "drifted", "ambiguous", "elsewhere", "altered", "not found"]
"""The results of a passage check that an appearance can have in the database."""
STORED_CHECK_RESULTS: tuple[StoredCheckResult, ...] = get_args(StoredCheckResult)
CheckResult = Literal[StoredCheckResult, "no text", "text changed"]
CHECK_RESULTS: tuple[CheckResult, ...] = get_args(CheckResult)

CHECKED: tuple[CheckResult, ...] = ("exact", "normalised", "moved")
"""The results of passages that were found in the text of their source."""
FAILED: tuple[CheckResult, ...] = ("altered", "not found", "elsewhere", "drifted", "ambiguous", "text changed")
"""The results of passages that were not found as they are recorded. All other passages are unchecked."""
CHECK_STATES = ("checked", "failed", "unchecked")

TableRowKind = Literal["statements", "events", "people", "claimreview"]
TABLE_ROW_KINDS: tuple[TableRowKind, ...] = get_args(TableRowKind)
"""The kinds of rows that a table can have."""

CHAIN_ACTIONS = ("opened", "added", "removed", "noted")
"""The types of links of the hash chain: existing rows when it began, new rows, deleted rows, a remark."""

CountedType = Literal["statements", "events", "people"]
COUNTED_TYPES: tuple[CountedType, ...] = get_args(CountedType)
STATEMENT_GROUPS = (
    "speaker", "mentioned", "organization", "year", "month", "topic", "kind", "source", "publisher", "place", "status",
    "verdict", "language",
)  # fmt: skip
"""The groups of statements that `count` knows; people who speak are counted by those of their statements."""
EVENT_GROUPS = ("participant", "year", "month", "topic", "place", "source", "publisher", "language")
TIME_GROUPS = {"year": 4, "month": 7}
"""The groups of time, with the number of characters of a day that identify them."""
DateRule = Literal["earliest", "spread", "certain"]
DATE_RULES: tuple[DateRule, ...] = get_args(DateRule)
"""The rules by which a record with several possible days is counted in a year or month."""
STATEMENT_ORDERS = ("day", "recorded", "speaker")
EVENT_ORDERS = ("date", "recorded", "title")
PEOPLE_ORDERS = ("name", "statements", "mentions")
SOURCE_ORDERS = ("published", "title", "publisher", "statements")
TOPIC_ORDERS = ("name", "statements", "events")
ORGANIZATION_ORDERS = ("name", "statements", "mentions", "sources")
"""The orders of listings; numbers go from the greatest to the least."""
CountOrder = Literal["count", "group"]
COUNT_ORDERS: tuple[CountOrder, ...] = get_args(CountOrder)
ChartKind = Literal["bars", "lines", "matrix"]
CHART_KINDS: tuple[ChartKind, ...] = get_args(ChartKind)
