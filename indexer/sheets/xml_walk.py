"""XML of workbooks, walked once as a stream: no tree, no document type, no entities, no depth without bound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO
from xml.parsers import expat

MOST_DEPTH = 200
"""The most elements within one another."""
LONGEST_TAG = 8 << 20
"""The most bytes of one tag."""

_PIECE = 1 << 16


class XmlError(ValueError):
    """XML that is damaged or goes beyond what a workbook needs."""


class XmlWalk:
    """A walk over one XML part. A reader overrides `opened`, `closed` and `characters`.

    Attributes:
        depth: how many elements are open.
        encoding: that of the bytes, whatever the part itself says; None for what it says.
    """

    encoding: str | None = None

    def __init__(self) -> None:
        self.depth = 0

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins; names are as ``namespace local``."""

    def closed(self, name: str) -> None:
        """An element ends."""

    def characters(self, text: str) -> None:
        """Text between tags, perhaps in several pieces."""

    def steps(self, source: IO[bytes]) -> Iterator[None]:
        """Walk, with a pause after each piece of the source so that what was found can be taken.

        Raises:
            XmlError: no XML, a document type declaration, too deep, or a tag without end.
        """
        parser = expat.ParserCreate(self.encoding, namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._opened
        parser.EndElementHandler = self._closed
        parser.CharacterDataHandler = self.characters
        parser.StartDoctypeDeclHandler = _refuse_doctype
        given = 0
        try:
            while piece := source.read(_PIECE):
                parser.Parse(piece, False)
                given += len(piece)
                if given - parser.CurrentByteIndex > LONGEST_TAG:
                    raise XmlError("a tag without end")
                yield
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise XmlError(str(error)) from None
        yield

    def walk(self, source: IO[bytes]) -> None:
        """Walk to the end; as `steps`."""
        for _ in self.steps(source):
            pass

    def _opened(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise XmlError("elements within one another without end")
        self.opened(name, attributes)

    def _closed(self, name: str) -> None:
        self.depth -= 1
        self.closed(name)


def local_name(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(" ")[2]


def is_true(value: str | None) -> bool:
    """A truth value of XML; none is false."""
    return value in ("1", "true", "on")


def _refuse_doctype(name: str, system: str | None, public: str | None, internal: bool) -> None:
    raise XmlError("<!DOCTYPE")
