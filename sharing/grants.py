"""Readers by name, and the grants given to them."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sharing.access import Role


@dataclass(frozen=True, slots=True)
class NamedReader:
    """A reader known by name, as staff list them.

    Attributes:
        name: unique in the home.
        role: what the reader may see beyond grants.
        scope: of a supplier its archive and code, as `holdings.identity.written` writes them; of staff their
            archive.
        ended: whether the bearer token no longer opens anything.
    """

    name: str
    role: Role
    scope: str
    ended: bool


@dataclass(frozen=True, slots=True)
class Grant:
    """A permission 授权 to see conditional material.

    Attributes:
        id: number of the grant in the home, from 1.
        reader: name of the reader who has it.
        scope: a code at any level, as `UnitIdentity.written` writes it.
        until: the last day on which it holds.
        reason: why it was given; never empty.
        ended: it was taken back before its last day.
    """

    id: int
    reader: str
    scope: str
    until: dt.date
    reason: str
    ended: bool

    def in_force(self, today: dt.date) -> bool:
        """Whether it holds on a day."""
        return not self.ended and today <= self.until


def new_token() -> str:
    """A bearer token of 256 random bits; only its hash is ever kept."""
    return "lt_" + secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What the store keeps of a token: SHA-256, in hex.

    A slow hash protects passwords that people choose; a token has 256 random bits and needs none.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
