"""Why a package was refused: every reason, with file, row and column (design section 8)."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from holdings.letters import LantaiError, Letter
from indexer.letters import place, refused

MOST_KEPT = 1_000
"""How many reasons one refusal keeps; the others are counted."""


@dataclass(frozen=True, slots=True)
class Secret:
    """What of a refused package may be a state secret; no letter quotes it, and nothing of it may stay.

    Attributes:
        numbers: of the units of its rows (`holdings.identity.UnitIdentity.number`), as far as they have codes.
        files: that its rows name, where they lie.
    """

    numbers: frozenset[int]
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is wrong in a package.

    Attributes:
        source: name of the sheet, or path below the folder of the file that is meant.
        row: row of the sheet, counted from 1 as a spreadsheet program shows it; 0 for none.
        column: standard name of the column; empty for none.
        letter: what is wrong, why it matters, what to do.
    """

    source: str
    row: int
    column: str
    letter: Letter

    @property
    def placed(self) -> Letter:
        """The letter with its place before it, one line in each language."""
        where = place(self.source, self.row, self.column)
        return Letter(f"{where.zh}：{self.letter.zh}", f"{where.en}: {self.letter.en}")


class Refused(LantaiError):
    """A package that is not taken in; nothing of it was.

    Attributes:
        source: name of the package.
        reasons: by row and place, at most `MOST_KEPT`.
        total: how many reasons there are.
        secret: what of it may be a state secret; None where nothing is.
    """

    def __init__(
        self, source: str, reasons: tuple[Refusal, ...], total: int, secret: Secret | None = None
    ) -> None:
        super().__init__(refused(source, total, len(reasons)))
        self.source = source
        self.reasons = reasons
        self.total = total
        self.secret = secret


@dataclass(slots=True)
class Reasons:
    """Gathers the reasons of one package, and keeps no more than a person can read."""

    kept: list[Refusal] = field(default_factory=list)
    total: int = 0

    def add(self, *refusals: Refusal) -> None:
        """Add reasons; beyond `MOST_KEPT` they are only counted."""
        self.total += len(refusals)
        self.kept.extend(refusals[: max(0, MOST_KEPT - len(self.kept))])

    @property
    def ordered(self) -> tuple[Refusal, ...]:
        """The reasons that are kept: those of rows first, in order of rows."""
        return tuple(sorted(self.kept, key=lambda reason: (reason.row == 0, reason.row)))

    def raise_any(self, source: str, secret: Secret | None = None) -> None:
        """Raise `Refused` if there is any reason."""
        if self.total:
            raise Refused(source, self.ordered, self.total, secret)
