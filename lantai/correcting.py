"""A corrected description is held to the same rules as a row of a catalogue sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from holdings.dates import says_no_date
from holdings.units import CORRECTABLE, Unit
from indexer.sheets.lines import SheetRow
from indexer.verify import Terms, verify
from lantai import letters
from lantai.errors import UsageError
from sharing.classes import SharingClass

if TYPE_CHECKING:
    from lantai.wiring import House

_ELEMENT_OF = {attribute: element for element, attribute in CORRECTABLE.items()}


def corrected(unit: Unit, values: Mapping[str, str], house: House) -> tuple[Unit, dict[str, tuple[str, str]]]:
    """A unit with some elements corrected.

    Args:
        unit: the unit as it is held.
        values: new text by the element's name in catalogue sheets; empty text takes the element away.
        house: the home, with its templates of codes.

    Returns:
        The unit, and for each element that changed its text before and after.

    Raises:
        UsageError: with the first thing that no catalogue may say: an empty title, a date that is none, ...
    """
    told = unit.description
    # A corrected date decides anew whether an old secrecy mark is in force, so the mark is judged too.
    cells = {
        "档号": unit.identity.code,
        "题名": told.title,
        "日期": told.date_text,
        "密级": told.secrecy,
        **values,
    }
    terms = Terms("", SharingClass.UNREVIEWED, "", house.settings.templates, house.today())
    found = verify("", SheetRow(1, cells), terms, "")
    if isinstance(found, list):
        raise UsageError(letters.correction_refused(found[0].column, found[0].letter))
    if "日期" in values and found.unread_date is not None and not says_no_date(values["日期"]):
        # A catalogue is taken as it stands; who corrects one date by hand is told that it is none.
        raise UsageError(letters.correction_refused("日期", found.unread_date))
    read = found.unit.description
    changed: dict[str, object] = {
        CORRECTABLE[element]: getattr(read, CORRECTABLE[element]) for element in values
    }
    if "date_text" in changed:
        changed |= {"earliest": read.earliest, "latest": read.latest}
    after = replace(unit, description=replace(told, **changed))  # type: ignore[arg-type]
    elements = {
        _ELEMENT_OF[attribute]: (_text(getattr(told, attribute)), _text(getattr(read, attribute)))
        for attribute in changed
        if attribute in _ELEMENT_OF and getattr(told, attribute) != getattr(read, attribute)
    }
    return after, elements


def _text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ";".join(value)
