"""Layout: what stands inside a word on the page and is no part of it.

A text is *closed up* (the proofreaders' word for taking space out) before it is folded and cut. Which layout goes and
which boundaries stay is said in ``docs/words.md``; the segmenter sees less closed up than all else.

Everything here keeps the length of a text: what goes is replaced by a blank without width, which folding drops, so
places in the text as it is shown stay what they are.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from analyzers.descriptions import joined_descriptions
from analyzers.fold import Folded, fold, fold_with_offsets

LAYOUT_RULES = 2
"""Version of the rules in this module; raise it when they change, and indices ask to be rebuilt."""

GONE = "\N{ZERO WIDTH SPACE}"
"""Stands where layout was taken out of a text; folding drops it."""

#: Characters of scripts that are written without blanks: Han with its radicals and compatibility forms, 々〆〇 and the
#: circle typed for it, kana of both widths, characters of private use (Han characters that a maker added, and what
#: stands for a described one), and the selectors of variants after any of them.
_SOLID = (
    "\u2e80-\u2fdf\u3005-\u3007\u25cb\u3040-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\ue000-\uf8ff\U00020000-\U0003fffd"
    "\U000e0100-\U000e01ef\U000f0000-\U0010fffd"
)
_DIGIT = "0-9\uff10-\uff19"
_LETTER = (
    "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u052f\u1e00-\u1fff"
    "\uff21-\uff3a\uff41-\uff5a"
)
#: Blanks of every width on a line (not the tab), and characters without width.
_BLANK = " \u00a0\u00ad\u1680\u2000-\u200f\u202a-\u202f\u205f-\u2064\u3000\ufeff\u3164"
_BREAKS = "\n\r\x0b\x85\u2028"
#: After a blank or a line break: what else belongs to the gap, one line break at most.
_REST = f"(?:(?<=[{_BLANK}])[{_BLANK}]*(?:\r\n|[{_BREAKS}])?|(?<=\r)\n|(?<=[{_BREAKS}]))(?:>[>{_BLANK}]*)?[{_BLANK}]*"
_WRAP = f"(?:(?<=[{_BLANK}])[{_BLANK}]*(?:\r\n|[{_BREAKS}])|(?<=\r)\n|(?<=[{_BREAKS}]))(?:>[>{_BLANK}]*)?[{_BLANK}]*"
_DOT = (
    "\u00b7\u0387\u2022\u2024\u2027\u2219\u22c5\u30fb\uff65\u16eb\ufe52\uff0e.\u25e6"
    "\u2010-\u2015\ufe58\ufe63\uff0d\\-"
)
_APOSTROPHE = "'`\u00b4\u2018\u2019\u201b\u2032\u02b9-\u02bf\u02c8\u02ca\u02cb\uff07\uff40\u0374\u055a"
_HYPHEN = "\\-\u00ad\u2010\u2011\uff0d"
_JAMO = "\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb"

#: Characters on either side of a dot in a name that are looked at as if it were not there.
AROUND_DOT = 24
#: Characters that a line has at least that was wrapped because it was full; the items of a list are shorter.
FULL_LINE = 8


# Each begins with the sign by which it is found, and looks behind from there: a text is searched thrice as fast.
_BETWEEN_SOLID = re.compile(
    f"[{_BLANK}{_BREAKS}](?:(?<=[{_SOLID}][{_BLANK}{_BREAKS}]){_REST}(?=[{_SOLID}{_DIGIT}])"
    f"|(?<=[{_DIGIT}][{_BLANK}{_BREAKS}]){_REST}(?=[{_SOLID}]))"
)
_DOT_IN_NAME = re.compile(
    f"[{_BLANK}{_DOT}](?:(?<=[{_SOLID}][{_DOT}])[{_BLANK}]*(?=[{_SOLID}])"
    f"|(?<=[{_SOLID}][{_BLANK}])[{_BLANK}]*[{_DOT}][{_BLANK}]*(?=[{_SOLID}]))"
)
_BETWEEN_SINGLE = re.compile(
    # 会　议　记　录: a character by itself, blanks, a character by itself.
    f"[{_BLANK}{_BREAKS}](?:(?:(?<=\\A[{_SOLID}][{_BLANK}])|(?<=[^{_SOLID}{_DIGIT}{_LETTER}][{_SOLID}][{_BLANK}]))"
    f"[{_BLANK}]*(?=[{_SOLID}](?![{_SOLID}{_DIGIT}{_LETTER}]))"
    f"|(?<=[^{_BREAKS}]{{{FULL_LINE - 1}}}[{_SOLID}][{_BLANK}{_BREAKS}]){_WRAP}(?=[{_SOLID}]))"
)
_IN_LETTERS = re.compile(
    f"[{_APOSTROPHE}](?<=[{_LETTER}][{_APOSTROPHE}])(?=[{_LETTER}])"
    f"|[{_HYPHEN}](?<=[{_LETTER}][{_HYPHEN}])[{_BLANK}]*(?:\r\n|[{_BREAKS}])[>{_BLANK}]*(?=[{_LETTER}])"
    # No. 7, №7, no 7
    f"|[.\uff0e{_BLANK}](?:(?<=\\b[Nn][Oo].)|(?<=\u2116.))[{_BLANK}]*(?=[{_DIGIT}])"
)
_LETTERS_OR_PARTS = re.compile(f"[{_LETTER}\u2116{_JAMO}]")
#: The line break before or after a row: a line with a tab between two words.
_ROW_ENDS = re.compile(r"(?<=[^\n\f\t ])\t[^\n\f]*\n|\n(?=[^\n\f]*[^\n\f\t ]\t)")
_WORD_GOES_ON = re.compile(f"[{_LETTER}{_DIGIT}]{{2}}")
_SYLLABLE_PARTS = re.compile(f"[{_JAMO}]{{2,}}")
_MAYBE = re.compile(f"[{_BLANK}{_DOT}{_BREAKS}{_APOSTROPHE}{_JAMO}\u2ff0-\u2fff\u31ef]")


def close_up(text: str) -> str:
    """A text without its layout, for everything that looks for a piece of it; of the same length.

    Args:
        text: as it is shown, or folded.
    """
    if _MAYBE.search(text) is None:
        return text
    return _DOT_IN_NAME.sub(_nothing, _BETWEEN_SOLID.sub(_nothing, _prepared(text)))


def close_up_but_dots(text: str) -> str:
    """As `close_up`, but that dots in names stay the boundaries that other signs are; of the same length."""
    return text if _MAYBE.search(text) is None else _BETWEEN_SOLID.sub(_nothing, _prepared(text))


def close_up_words(text: str) -> str:
    """A text without the layout inside its words, for what cuts it in words; of the same length.

    Args:
        text: as it is shown, or folded.
    """
    if _MAYBE.search(text) is None:
        return text
    return _BETWEEN_SINGLE.sub(_nothing, _prepared(text))


def fold_closed(text: str) -> str:
    """The one form of a text for everything that looks for a piece of it: closed up, then folded."""
    return fold(close_up(text))


def fold_words(text: str) -> str:
    """The one form of a text for what cuts it in words."""
    return fold(close_up_words(text))


def fold_closed_with_offsets(text: str) -> ClosedUp:
    """As `fold_closed`, with the way back to the text as it is shown."""
    closed = close_up(text)
    return ClosedUp(fold_with_offsets(closed), closed)


def closed_up(text: str) -> str:
    """A text closed up, without the signs in the place of its layout: shorter than it was."""
    return close_up(text).replace(GONE, "")


def closed_up_both(text: str) -> tuple[str, str]:
    """A text as an index keeps its pairs, and as it is cut in words, both without gaps.

    For pairs a dot in a name stays a boundary; what stands around it follows once more at the end of the text, without
    the dot, so that it is found with any dot and with none.
    """
    if _MAYBE.search(text) is None:
        return text, text
    prepared = _prepared(text)
    closed = _BETWEEN_SOLID.sub("", prepared).replace(GONE, "")
    if _DOT_IN_NAME.search(closed) is not None:
        closed = "\f".join((closed, *_names_without_dots(closed)))
    return closed, _BETWEEN_SINGLE.sub("", prepared).replace(GONE, "")


def _names_without_dots(closed: str) -> list[str]:
    """What stands around each dot in a name, without it; neighbours that overlap are one."""
    spans: list[list[int]] = []
    for dot in _DOT_IN_NAME.finditer(closed):
        start, end = max(0, dot.start() - AROUND_DOT), dot.end() + AROUND_DOT
        if spans and start <= spans[-1][1]:
            spans[-1][1] = end
        else:
            spans.append([start, end])
    pieces = []
    for start, end in spans:
        # A word of an alphabet is whole or not there.
        while start and _WORD_GOES_ON.match(closed, start - 1) is not None:
            start += 1
        while _WORD_GOES_ON.match(closed, end - 1) is not None:
            end -= 1
        pieces.append(_DOT_IN_NAME.sub("", closed[start:end]))
    return pieces


@dataclass(frozen=True, slots=True)
class ClosedUp:
    """A text closed up and folded.

    Attributes:
        folded: with the way back to what was closed up.
        closed: what was closed up: as long as the text that is shown.
    """

    folded: Folded
    closed: str

    @property
    def text(self) -> str:
        """The folded text."""
        return self.folded.text

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """As `Folded.original_span`; layout after the last character does not belong to it."""
        first, last = self.folded.original_span(start, end)
        while last - 1 > first and self.closed[last - 1] == GONE:
            last -= 1
        return first, last


def _prepared(text: str) -> str:
    text = joined_descriptions(text)
    if "\t" in text:
        text = _ROW_ENDS.sub(lambda found: found[0].replace("\n", "\f"), text)
    if _LETTERS_OR_PARTS.search(text) is not None:  # in most pages there are none
        text = _IN_LETTERS.sub(_nothing, text)
        text = _SYLLABLE_PARTS.sub(_syllables, text)
    return text


def _nothing(found: re.Match[str]) -> str:
    return GONE * (found.end() - found.start())


def _syllables(found: re.Match[str]) -> str:
    """Whole syllables, each at the place of its first part."""
    syllables = []
    for syllable in _SYLLABLE.findall(found[0]):
        whole = unicodedata.normalize("NFC", syllable)
        syllables.append(whole.ljust(len(syllable), GONE))
    return "".join(syllables)


_SYLLABLE = re.compile("[\u1100-\u115f]?[\u1160-\u11a7]?[\u11a8-\u11ff]?|.", re.DOTALL)
