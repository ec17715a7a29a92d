"""Generated units, states and readers, few enough words apart that they meet: the access law is about meetings."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from holdings.identity import UnitIdentity, written
from holdings.levels import Level
from holdings.units import Description, Unit
from sharing.access import PUBLISHABLE, Protected, Reader, Role, SharingState
from sharing.classes import SharingClass

ARCHIVES = ("", "352001", "352002")
#: Neighbours, ancestors, and codes that begin alike without being below each other.
CODES = (
    "J1",
    "J1-1",
    "J1-1-1",
    "J1-1-2",
    "J1-10",
    "J1-10-1",
    "J1-2",
    "J1-2-1",
    "J10",
    "J10-1",
    "A439-WS",
    "A439-WS·2015",
    "A439-WS·2015·D30",
    "A439-WS·2015·D30-005",
    "A439-WS·2015-D30-005",
)
#: The last three could be taken for an identity in an archive, were they not written with care.
SUPPLIERS = ("J1", "J10", "厂办", "厂办/conditional", "352001:J1", "352002:厂办", ":J1")


def ancestors_of(code: str) -> tuple[str, ...]:
    """Every code above a code, fonds first."""
    parts = re.split("([-·])", code)
    return tuple("".join(parts[:end]) for end in range(1, len(parts), 2))


@st.composite
def units(draw: st.DrawFn) -> Unit:
    """A unit, now and then a withdrawn one."""
    code = draw(st.sampled_from(CODES))
    return Unit(
        identity=UnitIdentity(draw(st.sampled_from(ARCHIVES)), code),
        level=Level.ITEM,
        template="",
        supplier=draw(st.sampled_from(SUPPLIERS)),
        ancestors=ancestors_of(code),
        description=Description("题名", "公开题名", abstract="摘要", names=("某人",)),
        pages=draw(st.integers(0, 2)),
        withdrawn=draw(st.sampled_from((False, False, False, True))),
    )


def states() -> st.SearchStrategy[SharingState]:
    """What was decided about sharing, sensible or not."""
    return st.builds(
        SharingState,
        st.sampled_from(SharingClass),
        st.booleans(),
        st.frozensets(st.sampled_from(sorted(PUBLISHABLE))),
    )


def protected() -> st.SearchStrategy[Protected]:
    """Units with their states."""
    return st.builds(Protected, units(), states())


@st.composite
def scopes(draw: st.DrawFn) -> str:
    """What a grant may name: a code of some archive, described or not, or one that is nowhere."""
    code = draw(st.sampled_from((*CODES, "J", "J1-", "A439", "A439-WS·2015·D", "J1-1-1-1", "X")))
    return UnitIdentity(draw(st.sampled_from(ARCHIVES)), code).written


@st.composite
def readers(draw: st.DrawFn) -> Reader:
    """The anonymous reader, or one of any role with any grants."""
    role = draw(st.sampled_from((None, *Role)))
    granted = draw(st.frozensets(scopes(), max_size=4))
    match role:
        case None:
            # Grants without a role are nobody's.
            return Reader(granted=granted)
        case Role.SUPPLIER:
            scope = written(draw(st.sampled_from(ARCHIVES)), draw(st.sampled_from((*SUPPLIERS, "J"))))
        case Role.STAFF:
            scope = draw(st.sampled_from((*ARCHIVES, "35200")))
        case _:
            scope = draw(st.sampled_from(("", "J1", "352001")))
    return Reader("某人", role, scope, granted)
