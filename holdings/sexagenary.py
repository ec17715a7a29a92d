"""The cycle of sixty years (干支): 甲子 is AD 4, 1864, 1924, 1984."""

from __future__ import annotations

STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
SEXAGENARY = f"[{STEMS}][{BRANCHES}]"
"""Pattern of a name in the cycle; half of what it finds is none (甲丑)."""


def place_in_cycle(name: str) -> int | None:
    """The place of a name in the cycle, 甲子 is 0; None where there is no such name."""
    stem, branch = STEMS.index(name[0]), BRANCHES.index(name[1])
    # The place is the one number below 60 that leaves both.
    return (6 * stem - 5 * branch) % 60 if (stem - branch) % 2 == 0 else None


def name_of_year(year: int) -> str:
    """The name of the lunar year that is mostly a western year, astronomical."""
    place = (year - 4) % 60
    return STEMS[place % 10] + BRANCHES[place % 12]


def years_of_name(name: str, first: int, last: int) -> tuple[int, ...]:
    """The years from `first` to `last`, both included, that bear a name."""
    place = place_in_cycle(name)
    if place is None:
        return ()
    begin = first + (place - (first - 4)) % 60
    return tuple(range(begin, last + 1, 60))
