"""Characters that look alike, where an engine says only that it is not sure."""

from __future__ import annotations

from functools import cache
from importlib import resources

MISREADING_RULES = 2
"""Version of the rules in `misreadings`; raise it when they change, and indices ask to be rebuilt."""


def look_alikes(character: str) -> tuple[str, ...]:
    """What a folded character may be misread for, or from, by its looks; may be empty."""
    return _table().get(character, ())


def confusables_text() -> str:
    """The table as it is written; indices depend on it."""
    return resources.files(__package__).joinpath("confusables.txt").read_text(encoding="utf-8")


@cache
def _table() -> dict[str, tuple[str, ...]]:
    near: dict[str, dict[str, None]] = {}
    for line in confusables_text().splitlines():
        if line.startswith("#"):
            continue
        for group in line.split():
            for one in group:
                near.setdefault(one, {}).update((other, None) for other in group if other != one)
    return {one: tuple(others) for one, others in near.items()}
