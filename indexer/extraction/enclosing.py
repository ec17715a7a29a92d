"""Objects that hold others, archives and mails: the pages of each member, read by the reader of its own format."""

from __future__ import annotations

import bisect
import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from holdings.letters import Letter
from holdings.media import letters as media_letters
from holdings.media.archives import Allowance, Member, unpacked
from holdings.media.kinds import MediaKind
from holdings.media.letters import MediaError
from holdings.pages import Reading
from holdings.plausibility import fault_of
from indexer.extraction import letters
from indexer.extraction.port import ExtractedPage, Extractor, Unreadable, storable
from indexer.extraction.recognised import media_unreadable
from indexer.extraction.scratch import scratch_folder

#: Chooses the reader of a member: (path, name, depth, allowance) -> reader.
Chooser = Callable[[Path, str, int, Allowance], Extractor]


@dataclass(frozen=True, slots=True)
class Contents:
    """What an object holds: texts of its own, which come first, and members.

    Attributes:
        own: pages of the object's own text.
        members: in the order of their pages.
    """

    own: tuple[str, ...]
    members: tuple[Member, ...]


#: Opens an object: (path, empty folder for its members, allowance) -> contents.
Opener = Callable[[Path, Path, Allowance], Contents]


@dataclass(frozen=True, slots=True)
class _Part:
    member: Member
    first: int  # index of its first page
    pages: int
    letter: Letter | None


class EnclosingExtractor:
    """Reads an object with its members; a member's first page begins with its name.

    Members are unpacked into a folder of their own, which goes with the reader. One member is open at a time. A
    member without text takes one page, which says why.
    """

    def __init__(
        self, name: str, kind: MediaKind, opens: Opener, choose: Chooser, depth: int, allowance: Allowance
    ) -> None:
        """For the object of this name.

        Args:
            name: as letters call it.
            kind: of the object.
            opens: takes it apart.
            choose: reads its members.
            depth: how many objects hold this one.
            allowance: what may be unpacked, with the members' members.
        """
        self.reads = frozenset({kind})
        self.cheap = False
        self._name = name
        self._opens = opens
        self._choose = choose
        self._depth = depth
        self._allowance = allowance
        self._opened: Path | None = None
        self._own: tuple[str, ...] = ()
        self._parts: list[_Part] = []
        self._reader: tuple[_Part, Extractor] | None = None

    def page_count(self, path: Path) -> int:
        """Number of pages of all members, and of the object's own; at least 1.

        Raises:
            Unreadable: damaged or hostile as a whole.
        """
        self._open(path)
        return len(self._own) + sum(part.pages for part in self._parts)

    def page(self, path: Path, index0: int) -> ExtractedPage:
        """One page.

        Raises:
            Unreadable: this page, or the member that it stands for, gives no text.
        """
        self._open(path)
        if 0 <= index0 < len(self._own):
            text = storable(self._own[index0])[0]
            fault = fault_of(text)  # readers of members look at their own
            if fault is not None:
                raise Unreadable(letters.implausible(self._name, index0, fault))
            return ExtractedPage(index0, text, Reading.BORN)
        at = bisect.bisect_right(self._parts, index0, key=lambda part: part.first) - 1
        part = self._parts[at] if at >= 0 else None
        if part is None or index0 >= part.first + part.pages:
            raise Unreadable(letters.no_such_page(self._name, index0, self.page_count(path)))
        if part.letter is not None or part.member.path is None:
            raise Unreadable(part.letter or media_letters.empty(part.member.name))
        if self._reader is None or self._reader[0] != part:
            self._reader = None  # closes the one before
            # Counted once already: what this member holds is within the allowance.
            reader = self._choose(
                part.member.path,
                self._called(part.member),
                self._depth + 1,
                Allowance.whole(self._allowance.limits),
            )
            self._reader = part, reader
        page = self._reader[1].page(part.member.path, index0 - part.first)
        return _titled(page, index0, part.member.name if index0 == part.first and part.member.shown else "")

    def _open(self, path: Path) -> None:
        if self._opened == path:
            return
        folder = scratch_folder(self)
        try:
            contents = self._opens(path, folder, self._allowance)
        except MediaError as error:
            raise media_unreadable(error, path, self._name) from error
        except OSError as error:
            raise Unreadable(letters.unreadable(self._name, error.strerror or str(error))) from error
        self._own = contents.own
        self._parts = []
        self.cheap = True
        first, most = len(self._own), self._allowance.limits.archive_pages
        for member in contents.members:
            pages, letter = self._counted(member)
            self._parts.append(_Part(member, first, pages, letter))
            first += pages
            if first > most:
                raise Unreadable(media_letters.too_many_pages(self._name, first, most))
        self._opened = path

    def _counted(self, member: Member) -> tuple[int, Letter | None]:
        if member.path is None:
            return 1, member.letter
        try:
            reader = self._choose(member.path, self._called(member), self._depth + 1, self._allowance)
            pages = reader.page_count(member.path)
        except Unreadable as error:
            return 1, error.letter
        except Exception as error:  # a member's reader that fails costs that member alone
            why = f"{type(error).__name__}: {error}".replace(str(member.path), member.name)
            return 1, letters.reader_failed(self._called(member), why[:200])
        self.cheap = self.cheap and reader.cheap
        return pages, None

    def _called(self, member: Member) -> str:
        return f"{self._name}/{member.name}"


def archive_contents(kind: MediaKind, name: str) -> Opener:
    """Opens archives of a kind; `name` as letters call the archive."""

    def opens(path: Path, folder: Path, allowance: Allowance) -> Contents:
        return Contents((), tuple(unpacked(path, kind, name, folder, allowance)))

    return opens


def _titled(page: ExtractedPage, index0: int, title: str) -> ExtractedPage:
    """The page under its index in the whole, with a first line."""
    line = f"{storable(title)[0]}\n" if title else ""
    boxes = (None,) * len(line) + page.boxes if page.boxes else ()
    return dataclasses.replace(page, object_page=index0, text=line + page.text, boxes=boxes)
