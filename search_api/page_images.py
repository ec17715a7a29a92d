"""Pictures of pages: drawn in processes of their own, kept in memory within a bound.

Nothing here knows readers: whoever asks has been shown to be one who may see the page, at every asking. A picture
depends on the object's bytes and kind alone, and so does the reason why there is none: the cache is keyed by these,
needs no rights in its key, and holds no name of an object (`holdings.own_names`); the name is put in for each asker.
It lies in memory and not in a folder of the home, so that a page that is closed or erased leaves no copy on a disk.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from holdings.letters import Letter
from holdings.media.drawn import DRAWN_KINDS, NoPictureError
from holdings.media.kinds import MediaKind
from holdings.media.letters import MediaError
from holdings.media.studio import Studio, StudioBusyError
from holdings.objects import ObjectDamaged, ObjectMissing, Objects, ObjectsUnavailable
from holdings.own_names import NAMELESS, named
from search_api.letters import bad_parameter
from search_api.page_letters import image_unreadable, no_image, object_missing, studio_busy
from search_api.problems import ProblemError
from search_api.shapes import ImageShape

_LOG = logging.getLogger("lantai.images")

#: Widths at which pages are drawn, in pixels; an ask between two of them gets the larger one.
WIDTHS = (200, 400, 800, 1200, 1600, 2400, 4000)
USUAL_WIDTH = 1200
#: Pictures kept in memory, in bytes: some 400 pages at the usual width.
MOST_BYTES = 96 << 20
#: The least that a process keeps, where several share what is kept.
LEAST_BYTES = 12 << 20
#: A page that could not be drawn is not tried again for so long, in seconds: each try costs a process its time.
FAILURE_LASTS = 600.0
_OVERHEAD = 500  # bytes of an entry beside its picture


_Outcome = bytes | tuple[int, int] | Letter
#: (digest, kind, page, width); width 0 for the size.
_Key = tuple[str, MediaKind, int, int]
_NO_PICTURE = Letter("只有文字", "text alone")
_SCALABLE = frozenset({MediaKind.PDF, MediaKind.OFD})


@dataclass(frozen=True, slots=True)
class PagePlace:
    """Where a page lies.

    Attributes:
        digest: of the digital object; empty for none.
        kind: of the object, as the store has it.
        index: of the page within the object, from 0.
        name: of the object, as letters call it.
    """

    digest: str
    kind: str
    index: int
    name: str


class PagePictures(Protocol):
    """Draws pages for readers who may see them."""

    def shape(self, place: PagePlace) -> ImageShape:
        """Size of a page's picture and the widths that are drawn.

        Raises:
            ProblemError: 404 where the page has text alone or its picture cannot be drawn; 503 where nobody is free.
        """
        ...

    def jpeg(self, place: PagePlace, width: int) -> bytes:
        """A page at one of `WIDTHS`; raises as `shape`."""
        ...


class NoPictures:
    """Draws nothing: every page has its text alone."""

    def shape(self, place: PagePlace) -> ImageShape:
        """See `PagePictures.shape`."""
        raise no_image()

    def jpeg(self, place: PagePlace, width: int) -> bytes:
        """See `PagePictures.jpeg`."""
        raise no_image()


class StudioPictures:
    """Draws by a studio, and keeps what was drawn. Safe to use from several threads."""

    def __init__(self, objects: Objects, studio: Studio, most_bytes: int = MOST_BYTES) -> None:
        self._objects = objects
        self._studio = studio
        self._kept = _Kept(most_bytes)

    def shape(self, place: PagePlace) -> ImageShape:
        """See `PagePictures.shape`."""
        kind = _drawn_kind(place)
        key = (place.digest, kind, place.index, 0)
        size = self._kept.get(key)
        if not isinstance(size, tuple | Letter):
            size = self._tried(place, lambda path: self._studio.full_size(path, kind, place.index, NAMELESS))
            self._kept.put(key, size)
        if not isinstance(size, tuple):
            raise _problem(size, place.name)
        width, height = size
        # The first step that shows all there is, and those below it.
        enough = sum(step < width for step in WIDTHS) + 1 if kind not in _SCALABLE else len(WIDTHS)
        return {"width": width, "height": height, "widths": list(WIDTHS[:enough])}

    def jpeg(self, place: PagePlace, width: int) -> bytes:
        """See `PagePictures.jpeg`."""
        kind = _drawn_kind(place)
        key = (place.digest, kind, place.index, width)
        drawn = self._kept.get(key)
        if not isinstance(drawn, bytes | Letter):
            drawn = self._tried(
                place, lambda path: self._studio.draw(path, kind, place.index, width, NAMELESS).jpeg
            )
            self._kept.put(key, drawn)
        if not isinstance(drawn, bytes):
            raise _problem(drawn, place.name)
        return drawn

    def close(self) -> None:
        """Ends those who draw."""
        self._studio.close()

    def _tried(self, place: PagePlace, what: Callable[[Path], _Outcome]) -> _Outcome:
        try:
            return what(self._objects.path(place.digest))
        except NoPictureError:
            return _NO_PICTURE
        except StudioBusyError as error:
            raise studio_busy(error.letter) from error
        except (ObjectMissing, ObjectDamaged, ObjectsUnavailable) as error:
            # Not kept: an operator mends it, and the next asking is answered.
            _LOG.error("object_not_there", extra={"digest": place.digest, "why": type(error).__name__})
            raise image_unreadable(object_missing()) from error
        except MediaError as error:
            _LOG.warning("page_not_drawn", extra={"digest": place.digest, "page": place.index})
            return error.letter


class _Kept:
    """What was drawn last, within a bound of bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._held: OrderedDict[_Key, tuple[_Outcome, float]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: _Key) -> _Outcome | None:
        with self._lock:
            found = self._held.get(key)
            if found is None or time.monotonic() > found[1]:
                return None
            self._held.move_to_end(key)
            return found[0]

    def put(self, key: _Key, outcome: _Outcome) -> None:
        lasts = FAILURE_LASTS if isinstance(outcome, Letter) and outcome != _NO_PICTURE else float("inf")
        with self._lock:
            before = self._held.pop(key, None)
            self._bytes += _weight(outcome) - (_weight(before[0]) if before else 0)
            self._held[key] = outcome, time.monotonic() + lasts
            while self._bytes > self._most and self._held:
                self._bytes -= _weight(self._held.popitem(last=False)[1][0])


def _weight(outcome: _Outcome) -> int:
    return _OVERHEAD + (len(outcome) if isinstance(outcome, bytes) else 0)


def _problem(outcome: _Outcome, name: str) -> ProblemError:
    """The problem of a page that has no picture, or one that cannot be drawn; `name` is the object's own."""
    if isinstance(outcome, Letter) and outcome != _NO_PICTURE:
        return image_unreadable(named(outcome, name))
    return no_image()


def _drawn_kind(place: PagePlace) -> MediaKind:
    """The kind of an object whose pages are drawn; the problem of a page with text alone for all others."""
    try:
        kind = MediaKind(place.kind)
    except ValueError:
        kind = MediaKind.UNKNOWN
    if not place.digest or kind not in DRAWN_KINDS:
        raise no_image()
    return kind


def read_width(text: str) -> int:
    """The width to draw at: the step that is wanted or the next larger one, the widest for all beyond.

    Raises:
        ProblemError: 400, it is no whole number from 1.
    """
    if not text:
        return USUAL_WIDTH
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) > 0):
        raise bad_parameter(
            "width",
            f"请写像素宽度，1 到 {WIDTHS[-1]} 的整数。",
            f"write a width in pixels, a whole number from 1 to {WIDTHS[-1]}.",
        )
    return next((step for step in WIDTHS if step >= int(text)), WIDTHS[-1])
