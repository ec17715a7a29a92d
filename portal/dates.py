"""Dates as catalogues write them, made easier to read; nothing is interpreted."""

from __future__ import annotations

import re
from typing import Final

_DIGITS: Final = re.compile(r"(?<![0-9])([0-9]{4})(0[0-9]|1[0-2])([0-2][0-9]|3[01])?(?![0-9])")


def readable_date(text: str) -> str:
    """A date with its YYYYMMDD and YYYYMM (DA/T 18-2022) as YYYY-MM-DD and YYYY-MM.

    A month or day of `00` means that it is not known, and is left out; all else stays as written.
    """
    return _DIGITS.sub(_apart, text)


def _apart(found: re.Match[str]) -> str:
    known = [found[1]]
    for part in found.groups()[1:]:
        if part is None or part == "00":
            break
        known.append(part)
    return "-".join(known)
