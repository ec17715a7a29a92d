"""Folding: one form for every way of writing the same text.

Folding works character by character, without looking at neighbours: ``fold(a + b) == fold(a) + fold(b)``.
So a text that contains a phrase still contains it after folding, whatever stands around it. (OpenCC's own
phrase level does not promise that: it keeps 乾 in 乾隆 and makes it 干 elsewhere.)

The steps for one character, repeated until nothing changes:

1. Unicode NFKD (UAX #15) of the single character (Hangul syllables stay whole) and full case folding;
   combining marks of European alphabets and characters without a shape (soft hyphen, zero-width blank,
   variation selectors) are dropped;
2. the project's table of variants (``variants.txt``; each section names its source);
3. Traditional to Simplified by OpenCC's table of single characters (``t2s``).
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata, resources

import numpy as np
import numpy.typing as npt
import opencc

FOLD_RULES = 2
"""Version of the rules in this module; raise it when they change, and indices ask to be rebuilt."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_MARKS = (
    (0x02B9, 0x02BF),  # signs of breath and stress beside letters: Chʻuan-shih, Chʼuan-shih
    (0x02C8, 0x02CB),
    (0x0300, 0x036F),  # combining diacritical marks: é = e
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),  # marks that enclose a character
    (0xFE20, 0xFE2F),
)
_SHAPELESS = (
    (0x00AD, 0x00AD),  # soft hyphen
    (0x034F, 0x034F),
    (0x180B, 0x180F),
    (0x200B, 0x200F),  # zero-width blank, joiners, direction marks
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFEFF, 0xFEFF),
    (0xE0000, 0xE0FFF),  # tags, ideographic variation selectors
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that remembers where each of its characters came from.

    Attributes:
        text: the folded text.
        starts: for each folded character the index (0-based, in code points) of the original character that
            made it, and at the end the length of the original: ``len(starts) == len(text) + 1``.
    """

    text: str
    starts: array[int]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the folded text lies in the original.

        Args:
            start: first folded character, 0-based.
            end: one past the last folded character.

        Returns:
            (first, one past last) in code points of the original, 0-based. Original characters that vanished
            in folding (an accent, a zero-width blank) belong to the character before them.

        Raises:
            IndexError: the stretch does not lie in the folded text.
        """
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"({start}, {end}) is not a stretch of a text of {len(self.text)} characters")
        first = self.starts[start]
        if start == end:
            return first, first
        after_last = bisect_right(self.starts, self.starts[end - 1], lo=end)
        return first, self.starts[min(after_last, len(self.text))]


def fold(text: str) -> str:
    """The one form of a text.

    Args:
        text: any text, lone surrogates included (each becomes U+FFFD).

    Returns:
        The folded text. It can be longer (㈠ gives three characters) or shorter (accents vanish).
    """
    if len(text) < _LONG or (folded := _folded_by_array(text)) is None:
        return text.translate(_TABLE)
    return folded


def _folded_by_array(text: str) -> str | None:
    """A long text folded in a third of the time; None where a character of it folds to several."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))
    forms = _FORMS.take(codes)
    if not forms.all():
        for code in set(codes[forms == _UNMET].tolist()):
            form = _TABLE[code]
            # Several, none, or the one that stands for "not met".
            plain = len(form) == 1 and form != "\0"
            _FORMS[code] = ord(form) if plain else _SEVERAL if form else _NONE
        forms = _FORMS.take(codes)
    if forms.max() >= _SEVERAL:
        if (forms == _SEVERAL).any():
            return None
        forms = forms[forms != _NONE]
    return forms.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")


def fold_with_offsets(text: str) -> Folded:
    """As ``fold``, with the way back to the original.

    Args:
        text: any text.
    """
    forms = list(map(_TABLE.__getitem__, map(ord, text)))
    folded = "".join(forms)
    lengths = list(map(len, forms))
    if len(folded) == len(text) and set(lengths) <= {1}:
        return Folded(folded, array("I", range(len(text) + 1)))
    starts = array("I")
    for index, length in enumerate(lengths):
        if length:
            starts.extend((index,) * length)
    starts.append(len(text))
    return Folded(folded, starts)


#: Where nearly all characters of an archive's texts stand: ASCII, dashes and quotes, ○, Chinese punctuation, Han,
#: full-width forms.
_COMMON = (
    (0x0A, 0x0A),
    (0x20, 0x7E),
    (0xB7, 0xB7),
    (0x2010, 0x201F),
    (0x25CB, 0x25CB),
    (0x3000, 0x303F),
    (0x4E00, 0x9FFF),
    (0xFF01, 0xFF5E),
)


def folds_one_to_one(text: str) -> bool:
    """Whether each character of a text is a common one that folds to one character, so that places stay places."""
    return _one_to_one().fullmatch(text) is not None


@cache
def _one_to_one() -> re.Pattern[str]:
    # Made when first asked for, in some 30 ms.
    ranges: list[list[int]] = []
    for first, last in _COMMON:
        for code in range(first, last + 1):
            if len(_TABLE[code]) != 1:
                continue
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    known = "".join(f"{re.escape(chr(low))}-{re.escape(chr(high))}" for low, high in ranges)
    return re.compile(f"[{known}]*")


def rewritten(text: str, script: str) -> str:
    """A text in the other script as OpenCC writes it, phrases and all; for material of measurements.

    Args:
        text: any text.
        script: BCP 47 of the script to write in, ``zh-Hans`` or ``zh-Hant``.
    """
    return str(_converter("s2t" if script == "zh-Hant" else "t2s").convert(text))


@cache
def _converter(rules: str) -> opencc.OpenCC:
    return opencc.OpenCC(rules)


def fold_version() -> str:
    """What the result of folding depends on besides the code: rules, Unicode, OpenCC and the variants."""
    versions = (
        f"fold {FOLD_RULES}; unicode {unicodedata.unidata_version}; opencc {metadata.version('OpenCC')}"
    )
    return f"{versions}\n{_variants_text()}"


def variants() -> dict[str, str]:
    """The project's own table: variant character → character that stands for it in folded text."""
    return {variant: standard for standard, variant in _variant_pairs(_variants_text())}


@cache
def _variants_text() -> str:
    return resources.files(__package__).joinpath("variants.txt").read_text(encoding="utf-8")


def _variant_pairs(table: str) -> Iterator[tuple[str, str]]:
    """(standard, variant) of each group: a group is the standard character and its variants, without blanks."""
    for line in table.splitlines():
        if not line.startswith("#"):
            for group in line.split():
                for variant in group[1:]:
                    yield group[0], variant


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)


class _FoldTable(dict[int, str]):
    """Code point → folded form, computed when first met (``str.translate`` asks ``__missing__``)."""

    def __init__(self) -> None:
        super().__init__()
        self._simplify = opencc.OpenCC("t2s").convert
        self._variants = variants()

    def __missing__(self, code: int) -> str:
        form = self._form(chr(code))
        self[code] = form
        return form

    def _form(self, character: str) -> str:
        if "\ud800" <= character <= "\udfff":
            return REPLACEMENT
        form = character
        for _ in range(8):
            stepped = "".join(map(self._step, form))
            if stepped == form:
                return form
            form = stepped
        raise AssertionError(f"folding U+{ord(character):04X} finds no end: variants.txt holds a circle")

    def _step(self, character: str) -> str:
        code = ord(character)
        if _within(code, _MARKS) or _within(code, _SHAPELESS):
            return ""
        if character in self._variants:
            return self._variants[character]
        if "가" <= character <= "힣":  # a syllable stays whole, as Koreans write and ask for it
            return character
        # Decomposed, so that an accented letter is the same in one piece and in two: é, が.
        plain = "".join(
            part for part in unicodedata.normalize("NFKD", character) if not _within(ord(part), _MARKS)
        )
        decomposed = plain.casefold()
        if decomposed != character:
            return decomposed
        return str(self._simplify(character)) if code >= 0x2E80 else character


_TABLE = _FoldTable()

#: Texts of so many characters are folded as an array of code points.
_LONG = 64
#: In the array: not met yet (so that it begins as zeros, which take no memory before they are touched), folds to
#: several characters, folds to none.
_UNMET, _SEVERAL, _NONE = 0, 0x110000, 0x110001
_FORMS: npt.NDArray[np.uint32] = np.zeros(0x110000, np.uint32)
