"""GEXF 1.3 (https://gexf.net/): a graph of mentions, for Gephi and similar programs.

Nodes are people and organizations. An edge leads from a speaker to each one that the speaker mentions; its weight is
the number of statements. Statements without a named speaker are left out.
"""

from collections.abc import Iterator
from html import escape

from kzclaims.export.common import characters
from kzclaims.store.read.selection import Selection

_ATTRIBUTES = {"type": "type", "key": "key", "wikidata": "Wikidata"}


def gexf(selection: Selection) -> Iterator[str]:
    """Yield the graph as an XML document."""
    mentions = list(selection.mentions())
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
    yield "<meta><creator>kzclaims</creator><description>Mentions in statements</description></meta>\n"
    yield '<graph defaultedgetype="directed" mode="static">\n<attributes class="node">\n'
    for name, title in _ATTRIBUTES.items():
        yield f'<attribute id="{name}" title="{title}" type="string"/>\n'
    yield "</attributes>\n<nodes>\n"
    for node in sorted({end for one in mentions for end in one[:2]}):
        kind, _, key = node.partition("/")
        one = selection.names[node]
        values = {"type": kind, "key": key, "wikidata": one.wikidata}
        yield f'<node id="{_text(node)}" label="{_text(one.name)}"><attvalues>'
        yield "".join(f'<attvalue for="{name}" value="{_text(value)}"/>' for name, value in values.items() if value)
        yield "</attvalues></node>\n"
    yield "</nodes>\n<edges>\n"
    for number, (speaker, mentioned, count) in enumerate(mentions):
        ends = f'source="{_text(speaker)}" target="{_text(mentioned)}"'
        yield f'<edge id="{number}" {ends} type="directed" weight="{count}"/>\n'
    yield "</edges>\n</graph>\n</gexf>\n"


def _text(text: str) -> str:
    """Return text for an attribute. References keep tabs and line ends, which XML readers would turn into spaces."""
    kept = escape(characters(text))
    return kept.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")
