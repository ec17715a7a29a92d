"""Pages and questions cut from texts, the same ones every time."""

from __future__ import annotations

import random
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from analyzers.fold import rewritten
from holdings.pages import cut_plain_text

#: The longest page, in characters. Statutes give 455 on average, as in knowledge of the engine at a million pages.
PAGE = 500
#: The longest piece that pages are recombined from. Three and more stand on a page, so pages hardly ever repeat.
PIECE = 150
#: Keywords have up to so many characters, phrases up to so many.
KEYWORD, PHRASE = 4, 8

_SEED = 20260101


@dataclass(frozen=True, slots=True)
class CutPage:
    """A page of a measurement, and the title of the text that it, or its beginning, came from."""

    title: str
    text: str


class Quarry:
    """Texts that pages are cut from; held in memory once, whatever the number of pages.

    Args:
        texts: (title, text) of each.
    """

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self._titles: list[str] = []
        self._pieces: list[str] = []
        self._of = array("I")  # which title a piece belongs to
        for title, text in texts:
            number = len(self._titles)
            self._titles.append(title)
            for paragraph in text.replace("\r\n", "\n").split("\n"):
                for piece in cut_plain_text(paragraph.strip(), PIECE):
                    if piece:
                        self._pieces.append(piece)
                        self._of.append(number)

    def __len__(self) -> int:
        """How many pieces there are."""
        return len(self._pieces)

    def pages(self, wanted: int) -> Iterator[CutPage]:
        """So many pages: first the texts as they run, then their pieces shuffled, every round in another order."""
        return islice(self._endless(), wanted) if self._pieces else iter(())

    def keywords(self, wanted: int) -> list[str]:
        """Runs of one to four Han characters that stand in the texts; every other one in the other script."""
        return self._cut(wanted, 1, KEYWORD, _SEED)

    def phrases(self, wanted: int) -> list[str]:
        """Runs of two to eight Han characters in quotation marks; every other one in the other script."""
        return [f"“{phrase}”" for phrase in self._cut(wanted, 2, PHRASE, _SEED + 1)]

    def _endless(self) -> Iterator[CutPage]:
        order = list(range(len(self._pieces)))
        turn = 0
        while True:
            yield from self._page_after_page(order)
            turn += 1
            random.Random(_SEED + turn).shuffle(order)

    def _page_after_page(self, order: list[int]) -> Iterator[CutPage]:
        page: list[str] = []
        length = 0
        first = order[0]
        for at in order:
            piece = self._pieces[at]
            if page and length + len(piece) > PAGE:
                yield CutPage(self._titles[self._of[first]], "\n".join(page))
                page, length = [], 0
            if not page:
                first = at
            page.append(piece)
            length += len(piece) + 1
        yield CutPage(self._titles[self._of[first]], "\n".join(page))

    def _cut(self, wanted: int, shortest: int, longest: int, seed: int) -> list[str]:
        chance = random.Random(seed)
        found: dict[str, None] = {}
        # A text of few characters has few keywords: so many tries and no more.
        for _ in range(40 * wanted if self._pieces else 0):
            if len(found) == wanted:
                break
            piece = chance.choice(self._pieces)
            length = chance.randint(shortest, longest)
            at = chance.randrange(len(piece))
            run = piece[at : at + length]
            if len(run) == length and all(_is_common_han(sign) for sign in run):
                found[run if len(found) % 2 else _other(run)] = None
        return list(found)


def _is_common_han(sign: str) -> bool:
    return "一" <= sign <= "鿿"


def _other(text: str) -> str:
    traditional = rewritten(text, "zh-Hant")
    return traditional if traditional != text else rewritten(text, "zh-Hans")
