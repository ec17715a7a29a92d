"""Names in the cluster: all carry the home's own id, so that two homes share a cluster without meeting.

lantai-HOME-GENERATION-INDEX-PARTITION   a physical index; its alias is without the generation
lantai-HOME-GENERATION-control           manifest and numbers applied of a generation; likewise
lantai-HOME-names                        counts generations, so that a name is never used twice
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from engines.port import PLACES, Place

_PLAIN = re.compile(r"[a-z0-9]{1,64}")


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one home.

    Attributes:
        stem: what all of them begin with.
    """

    stem: str

    @classmethod
    def of(cls, home: str) -> Names:
        """The names of a home; an id with letters that names may not have is told by its digest."""
        plain = home if _PLAIN.fullmatch(home) else hashlib.sha256(home.encode()).hexdigest()[:32]
        return cls(f"lantai-{plain}")

    def index(self, generation: str, place: Place) -> str:
        """Name of a physical index."""
        return f"{self.stem}-{generation}-{place}"

    def control(self, generation: str) -> str:
        """Name of a generation's control index."""
        return f"{self.stem}-{generation}-control"

    def all_of(self, generation: str) -> list[str]:
        """The physical indices of a generation and, last, its control."""
        return [*(self.index(generation, place) for place in PLACES), self.control(generation)]

    def alias(self, name: str) -> str:
        """The alias of a name of any generation."""
        return f"{self.stem}-{name.removeprefix(self.stem).split('-', 2)[2]}"

    def generation(self, name: str) -> str:
        """The generation in a name."""
        return name.removeprefix(self.stem).split("-", 2)[1]

    @property
    def current(self) -> str:
        """Alias of the control index of the generation that answers."""
        return f"{self.stem}-control"

    @property
    def controls(self) -> str:
        """Matches the control index of every generation."""
        return f"{self.stem}-g*-control"

    @property
    def counter(self) -> str:
        """Index that counts generations."""
        return f"{self.stem}-names"
