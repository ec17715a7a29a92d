"""Misreads any text as an engine misread pages whose truth is known: for measures at sizes that nobody recognises."""

from __future__ import annotations

import difflib
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analyzers.fold import fold
from holdings.doubts import Doubt
from tests.benchmarks.printed_pages import Read


@dataclass(frozen=True)
class _Seen:
    read: str
    doubt: Doubt | None


class Misreader:
    """What became of each character of pages that were read: what was read for it, with what doubts.

    Args:
        pages: as they were printed and as they were read.
        seed: of what chance does.
    """

    def __init__(self, pages: Sequence[Read], seed: int) -> None:
        """Learn from some pages."""
        self._chance = random.Random(seed)
        self._seen: dict[str, list[_Seen]] = {}
        for page in pages:
            self._learn(page)
        self._any = [seen for each in self._seen.values() for seen in each]
        self._signs = [seen.read for seen in self._any]

    def misread(self, text: str) -> tuple[str, tuple[Doubt, ...]]:
        """A text as the engine may read it, and its doubts."""
        signs: list[str] = []
        doubts: list[Doubt] = []
        for sign in text:
            if not "一" <= sign <= "鿿":
                signs.append(sign)
                continue
            known = self._seen.get(fold(sign))
            if known:
                seen = self._chance.choice(known)
                signs.append(sign if seen.doubt is None or seen.read == fold(sign) else seen.read)
            else:
                # Never seen: as unsure as any other character, of characters as frequent as they are.
                seen = self._chance.choice(self._any)
                signs.append(sign)
                if seen.doubt is not None:
                    others = tuple(
                        (self._chance.choice(self._signs), chance) for _, chance in seen.doubt.others
                    )
                    seen = replace(seen, doubt=replace(seen.doubt, others=others))
            if seen.doubt is not None:
                doubts.append(replace(seen.doubt, at=len(signs) - 1))
        return "".join(signs), tuple(doubts)

    def _learn(self, page: Read) -> None:
        truth, read = fold(page.truth), page.text
        by_place = {doubt.at: doubt for doubt in page.doubts}
        matcher = difflib.SequenceMatcher(None, truth, fold(read), autojunk=False)
        if len(fold(read)) != len(read):
            return
        for kind, start, end, other, other_end in matcher.get_opcodes():
            if kind == "equal" or (kind == "replace" and end - start == other_end - other):
                for step in range(end - start):
                    sign, at = truth[start + step], other + step
                    if "一" <= sign <= "鿿":
                        self._seen.setdefault(sign, []).append(_Seen(read[at], by_place.get(at)))
