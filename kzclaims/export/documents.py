"""The formats of an export that consist of one document."""

from collections import Counter
from collections.abc import Iterable
from typing import Literal, get_args

from kzclaims.store.read.selection import Selection

Form = Literal["jsonld", "claimreview", "annotation", "timelinejs", "gexf"]
FORMS: tuple[Form, ...] = get_args(Form)


def document(form: str, selection: Selection, undated: "Counter[str] | None" = None) -> Iterable[str]:
    """Return a document; `undated` counts the records that a timeline cannot show, by type."""
    match form:
        case "annotation":
            from kzclaims.export.web_annotation import annotation

            return annotation(selection)
        case "timelinejs":
            from kzclaims.export.timelinejs import timelinejs

            counts = Counter[str]() if undated is None else undated
            return timelinejs(selection, lambda record_type: counts.update([record_type]))
        case "gexf":
            from kzclaims.export.gexf import gexf

            return gexf(selection)
        case "claimreview":
            from kzclaims.export.schema_org import claimreview

            return claimreview(selection)
        case _:
            from kzclaims.export.schema_org import jsonld

            return jsonld(selection)
