"""Reads ALTO as another system would: by its schema, then by its elements."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import etree

NS = {"a": "http://www.loc.gov/standards/alto/ns-v4#"}
_SCHEMA = etree.XMLSchema(etree.parse(str(Path(__file__).parent / "alto_written.xsd")))


def read_alto(document: str | bytes) -> Any:
    """The root of an ALTO document; fails where it is not what the schema says."""
    root = etree.fromstring(document.encode() if isinstance(document, str) else document)
    _SCHEMA.assertValid(root)
    return root


def text_of(root: Any) -> str:
    """The text that a reader of ALTO makes of it: strings joined, blanks at SP, a line feed after each block."""
    blocks = []
    for block in root.iterfind(".//a:TextBlock", NS):
        lines = []
        for line in block.iterfind("a:TextLine", NS):
            lines.append("".join(part.get("CONTENT", " ") for part in line))
        blocks.append("".join(lines))
    return "\n".join(blocks)
