"""The chains that turn a text into tokens; indexing and asking use the same object.

Word characters are letters, digits, marks and private-use characters of Unicode, and every code point of the
ideographic planes 2 and 3 (so that a Han character newer than Python's tables is still a character). All else
is a boundary: a run of blanks, punctuation, symbols or control characters collapses to one ``BOUNDARY``. So
brackets of any style, an empty line and a comma are the same to an exact phrase, and 乙，丙 never matches
乙丙. What is layout alone is closed up before (``analyzers.layout``).

Words of an alphabet are whole words: where letters and Han characters meet is a boundary, be it written or not (使用
IBM 微机 and 使用IBM微机 are the same), and a phrase that begins or ends with a letter begins or ends there with a
word: Ovid is not in Covid. A ``*`` before or after it leaves that open: lightho*.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from operator import add
from typing import Literal, cast

from analyzers.confusables import MISREADING_RULES, confusables_text
from analyzers.descriptions import decompositions_text
from analyzers.english import STEM_RULES, singular
from analyzers.fold import fold, fold_version
from analyzers.layout import LAYOUT_RULES, close_up_but_dots, closed_up_both, fold_closed
from analyzers.lexicon import lexicon_texts
from analyzers.lines import EAST, LETTERS, Lines
from analyzers.segmenters import Segmenter, make_segmenter

BOUNDARY = "‖"
"""Stands for everything between two runs of word characters, and for both ends of a text."""

CHAIN_RULES = 2
"""Version of the rules in this module; raise it when they change, and indices ask to be rebuilt."""

LONGEST_WORD = 40
"""Characters in the longest token; longer words are cut in pieces (engines refuse or drop huge tokens)."""

_BLANK = " "

#: What leaves open how a word goes on.
OPEN_SIGNS = "*＊"

_LETTERS = "".join(f"{chr(first)}-{chr(last)}" for first, last in LETTERS)
_LETTER = re.compile(f"[{_LETTERS}]")
LETTER_CLASS = _LETTERS
"""What stands in a character class of a regular expression for a folded letter of an alphabet."""
_ADDED = "\ue000-\uf8ff\U00020000-\U0003fffd\U000f0000-\U0010fffd"
BETWEEN_WORDS = f"(?:[^\\w{_ADDED}]|_)"
"""A regular expression for a folded character between words; Python's own classes leave out those of private use."""
IN_WORDS = f"(?:[^\\W_]|[{_ADDED}])"
"""A regular expression for a folded word character."""
_EAST = f"[{chr(EAST)}-\U0010ffff]"
_MEETING = re.compile(f"(?<=[{_LETTERS}])(?={_EAST})|(?<={_EAST})(?=[{_LETTERS}])")


class Chain(StrEnum):
    """How a field of an index is analysed; index templates name chains by these."""

    WORDS = "words"
    BIGRAMS = "bigrams"
    CHARACTERS = "characters"
    LIKELY = "likely"
    """Runs of two and three characters that a recognised text may hold and that were not read in it
    (``analyzers.misreadings``)."""
    RAW = "raw"
    """The value as it is, one token."""


@dataclass(frozen=True, slots=True)
class Analysed:
    """The tokens of one text, each chain's joined by one blank; an empty text has none.

    Attributes:
        words: words in search mode, in the order of the text.
        bigrams: overlapping pairs of characters; a pair's index in the list is its position.
        characters: distinct characters in the order of code points.
    """

    words: str
    bigrams: str
    characters: str


_NOTHING = Analysed("", "", "")


class Analyzer:
    """Cuts texts into the tokens of every chain."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter

    @cached_property
    def fingerprint(self) -> str:
        """Hex digest of all that the tokens depend on: rules, variants, lexicons, versions of libraries.

        An index made under another fingerprint must be rebuilt before it can be asked.
        """
        digest = hashlib.sha256()
        segmenter = f"{self._segmenter.name} {self._segmenter.version}"
        misreadings = f"misreadings {MISREADING_RULES}\n{confusables_text()}"
        rules = f"chains {CHAIN_RULES} layout {LAYOUT_RULES} stems {STEM_RULES}"
        parts = [rules, fold_version(), segmenter, misreadings, decompositions_text()]
        for name, text in lexicon_texts().items():
            parts += [name, text]
        for part in parts:
            digest.update(part.encode("utf-8"))
            digest.update(b"\0")
        return digest.hexdigest()

    def words(self, folded: str) -> list[str]:
        """Words in search mode, plurals of English as singulars; a token has 1 to ``LONGEST_WORD`` characters.

        Args:
            folded: text after ``fold_words``.
        """
        return self._words(_BLANK.join(_runs(folded))).split()

    def bigrams(self, folded: str) -> list[str]:
        """Overlapping pairs of characters of the text with collapsed boundaries, one at either end.

        甲乙，丙 gives ‖甲 甲乙 乙‖ ‖丙 丙‖.

        Args:
            folded: text after ``fold_closed``.

        Returns:
            Pairs; a pair's index in the list is its position.
        """
        line = _parted(_line(_runs(folded)))
        return list(map(add, line, line[1:]))

    def characters(self, folded: str) -> list[str]:
        """Distinct word characters in the order of code points.

        Args:
            folded: text after ``fold``.
        """
        return sorted(set(_line(_runs(folded))) - {BOUNDARY})

    def analyse(self, text: str) -> Analysed:
        """Folds a text once and gives the tokens of every chain.

        Args:
            text: any text, not folded.
        """
        if not text:
            return _NOTHING
        closed, closed_words = closed_up_both(text)
        line = in_words = _LINES.of(closed)
        if closed_words != closed:
            in_words = _LINES.of(closed_words)
        return Analysed(
            words=self._words(_LINES.runs(in_words)),
            bigrams=_LINES.pairs(_LINES.parted(line)),
            characters=_LINES.characters(line),
        )

    def pairs(self, text: str) -> str:
        """The bigrams that `analyse` gives, alone: in a third of the time.

        Args:
            text: any text, not folded.
        """
        return _LINES.pairs(_LINES.parted(_LINES.of(closed_up_both(text)[0]))) if text else ""

    def line(self, text: str) -> str:
        """Word characters with one sign for each boundary, one at either end: of its neighbours pairs are made.

        As arrays do it in `analyse`, by strings, which is quicker for short texts.

        Args:
            text: closed up, not folded.
        """
        return _parted(_line(text.translate(_FOLDED_WORDS).split()))

    def phrases(self, text: str) -> list[list[tuple[int, str]]]:
        """The ways to pin a text: as `phrase` does, and with the dots of its names as boundaries, if it has any."""
        pinned = [self.phrase(text)]
        parted = _pins(_phrase_line(fold(close_up_but_dots(text)), text))
        return [pins for pins in (pinned if parted in pinned else [*pinned, parted]) if pins]

    def phrase(self, text: str) -> list[tuple[int, str]]:
        """The fewest bigrams that pin an exact substring: ABCD → (0, AB) (2, CD); ABC → (0, AB) (1, BC).

        Args:
            text: what is looked for, not folded. Boundaries at its ends are left out, but for those of words of an
                alphabet.

        Returns:
            (position relative to the first, bigram) in order; empty if fewer than two characters are left.
        """
        return _pins(_phrase_line(fold_closed(text), text))

    def _words(self, runs: str) -> str:
        """Words joined by one blank. The segmenter sees runs of word characters alone, joined by one blank."""
        found = self._segmenter.words(runs)
        # The blank between two runs is a token of its own, so three blanks stand there after joining.
        words = _BLANK.join(found).replace("   ", _BLANK)
        # A run is at least as long as its words, and there are fewer of them to measure.
        if "  " in words or (_longest(runs.split()) > LONGEST_WORD and _longest(found) > LONGEST_WORD):
            words = _BLANK.join(piece for word in words.split() for piece in _pieces(word))
        if "s " in words or words.endswith("s"):
            words = _BLANK.join(map(singular, words.split(_BLANK)))
        return words


def has_letters(folded: str) -> bool:
    """Whether a folded text has letters of an alphabet whose words stand between blanks."""
    return _LETTER.search(folded) is not None


def parts_of(run: str) -> list[str]:
    """A run of word characters parted where letters of an alphabet and characters of East Asia meet."""
    return _parted(run).split(BOUNDARY)


def word_runs(folded: str) -> list[str]:
    """Maximal runs of word characters of a folded text."""
    return _runs(folded)


def word_places(folded: str, word: str) -> list[int]:
    """Where a word stands in a folded text, one place after the end of the other; in no time that a pattern takes."""
    places: list[int] = []
    at = folded.find(word)
    while at >= 0:
        places.append(at)
        at = folded.find(word, at + len(word))
    return places


def is_word_character(character: str) -> bool:
    """Whether a folded character is part of a word; all others are boundaries."""
    return _WORD_TABLE[ord(character)] != _BLANK


def make_analyzer(segmenter: str = "rjieba") -> Analyzer:
    """An analyzer with the archive lexicons.

    Args:
        segmenter: ``rjieba`` or ``jieba``.

    Raises:
        AnalyzerError: no segmenter has that name.
    """
    return Analyzer(make_segmenter(cast(Literal["rjieba", "jieba"], segmenter)))


class _WordTable(dict[int, str]):
    """Code point → itself if a word character, else a blank; computed when first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        is_word = (
            unicodedata.category(character)[0] in "LNM"
            or unicodedata.category(character) == "Co"
            or 0x20000 <= code <= 0x3FFFD
        )
        self[code] = character if is_word else _BLANK
        return self[code]


_WORD_TABLE = _WordTable()


class _FoldedWordTable(dict[int, str]):
    """Both tables in one step, which folding without context allows: code point → its folded word characters."""

    def __missing__(self, code: int) -> str:
        self[code] = fold(chr(code)).translate(_WORD_TABLE)
        return self[code]


_FOLDED_WORDS = _FoldedWordTable()
_LINES = Lines(_FOLDED_WORDS, BOUNDARY)


def _runs(folded: str) -> list[str]:
    """Maximal runs of word characters."""
    return folded.translate(_WORD_TABLE).split()


def _line(runs: list[str]) -> str:
    """Runs with one boundary between two and at both ends; empty if there is no run."""
    return f"{BOUNDARY}{BOUNDARY.join(runs)}{BOUNDARY}" if runs else ""


def _phrase_line(folded: str, text: str) -> str:
    """What a phrase looks for: runs of word characters, one boundary between two, and where a word must begin or end.

    Args:
        folded: the text, closed up and folded.
        text: what is looked for, as it was typed.
    """
    line = _parted(BOUNDARY.join(_runs(folded)))
    asked = text.strip()
    if _LETTER.match(line[:1]) and not asked.startswith(tuple(OPEN_SIGNS)):
        line = BOUNDARY + line
    if _LETTER.match(line[-1:]) and not asked.endswith(tuple(OPEN_SIGNS)):
        line += BOUNDARY
    return line


def _pins(line: str) -> list[tuple[int, str]]:
    if len(line) < 2:
        return []
    positions = list(range(0, len(line) - 1, 2))
    if len(line) % 2:
        positions.append(len(line) - 2)
    return [(position, line[position : position + 2]) for position in positions]


def _parted(line: str) -> str:
    """A line with a boundary wherever letters of an alphabet and characters of East Asia meet."""
    return _MEETING.sub(BOUNDARY, line) if _LETTER.search(line) is not None else line


def _longest(words: list[str]) -> int:
    return max(map(len, words), default=0)


def _pieces(word: str) -> list[str]:
    return [word[start : start + LONGEST_WORD] for start in range(0, len(word), LONGEST_WORD)]
