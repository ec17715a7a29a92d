"""Where a cluster is, and how indices are spread in it. Nothing of the library, so that settings may read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Address:
    """Where a cluster is.

    Attributes:
        host: name or number of its host.
        port: of its HTTP.
        secure: over TLS.
        user: for basic authentication; empty for none.
        password: of the user; never shown.
        authorities: certificates of the authorities that vouch for it (PEM); None for those of the machine.
    """

    host: str
    port: int
    secure: bool = False
    user: str = ""
    password: str = field(default="", repr=False)
    authorities: Path | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """How physical indices are spread.

    Attributes:
        shards: of each; units are spread over them by their number.
        replicas: copies of each shard beside the first.
    """

    shards: int = 1
    replicas: int = 0
