"""What an archive's answer must be, worked out plainly: every entry compared with the question, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from analyzers.chains import Analyzer, make_analyzer
from analyzers.fold import fold
from analyzers.question_words import QUESTION_WORDS
from tests.rooms.search_api.archive import Held

_ANALYZER: Analyzer = make_analyzer("rjieba")


@cache
def collapsed(text: str) -> str:
    """The folded text with every boundary as one sign: what an exact phrase is compared with."""
    return "".join(pair[0] for pair in _ANALYZER.bigrams(fold(text))) + "‖"


@cache
def words_of(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(_ANALYZER.words(fold(text)))


def holds(text: str, sought: str) -> bool:
    """Whether a text truly contains another, after folding, with boundaries collapsed."""
    return collapsed(sought).strip("‖") in collapsed(text)


def holds_over(text: str, following: str, sought: str) -> bool:
    """Whether it begins in a text and ends in the one that follows."""
    line, wanted = collapsed(sought).strip("‖"), ""
    if not text.strip() or not following.strip() or len(line) < 2:
        return False
    wanted = collapsed(text.rstrip() + following.lstrip())
    end = len(collapsed(text.rstrip())) - 1
    return any(wanted[at : at + len(line)] == line for at in range(max(0, end - len(line) + 1), end))


@dataclass(frozen=True)
class Entry:
    """A page of a unit, or (number 0) the unit by its catalogue words alone."""

    held: Held
    number: int
    text: str
    catalogue: str
    following: str = ""


def entries(held: list[Held], granted: frozenset[str] = frozenset()) -> list[Entry]:
    """The entries that a reader may find: of conditional units the face alone, if they are not granted."""
    found = []
    for each in held:
        if each.sharing_class == "unconditional" or each.code in granted:
            found.append(Entry(each, 0, "", each.catalogue))
            found += [
                Entry(each, number, text, each.catalogue, following)
                for number, (text, following) in enumerate(zip(each.pages, (*each.pages[1:], "")), 1)  # noqa: B905
            ]
        elif each.sharing_class == "conditional":
            found.append(Entry(each, 0, "", each.face))
    return found


@dataclass(frozen=True)
class Matched:
    """What a chunk has to do with an entry."""

    matches: bool
    own: bool


def chunk_in(entry: Entry, chunk: str, *, exact: bool, catalogue_only: bool) -> Matched:
    """A chunk is there as an exact phrase or as all its words, in the text or the catalogue words or over both."""
    in_text = holds(entry.text, chunk) or holds_over(entry.text, entry.following, chunk)
    in_catalogue = holds(entry.catalogue, chunk)
    own = in_text
    matches = in_catalogue or (in_text and not catalogue_only)
    if not exact:
        found = words_of(chunk)
        words = {word for word in found if word not in QUESTION_WORDS} or found
        text, catalogue = words_of(entry.text), words_of(entry.catalogue)
        if words != {fold(chunk)}:
            if catalogue_only:
                matches |= words <= catalogue
            else:
                matches |= words <= text or words <= catalogue
                matches |= words <= text | catalogue and bool(words & text)
            own |= bool(words & text)
    return Matched(matches, own)


def years(held: Held) -> range:
    """The years of a unit's date."""
    written = held.elements.get("日期", "")
    if not written:
        return range(0)
    first, _, last = written.partition("-")
    return range(int(first[:4]), int((last or first)[:4]) + 1)


def days(held: Held) -> tuple[int, int]:
    """First and last day of a unit's date; (0, 0) without one."""
    written = held.elements.get("日期", "")
    if not written:
        return 0, 0
    first, _, last = written.partition("-")
    return int(first.ljust(8, "0")) or 0, int((last or first).ljust(8, "9"))


@dataclass(frozen=True)
class Answer:
    """The units and pages that must be found."""

    units: frozenset[str]
    pages: frozenset[tuple[str, int]]


def answer(
    held: list[Held],
    question: list[tuple[str, bool]],
    scope: str,
    keeps: object = lambda _held: True,
    granted: frozenset[str] = frozenset(),
) -> Answer:
    """What must be found for match=all.

    Args:
        held: the archive.
        question: (chunk, whether it is quoted).
        scope: all, catalogue or fulltext.
        keeps: whether a unit passes the filters.
        granted: codes of the units that the reader sees in full beside the unconditional ones.
    """
    units: set[str] = set()
    pages: set[tuple[str, int]] = set()
    by_unit: dict[str, list[Entry]] = {}
    for entry in entries(held, granted):
        if keeps(entry.held) and not (scope == "catalogue" and entry.number):  # type: ignore[operator]
            by_unit.setdefault(entry.held.code, []).append(entry)
    for code, of_unit in by_unit.items():
        told = {
            entry.number: [
                chunk_in(entry, chunk, exact=exact, catalogue_only=scope == "catalogue")
                for chunk, exact in question
            ]
            for entry in of_unit
        }
        # A record has what any of its pages or its catalogue words have.
        if not all(any(each[at].matches for each in told.values()) for at in range(len(question))):
            continue
        counting = {
            number for number, each in told.items() if number and any(one.matches and one.own for one in each)
        }
        if scope == "fulltext" and not counting:
            continue
        units.add(code)
        pages.update((code, number) for number in counting)
    return Answer(frozenset(units), frozenset(pages))
