"""The access law: three pure functions of one policy (design section 3, rules 1 to 6).

`may_view` says whether a reader may see a part of a unit. `tags_of` and `filter_for` say the same thing
as sets, so that an index can answer it for a million units at once:

    may_view(reader, protected, part) == filter_for(reader).matches(tags_of(protected, part))

The equality is a property test. No reader is the anonymous reader, an empty set of rights is what
anyone may see, and no value means "everything".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from holdings.identity import UnitIdentity
from holdings.units import Unit
from sharing.classes import SharingClass

#: The tag of what anyone may see; it is never a reader's token.
OPEN = "open"


class Part(StrEnum):
    """A part of a unit that is shown or not shown as one."""

    FACE = "face"
    DESCRIPTION = "description"
    PAGES = "pages"


class Role(StrEnum):
    """What a named reader may see beyond what anyone may."""

    READER = "reader"  # what was granted, nothing else
    SUPPLIER = "supplier"  # all that this supplier of this archive handed over
    STAFF = "staff"  # all of an archive


#: The elements of a conditional unit that are on its face only if a reviewer published them.
PUBLISHABLE = frozenset({"abstract", "names", "descriptors", "document_number", "former_codes"})


@dataclass(frozen=True, slots=True)
class SharingState:
    """What was decided about sharing a unit.

    Attributes:
        sharing_class: its class; a unit's own at every level, never inherited.
        face_hidden: a reviewer hid the face of a conditional unit.
        published: the elements (of `PUBLISHABLE`) that a reviewer published on its face.
    """

    sharing_class: SharingClass
    face_hidden: bool = False
    published: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Protected:
    """A unit together with what was decided about sharing it."""

    unit: Unit
    state: SharingState


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who asks, with the rights that hold at this moment.

    Attributes:
        name: empty for the anonymous reader.
        role: None for the anonymous reader: no role gives nothing.
        scope: of a supplier its archive and code, as `holdings.identity.written` writes them; of staff their
            archive (empty: the home's own).
        granted: scopes of the grants in force, as `UnitIdentity.written` writes them.
    """

    name: str = ""
    role: Role | None = None
    scope: str = ""
    granted: frozenset[str] = frozenset()

    @property
    def anonymous(self) -> bool:
        """Whether nothing is known of the reader."""
        return self.role is None


ANONYMOUS = Reader()


@dataclass(frozen=True, slots=True)
class AccessFilter:
    """A reader's rights as a set of tokens.

    Attributes:
        tokens: access tokens beyond `OPEN`; empty for whoever sees only what anyone may.
    """

    tokens: frozenset[str]

    def matches(self, tags: frozenset[str]) -> bool:
        """Whether something with these tags may be seen."""
        return OPEN in tags or not self.tokens.isdisjoint(tags)


def tags_of(protected: Protected, part: Part) -> frozenset[str]:
    """The tags of a part of a unit: who may see it, as tokens.

    Returns:
        ``open`` if anyone may see it; ``u:CODE/conditional`` for the unit and every code above it if it is
        conditional; ``s:SUPPLIER/CLASS`` and ``a:ARCHIVE/CLASS``. CODE and SUPPLIER are whole identities, written as
        `holdings.identity.written` does. Nothing for a withdrawn unit.
    """
    unit, state = protected.unit, protected.state
    if unit.withdrawn:
        return frozenset()
    tokens = unit_tokens(protected)
    return tokens | {OPEN} if open_to_anyone(state, part) else tokens


def shown_to_anyone(protected: Protected) -> bool:
    """Whether anyone sees at least the face of a unit."""
    return not protected.unit.withdrawn and open_to_anyone(protected.state, Part.FACE)


def open_to_anyone(state: SharingState, part: Part) -> bool:
    """Whether anyone sees a part of a unit in this state that was not withdrawn."""
    if state.sharing_class is SharingClass.CONDITIONAL:
        return part is Part.FACE and not state.face_hidden
    return state.sharing_class is SharingClass.UNCONDITIONAL


def unit_tokens(protected: Protected) -> frozenset[str]:
    """The tokens that give a unit in full to some readers; empty for an unconditional or withdrawn one."""
    unit, sharing_class = protected.unit, protected.state.sharing_class
    if unit.withdrawn or sharing_class is SharingClass.UNCONDITIONAL:
        return frozenset()
    tokens = {
        _supplier_token(unit.supplied_by, sharing_class),
        _archive_token(unit.identity.archive, sharing_class),
    }
    if sharing_class is SharingClass.CONDITIONAL:
        archive = unit.identity.archive
        tokens.update(_unit_token(UnitIdentity(archive, code).written) for code in unit.scopes)
    return frozenset(tokens)


def filter_for(reader: Reader) -> AccessFilter:
    """A reader's rights as tokens.

    A grant gives conditional material only. Withheld and unreviewed material is seen by the roles that
    name those classes: the supplying unit its own, staff their archive's.
    """
    tokens: set[str] = set()
    if reader.role is not None:
        tokens.update(_unit_token(scope) for scope in reader.granted)
    if reader.role is Role.SUPPLIER:
        tokens.update(_supplier_token(reader.scope, sharing_class) for sharing_class in _NAMED)
    if reader.role is Role.STAFF:
        tokens.update(_archive_token(reader.scope, sharing_class) for sharing_class in _NAMED)
    return AccessFilter(frozenset(tokens))


def may_view(reader: Reader, protected: Protected, part: Part) -> bool:
    """Whether a reader may see a part of a unit."""
    unit, state = protected.unit, protected.state
    if unit.withdrawn:
        return False
    if open_to_anyone(state, part):
        return True
    match reader.role:
        case None:
            return False
        case Role.STAFF if unit.identity.archive == reader.scope:
            return True
        case Role.SUPPLIER if unit.supplied_by == reader.scope:
            return True
    return state.sharing_class is SharingClass.CONDITIONAL and any(
        UnitIdentity(unit.identity.archive, code).written in reader.granted for code in unit.scopes
    )


def may_correct(reader: Reader, protected: Protected) -> bool:
    """Whether a reader may say what the pages of a unit say, in the place of any machine.

    Staff of the archive that holds it, and nobody else. Who handed a unit over sees all of it, but with the
    transfer its care is the archive's (Archives Law of the PRC, 2020, chapter 3): a supplier tells the
    archive what is wrong. Nobody corrects what he may not see.
    """
    return (
        reader.role is Role.STAFF
        and protected.unit.identity.archive == reader.scope
        and (may_view(reader, protected, Part.PAGES))
    )


_NAMED = (SharingClass.CONDITIONAL, SharingClass.UNREVIEWED, SharingClass.WITHHELD)


def _unit_token(scope: str) -> str:
    return f"u:{scope}/{SharingClass.CONDITIONAL.word}"


def _supplier_token(supplier: str, sharing_class: SharingClass) -> str:
    return f"s:{supplier}/{sharing_class.word}"


def _archive_token(archive: str, sharing_class: SharingClass) -> str:
    return f"a:{archive}/{sharing_class.word}"
