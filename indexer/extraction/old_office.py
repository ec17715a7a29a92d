"""Office before 2007: Word by our own reader, Excel and PowerPoint by kreuzberg; a text that is none is not given."""

from __future__ import annotations

from pathlib import Path

from holdings.media.compound import office_type
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL, MediaLimits
from holdings.media.word_binary import word_texts
from holdings.media.word_pieces import DamagedWord
from holdings.plausibility import fault_of
from indexer.extraction.kreuzberg_reader import kreuzberg_texts

_WORD = "application/msword"


def old_office_texts(path: Path, limits: MediaLimits = USUAL) -> list[str]:
    """The text of a doc, xls or ppt: a sheet an entry, else all in one.

    A damaged doc is tried with kreuzberg too, which reads some of them; what it gives must be plausible, since it
    takes pieces of Chinese for Latin.

    Raises:
        MediaError: encrypted, damaged, too large, or none of these.
    """
    kind = office_type(path)
    if kind != _WORD:
        return kreuzberg_texts(path, kind)
    try:
        return word_texts(path, limits)
    except DamagedWord:
        try:
            texts = kreuzberg_texts(path, kind)
        except MediaError:
            texts = []
        if any(text.strip() for text in texts) and not any(fault_of(text) for text in texts):
            return texts
        raise
