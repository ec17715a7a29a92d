"""Reference codes (档号) as DA/T 13-2022 and DA/T 13-94 make them.

A code is a row of elements joined by ``-``; inside one element ``·`` (U+00B7) joins smaller codes
(DA/T 13-2022: J019-KU·01·2017-001-001). Which element stands for which level is a repository's own choice, so
levels come from templates. What lies below a code is everywhere the same, in grants, classes, themes, hierarchy and
search: whatever goes on behind it with a separator, described or not. J019-KU·01·2017-001 lies below J019-KU·01,
J019-KU and J019, and not below J01. It is cut here (`borders`, `is_below`) and nowhere else.

The ``/`` in the standard's scheme 全宗号-目录号-案卷号-件/页号 means "item or page number" and is never written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from holdings.code_spelling import FOLD, SEPARATORS, normalise
from holdings.code_templates import (
    DAT13_94,
    DAT13_2022_ITEM,
    DAT13_2022_VOLUME,
    DEFAULT_TEMPLATES,
    Element,
    Template,
    TemplateError,
    template_from_text,
)
from holdings.letters import LantaiError
from holdings.levels import Level
from holdings.parser_letters import no_code

__all__ = [
    "DAT13_94",
    "DAT13_2022_ITEM",
    "DAT13_2022_VOLUME",
    "DEFAULT_TEMPLATES",
    "MAX_LENGTH",
    "CodeError",
    "Element",
    "ReferenceCode",
    "Template",
    "TemplateError",
    "borders",
    "fonds_code",
    "is_below",
    "looks_like_code",
    "normalise",
    "order_key",
    "parse",
    "prefixes",
    "template_from_text",
]

MAX_LENGTH = 200
"""The longest normalised code, in characters."""

_FORBIDDEN = frozenset("/?#%:;\\")


class CodeError(LantaiError):
    """A text that can be no reference code."""


@dataclass(frozen=True, slots=True)
class ReferenceCode:
    """A reference code taken apart.

    Attributes:
        text: the normalised code, which identifies the unit within its archive.
        template: name of the template that it follows; empty where it follows none.
        elements: (name, text) of each element, highest first; without a template the names are empty.
        level: the template's level for a code of this depth; item where no template fits (design section 6).
    """

    text: str
    template: str
    elements: tuple[tuple[str, str], ...]
    level: Level

    @property
    def fonds(self) -> str:
        """The fonds' code: the first element."""
        return self.elements[0][1]

    @property
    def ancestors(self) -> tuple[str, ...]:
        """Codes of every level above this one, described or not, the highest first."""
        return borders(self.text)

    @property
    def parent(self) -> str:
        """The code of the element right above, empty for a fonds."""
        return self.text.rpartition("-")[0]


def parse(text: str, templates: Sequence[Template] = DEFAULT_TEMPLATES) -> ReferenceCode:
    """Read a code as people write it.

    Args:
        text: the code in any spelling that `normalise` understands.
        templates: the repository's templates. A code that fits none is taken apart at ``-`` all the same.

    Raises:
        CodeError: the text is empty, longer than 200 characters, holds ``/ ? # % : ;``, a backslash or an
            invisible character, or has an element without a letter or digit.
    """
    code = normalise(text)
    _refuse_impossible(text, code)
    parts = code.split("-")
    whole = [template for template in templates if len(template.elements) == len(parts)]
    longer = [template for template in templates if len(template.elements) > len(parts)]
    for template in whole + longer:
        if template.fits(parts):
            names = [element.name for element in template.elements]
            level = template.elements[len(parts) - 1].level
            return ReferenceCode(code, template.name, tuple(zip(names, parts, strict=False)), level)
    return ReferenceCode(code, "", tuple(("", part) for part in parts), Level.ITEM)


def _refuse_impossible(text: str, code: str) -> None:
    if not code:
        raise CodeError(no_code(text, "没有写任何字符", "nothing is written"))
    if len(code) > MAX_LENGTH:
        raise CodeError(
            no_code(
                text,
                f"超过 {MAX_LENGTH} 个字符",
                f"it is longer than {MAX_LENGTH} characters",
            )
        )
    for char in code:
        if char in _FORBIDDEN:
            raise CodeError(no_code(text, f"含有“{char}”", f'it holds "{char}"'))
        if not char.isprintable():
            raise CodeError(no_code(text, "含有不可见字符", "it holds an invisible character"))
    if not all(any(map(str.isalnum, part)) for part in code.split("-")):
        raise CodeError(no_code(text, "有一级没有字母或数字", "one element has no letter or digit"))


def is_below(code: str, scope: str) -> bool:
    """Whether a unit is the scope itself or lies below it, described or not.

    Both are normalised codes. True exactly if ``scope == code`` or ``scope in borders(code)``: A439-WS·2015 reaches
    A439-WS·2015·D30-005, and J1 does not reach J10.
    """
    return code == scope or scope in borders(code)


def fonds_code(code: str) -> str:
    """The code of the fonds that a normalised code belongs to: its first element."""
    return code.partition("-")[0]


def borders(code: str) -> tuple[str, ...]:
    """Every beginning of a normalised code that ends before a separator, shortest first: all that it lies below."""
    return tuple(
        code[:at]
        for at, character in enumerate(code)
        if at and character in SEPARATORS and code[at - 1] not in SEPARATORS
    )


def prefixes(code: str) -> tuple[str, ...]:
    """Every beginning of a normalised code, shortest first, itself last: what a person may type to find it."""
    return tuple(code[:end] for end in range(1, len(code) + 1))


_CODE_IN_QUESTION = re.compile(r"[A-Z][0-9]{3}|[A-Z][0-9]{2,4}-[^-]*(?:-[^-]*)*")
_LOOSE_BLANK = re.compile(r"[^-·\s]\s+[^-·\s]")


def looks_like_code(text: str) -> bool:
    """Whether a question is a reference code or the beginning of one; when in doubt, not.

    True for a letter and three digits (J019), or a letter, two to four digits and ``-`` with anything after.
    """
    code = normalise(text)
    if len(code) > MAX_LENGTH or not _FORBIDDEN.isdisjoint(code) or not code.isprintable():
        return False
    spaced = text.strip().translate(FOLD)
    return _CODE_IN_QUESTION.fullmatch(code) is not None and not _LOOSE_BLANK.search(spaced)


# First bytes of the symbols of a key, in their order. No symbol begins with 0, so a key may be filled up
# with zeros to any length and neither order nor difference is lost.
_AFTER_HYPHEN, _AFTER_DOT, _DIGITS_ALONE = 0x01, 0x07, 0x0D
_LONG = 4  # offset of "a number of more than four bytes; its length follows"
_NO_NUMBER = 5  # offset of "the separator alone"
_SYMBOL = re.compile(r"([-·]?)([0-9]+)|[-·]|[^-·0-9]+")


def order_key(code: str) -> bytes:
    """The key by whose bytes codes are in their natural order.

    A parent comes before its children, and all that is below it before its next sibling; digits count by their
    number (2 before 10), equal numbers by their leading zeros (1, 01, 001); then ``-`` before ``·`` before
    digits before letters before Han characters by code point. Two normalised codes have the same key only if
    they are the same code. The key of an ancestor is the beginning of its descendants' keys. It is shorter
    than the text of usual codes (15 bytes for the 23 characters of J019-KU·01·2017-001-001) and never longer
    than its UTF-8 by more than one byte for each number that follows no separator.
    """
    key = bytearray()
    for match in _SYMBOL.finditer(code):
        separator, digits = match[1], match[2]
        if digits is not None:
            first = _AFTER_HYPHEN if separator == "-" else _AFTER_DOT if separator else _DIGITS_ALONE
            _append_number(key, first, digits)
        elif match[0] == "-":
            key.append(_AFTER_HYPHEN + _NO_NUMBER)
        elif match[0] == "·":
            key.append(_AFTER_DOT + _NO_NUMBER)
        else:
            key += match[0].encode("utf-8", "surrogatepass")
    return bytes(key)


def _append_number(key: bytearray, first: int, digits: str) -> None:
    significant = digits.lstrip("0")
    zeros = len(digits) - len(significant)
    # The number, then three bits for its leading zeros; seven or more have a byte of their own.
    packed = int(significant or "0") * 8 + min(zeros, 7)
    size = (packed.bit_length() + 7) // 8 or 1
    if size <= _LONG:
        key.append(first + size - 1)
    else:
        key += bytes((first + _LONG, size))
    key += packed.to_bytes(size, "big")
    if zeros >= 7:
        key.append(zeros - 7)
