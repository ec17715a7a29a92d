"""Which unit is meant: (档案馆代码, 档号), and the number an index knows it by.

Codes of fonds and of suppliers are an archive's own too: two archives may use the same ones for different things. So
wherever one of them stands alone (in a facet, a filter, a right) it is written as a whole identity is.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class UnitIdentity:
    """The identity of a unit of description.

    Attributes:
        archive: 档案馆代码, the repository code (DA/T 18-2022); empty for the home's own archive.
        code: 档号, the reference code, normalised by `holdings.codes.normalise`.
    """

    archive: str
    code: str

    @property
    def number(self) -> int:
        """The unit's number in every index: a 63-bit hash of the identity.

        Never a row number: those differ between homes and would tell what else is held.
        """
        return number_of(self.archive, self.code)

    @property
    def written(self) -> str:
        """The identity as URLs, scopes, facets and tokens write it.

        See `written`.
        """
        return written(self.archive, self.code)

    @classmethod
    def read(cls, text: str) -> UnitIdentity:
        """The inverse of `written`; the code is taken as it stands (normalise it first)."""
        return cls(*parts_of(text))


def written(archive: str, code: str) -> str:
    """An identity as URLs, scopes, facets and tokens write it; two identities are never written alike.

    The code alone where it is of the home's own archive, ``ARCHIVE:CODE`` of any other. The name of a supplier may
    itself hold a colon, which no code of an archive does: of the home's own archive it is ``:NAME``.
    """
    return f"{archive}:{code}" if archive or ":" in code else code


def parts_of(text: str) -> tuple[str, str]:
    """The inverse of `written`: (archive, code)."""
    archive, colon, code = text.partition(":")
    return (archive, code) if colon else ("", text)


def number_of(*parts: str) -> int:
    """A 63-bit non-negative hash of some words, the same in every home and on every machine."""
    digest = hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
