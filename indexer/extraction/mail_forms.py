"""Two forms of one text: the richer one, and what only the other says."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+")
#: Comparisons of characters that are made at most; what is not compared is kept.
_MOST_WORK = 1 << 31


def joined(plain: str, marked_up: str) -> str:
    """The richer of two forms of a text, then those lines of the other that hold words which the richer has not.

    Args:
        plain: as plain text; of equals it is the richer, for its lines are as they were written.
        marked_up: out of HTML.
    """
    richer, other = plain.strip(), marked_up.strip()
    if len("".join(_WORD.findall(other))) > len("".join(_WORD.findall(richer))):
        richer, other = other, richer
    words = _WORD.findall(richer)
    known, whole = set(words), "".join(words)
    work = 0
    lost: list[str] = []
    for line in other.split("\n"):
        for word in _WORD.findall(line):
            if word in known:
                continue
            work += len(whole)
            if work > _MOST_WORK or word not in whole:
                lost.append(line.strip())
                break
            known.add(word)
    return "\n".join([richer, *lost]).strip()
