"""Reading words of which a character is not known: 林?新, 闽*路局 (`search_api.patterns` looks for them)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analyzers.chains import IN_WORDS, LETTER_CLASS, has_letters, is_word_character
from analyzers.layout import fold_closed
from search_api.question_nodes import Chunk, FieldName

#: Characters that `*` stands for at most.
MOST_BETWEEN = 4
#: The work of one such word: of the texts that are looked into, and of what is asked in its place.
WORK_OF_PATTERN = 30

_LONGEST = 16
_MOST_GAPS = 3
#: A full-width question mark also ends a sentence: 林？新 is a word, 是什么？如何办 is not.
_LONGEST_WIDE = 8
_GAP = re.compile(r"[?*]+")
_NARROW = str.maketrans("？＊", "?*")
_SIGNS = frozenset("?*？＊")
_SOUGHT = (FieldName.ANYWHERE, FieldName.TITLE, FieldName.RESPONSIBLE)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A word with gaps.

    Attributes:
        runs: what is known of it, folded, in order.
        gaps: the fewest and most characters between each two of these.
    """

    runs: tuple[str, ...]
    gaps: tuple[tuple[int, int], ...]

    @property
    def expression(self) -> re.Pattern[str]:
        """What finds it in a text that was closed up and folded."""
        pieces = [re.escape(self.runs[0])]
        for (fewest, most), run in zip(self.gaps, self.runs[1:], strict=True):
            pieces.append(f"{IN_WORDS}{{{fewest},{most}}}?{re.escape(run)}")
        before = f"(?<![0-9{LETTER_CLASS}])" if has_letters(self.runs[0][0]) else ""
        after = f"(?![0-9{LETTER_CLASS}])" if has_letters(self.runs[-1][-1]) else ""
        return re.compile(before + "".join(pieces) + after)

    @property
    def too_wide(self) -> bool:
        """Whether it leaves more open than is looked for."""
        return len(self.gaps) > _MOST_GAPS or sum(most for _, most in self.gaps) > _MOST_GAPS * MOST_BETWEEN


def read_pattern(chunk: Chunk) -> Pattern | None:
    """The word with gaps that a piece of a question is; None where it is none.

    A character at least is given on either side of each gap; all else in the piece are characters of words.
    """
    text = chunk.text
    if chunk.exact or chunk.field not in _SOUGHT or _SIGNS.isdisjoint(text) or len(text) > _LONGEST:
        return None
    if "？" in text and len(text) > _LONGEST_WIDE:
        return None
    narrow = narrowed(text)
    runs = [fold_closed(run) for run in _GAP.split(narrow)]
    if not all(run and all(map(is_word_character, run)) for run in runs):
        return None
    gaps = [
        (sign.count("?"), sign.count("?") + MOST_BETWEEN * ("*" in sign)) for sign in _GAP.findall(narrow)
    ]
    return Pattern(tuple(runs), tuple(gaps))


def narrowed(text: str) -> str:
    """A text with its signs in half width."""
    return text.translate(_NARROW)
