"""Titles of fonds, which stand in every answer: in its hits and in its facets."""

from __future__ import annotations

from collections.abc import Iterable

from holdings.identity import UnitIdentity
from holdings.store.database import Transaction
from search_api.showing import title_for
from sharing.access import Part, Protected, Reader, may_view
from sharing.store import protected_by_codes

#: Fonds kept in memory; an archive of a province has some thousands.
_MOST = 5_000


class KnownFonds:
    """Fonds as the store had them at its last change; what a reader may see of them is asked anew each time.

    Every change of a unit has its number in the outbox, so as long as the last number is the same, so are they.
    Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._kept: tuple[int, dict[str, Protected | None]] = (-1, {})

    def titles(
        self, connection: Transaction, reader: Reader, number: int, codes: Iterable[str]
    ) -> dict[str, str]:
        """Titles of the fonds that are held and that the reader may see, by written code.

        Args:
            connection: a transaction of the store.
            reader: who looks.
            number: of the last change that this transaction sees.
            codes: of the fonds, as `UnitIdentity.written` writes them.
        """
        kept_number, kept = self._kept
        if kept_number != number:
            kept = {}
        wanted = frozenset(codes)
        missing = wanted - kept.keys()
        if missing:
            kept = {**(kept if len(kept) < _MOST else {}), **_look_up(connection, missing)}
            self._kept = (number, kept)
        titles: dict[str, str] = {}
        for code in wanted:
            protected = kept.get(code)
            if protected is not None and may_view(reader, protected, Part.FACE):
                titles[code] = title_for(reader, protected)
        return titles


def _look_up(connection: Transaction, written: Iterable[str]) -> dict[str, Protected | None]:
    found: dict[str, Protected | None] = dict.fromkeys(written)
    by_archive: dict[str, list[str]] = {}
    for code in found:
        identity = UnitIdentity.read(code)
        by_archive.setdefault(identity.archive, []).append(identity.code)
    for archive, codes in by_archive.items():
        for protected in protected_by_codes(connection, archive, codes).values():
            found[protected.unit.identity.written] = protected
    return found
