"""What a person sees in a cell, and why a text may be uncertain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum


class Doubt(Enum):
    """Why the text of a cell is not certain."""

    ERROR = "an error value stands in the cell"
    UNRECKONED = "a formula without its result"
    LOST_DIGITS = "more digits than a spreadsheet program keeps (15)"
    SCIENTIFIC = "shown in scientific notation"
    NO_YEAR = "a day without its year, most likely a number that was taken for a date"
    NO_DATE = "a number in the format of a date that is no date"
    NARROW = "only the marks of a column that was too narrow"
    UNKNOWN_FORMAT = "a number format that is not understood"
    HIDDEN = "a number format that hides the value"
    COVERED = "a value of its own under a merged range that shows another"


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as a person sees it.

    Attributes:
        text: what is seen, or as near to it as can be said.
        doubt: why the text is not to be trusted; None where it is.
    """

    text: str
    doubt: Doubt | None = None


_ERRORS = re.compile(
    r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!|PYTHON!"
    r"|GETTING_DATA)|Err:\d{3}",
    re.IGNORECASE,
)
_SCIENTIFIC = re.compile(r"[+-]?(?:\d+(?:\.\d+)?[eE][+-]\d+|\d\.\d+[eE]\d+)")
_NARROW = re.compile("#{2,}")
_MARKED_TEXT = re.compile(r"'(?:\d[0-9A-Za-z./:·\-]*|(?=.*\d)[A-Za-z][^\s',;-]*(?:-[^\s',;-]+)+)")
_SUSPECT = re.compile("[#'eE]")


def shown_text(text: str) -> Shown:
    """A cell of text.

    An apostrophe before a number or a code is a spreadsheet program's mark of text and goes; what remains of an error
    value, of a number in scientific notation or of a column that was too narrow is said to be that.
    """
    if not _SUSPECT.search(text):
        return Shown(text)
    bare = text.strip()
    if _ERRORS.fullmatch(bare):
        return Shown(text, Doubt.ERROR)
    if _SCIENTIFIC.fullmatch(bare):
        return Shown(text, Doubt.SCIENTIFIC)
    if _NARROW.fullmatch(bare):
        return Shown(text, Doubt.NARROW)
    if _MARKED_TEXT.fullmatch(bare):
        return Shown(bare[1:])
    return Shown(text)
