"""The sites that journeys walk through, and what a walker knows of their holdings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Site:
    """A portal that is being served.

    Attributes:
        origin: `http://127.0.0.1:PORT`.
        token: bearer token of a reader with a grant on `conditional`.
        reader: that reader's name.
        question: in simplified characters.
        traditional: how the records write it.
        title: title of an open unit whose text holds `traditional`.
        code: its code.
        year: of its date.
        prefix: the beginning of something that is suggested.
        fonds: label of a fonds that holds some of the answer, not all.
        conditional: code of a conditional unit with text.
        granted: words of its text.
        theme: title of a published theme that has the unit `code`.
    """

    origin: str
    token: str
    reader: str
    question: str
    traditional: str
    title: str
    code: str
    year: int
    prefix: str
    fonds: str
    conditional: str
    granted: str
    theme: str
