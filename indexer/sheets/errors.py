"""What a catalogue sheet can be refused by as a whole."""

from __future__ import annotations

from holdings.letters import LantaiError


class SheetError(LantaiError):
    """A catalogue sheet that cannot be read, so that none of its rows can."""


class HeaderError(SheetError):
    """A sheet that is a catalogue, and whose header cannot be read without guessing."""
