"""What the extraction pool and its workers say to each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from holdings.letters import Letter
from indexer.extraction.port import ExtractedPage, Extractor

#: Pages of one task; several workers share the pages of one object by tasks.
CHUNK = 4
#: Pages of one task of an object whose pages are cheap: all that any object has.
ALL = 1 << 40

#: Chooses the reader of an object: (path, name) -> (reader, name of the kind). Made once in each worker.
Chooser = Callable[[Path, str], tuple[Extractor, str]]


@dataclass(frozen=True, slots=True)
class Task:
    """Pages of one object to read.

    Attributes:
        key: the job's.
        path: the object.
        name: the object's open name (`holdings.own_names`).
        pages: indices from 0; not used while `opening`.
        opening: count the object's pages first, and read the first chunk of those not `done`.
        done: indices of pages that need no reading.
    """

    key: int
    path: Path
    name: str
    pages: tuple[int, ...] = ()
    opening: bool = False
    done: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has begun."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An object is open; it has so many pages, of which a task takes at most `chunk`."""

    kind: str
    pages: int
    chunk: int


@dataclass(frozen=True, slots=True)
class NotOpened:
    """An object gives no page at all."""

    kind: str
    letter: Letter


@dataclass(frozen=True, slots=True)
class Page:
    """A page was read."""

    page: ExtractedPage


@dataclass(frozen=True, slots=True)
class NoPage:
    """A page could not be read."""

    object_page: int
    letter: Letter


@dataclass(frozen=True, slots=True)
class Later:
    """A page has to be recognised, which this worker leaves to others."""

    object_page: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The task is done."""


@dataclass(frozen=True, slots=True)
class Useless:
    """The worker cannot work at all, for example because its engine is not installed; it ends."""

    letter: Letter


Word = Ready | Opened | NotOpened | Page | NoPage | Later | Finished | Useless
