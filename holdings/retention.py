"""Retention periods (保管期限): how long a record is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from holdings.letters import LantaiError
from holdings.numerals import CHINESE_NUMBER, fold_numbers, read_number
from holdings.parser_letters import no_retention

_WORDS = {"永久": "永久", "长期": "长期", "長期": "长期", "短期": "短期", "Y": "永久"}
_TERM = re.compile(rf"(?:定期)?[(]?([0-9]{{1,3}}|[{CHINESE_NUMBER}]{{1,5}})年[)]?|D([0-9]{{1,3}})")
# The longest term seen is 60 years (personnel); a term above this is a year or a slip of the pen.
_LONGEST = 200


class RetentionError(LantaiError):
    """A retention period that is not known."""


@dataclass(frozen=True, slots=True)
class Retention:
    """A retention period.

    Attributes:
        word: as catalogues write it: 永久, 长期, 短期 (before 2006), or a term such as 30年.
        years: the term in years; 0 where the period is not counted in years.
    """

    word: str
    years: int

    @property
    def permanent(self) -> bool:
        """Whether the record is kept for ever."""
        return self.word == "永久"

    @property
    def code(self) -> str:
        """The code in a reference code (DA/T 13-2022): Y, D30, D10; empty for the older 长期 and 短期."""
        if self.permanent:
            return "Y"
        return f"D{self.years}" if self.years else ""


def parse_retention(text: str) -> Retention:
    """Read a retention period: 永久, 30年, 三十年, 定期30年, 长期, 短期, or the codes Y, D30, D10.

    Raises:
        RetentionError: the text is empty or names no period.
    """
    folded = "".join(fold_numbers(text).upper().split())
    if folded in _WORDS:
        return Retention(_WORDS[folded], 0)
    match = _TERM.fullmatch(folded)
    years = read_number(match[1] or match[2]) if match else None
    if years is None or not 1 <= years <= _LONGEST:
        raise RetentionError(no_retention(text))
    return Retention(f"{years}年", years)
