"""Titles of fonds, which stand in every answer: in its hits and in its facets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from holdings.identity import UnitIdentity
from holdings.store.database import Transaction
from search_api.showing import title_for
from sharing.access import ANONYMOUS, Reader
from sharing.store_seen import units_seen

#: Titles of those of some fonds that a reader may see, by written code.
FondsTitles = Callable[[Iterable[str]], Mapping[str, str]]

#: Fonds kept in memory; an archive of a province has some thousands.
_MOST = 5_000


class KnownFonds:
    """Titles of fonds as anyone sees them, and as a reader with rights sees them besides.

    Every change of what anyone may see has its number in the outbox, so as long as the last one is the same, so are
    those titles: changes of what is hidden make no question look again. What rights open is looked up at each question,
    and never kept. Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._kept: tuple[int, dict[str, str]] = (-1, {})

    def titles(
        self, connection: Transaction, reader: Reader, number: int, codes: Iterable[str]
    ) -> dict[str, str]:
        """Titles of the fonds that are held and that the reader may see, by written code.

        Args:
            connection: a transaction of the store.
            reader: who looks.
            number: of the last change that this transaction sees of what anyone may see.
            codes: of the fonds, as `UnitIdentity.written` writes them.
        """
        kept_number, kept = self._kept
        if kept_number != number:
            kept = {}
        wanted = frozenset(codes)
        missing = wanted - kept.keys()
        if missing:
            # Without a title where anyone sees none.
            found = dict.fromkeys(missing, "") | _look_up(connection, ANONYMOUS, missing, beyond_open=False)
            kept = {**(kept if len(kept) < _MOST else {}), **found}
            self._kept = (number, kept)
        titles = {code: kept[code] for code in wanted if kept[code]}
        if reader.anonymous or not wanted:
            return titles
        return titles | _look_up(connection, reader, wanted, beyond_open=True)


def asked_once(titles_of: FondsTitles) -> FondsTitles:
    """The same within one question, with no fonds looked up twice."""
    asked: set[str] = set()
    known: dict[str, str] = {}

    def titles(codes: Iterable[str]) -> Mapping[str, str]:
        wanted = frozenset(codes)
        if not wanted <= asked:
            known.update(titles_of(wanted - asked))
            asked.update(wanted)
        return {code: known[code] for code in wanted if code in known}

    return titles


def _look_up(
    connection: Transaction, reader: Reader, written: Iterable[str], *, beyond_open: bool
) -> dict[str, str]:
    """Titles of the fonds that a reader sees; `beyond_open`: only of those that are not open to all in full."""
    by_archive: dict[str, list[str]] = {}
    for code in sorted(written):
        identity = UnitIdentity.read(code)
        by_archive.setdefault(identity.archive, []).append(identity.code)
    return {
        protected.unit.identity.written: title_for(reader, protected)
        for archive, codes in by_archive.items()
        for protected in units_seen(connection, reader, archive, codes, beyond_open=beyond_open).values()
    }
