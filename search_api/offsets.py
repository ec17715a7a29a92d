"""Offsets in units of UTF-16, as JavaScript, Java and C# count characters; everywhere else they are code points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

_Answer = TypeVar("_Answer")

#: The text in which marks stand, by the name that the marks have beside it.
_TEXT_OF = {"title_marks": "title", "note_marks": "note", "marks": "text"}


def in_utf16(answer: _Answer) -> _Answer:
    """An answer with the offsets of all its marks in units of UTF-16."""
    return cast(_Answer, _counted_anew(answer))


def _counted_anew(part: Any) -> Any:
    if isinstance(part, list):
        return [_counted_anew(each) for each in part]
    if not isinstance(part, Mapping):
        return part
    return {
        name: _marks(str(part[_TEXT_OF[name]]), value)
        if name in _TEXT_OF and _TEXT_OF[name] in part
        else _counted_anew(value)
        for name, value in part.items()
    }


def _marks(text: str, marks: list[list[int]]) -> list[list[int]]:
    if not marks or text.isascii() or max(text) < "\U00010000":
        return marks
    # Of each place how many characters before it take two units.
    before = [0]
    for character in text:
        before.append(before[-1] + (character >= "\U00010000"))
    return [[at + before[at] for at in mark] for mark in marks]
