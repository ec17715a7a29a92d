"""What a document inserts in another format (altChunk): read by the reader of that format."""

from __future__ import annotations

from holdings.media.kinds import HEAD, MediaKind, kind_of
from holdings.media.text_encodings import decoded
from indexer.extraction.html import html_text
from indexer.extraction.rtf import rtf_text


def alternative_text(octets: bytes) -> str:
    """The text of HTML, RTF or plain text; empty for other formats and for bytes that are no text."""
    kind = kind_of(octets[:HEAD], "")
    if kind is MediaKind.RTF:
        return "\n".join(rtf_text(octets))
    if kind is MediaKind.HTML:
        return html_text(octets) or ""
    found = decoded(octets) if kind is MediaKind.TEXT else None
    return "" if found is None else found.text
