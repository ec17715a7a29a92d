"""The name of an object in what is said of its bytes: left open by whoever reads them, filled in for each object.

Objects of several units may have the same bytes. What is read from them, and why something could not be read, is
found once and may be kept by digest; so nothing of it may hold the name by which one unit calls them. Readers are
given an open name in the place of the real one, which keeps of the name only what may decide how it is read: the
suffix. The name is filled in where the finding is given to an object, from that object alone.
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path, PurePosixPath

from holdings.letters import Letter
from holdings.parser_letters import shown

#: What an object is called where not even its suffix decides anything.
#: U+FFFC OBJECT REPLACEMENT CHARACTER: stands for something that is put in its place later (Unicode 23.8.2).
NAMELESS = "\ufffc"
#: What may be a suffix that tells a format; anything longer or in another script is part of a name.
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


def open_name(name: str) -> str:
    """What readers call an object of this name: the same for all names with the same suffix."""
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    return f"{NAMELESS}{suffix}" if _SUFFIX.fullmatch(suffix) else NAMELESS


def named(letter: Letter, name: str) -> Letter:
    """A letter about an object that was read under its open name, with its own name."""
    held, called = open_name(name), shown(name)

    def told(text: str) -> str:
        return text.replace(held, called).replace(NAMELESS, called)

    return dataclasses.replace(letter, zh=told(letter.zh), en=told(letter.en))


def without_place(letter: Letter, path: Path, name: str) -> Letter:
    """A letter that calls an object by where its bytes lie on this machine, with `name` in the place of that."""
    called = shown(name)

    def told(text: str) -> str:
        return text.replace(str(path), called).replace(path.name, called)

    return dataclasses.replace(letter, zh=told(letter.zh), en=told(letter.en))
