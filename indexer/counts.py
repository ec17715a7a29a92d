"""How many entries the indices must hold by the store, and how many they do hold."""

from __future__ import annotations

from engines.port import PLACES, Place, View
from holdings.store.database import Transaction
from index_templates import templates as t
from index_templates.templates import Partition
from sharing.access import Part, SharingState, open_to_anyone
from sharing.classes import SharingClass
from sharing.store_tallies import tally_states, tally_themes


def expected_entries(connection: Transaction) -> dict[Place, int]:
    """How many entries each index must hold: the sum of `indexer.entries.expected` and of the themes' own entries.

    Reckoned by sums in the store; a property test holds the two together.
    """
    counts = dict.fromkeys(PLACES, 0)

    def add(partition: Partition, units: int, pages: int, places: int) -> None:
        counts[Place(t.CATALOGUE.name, partition)] += units
        counts[Place(t.FULLTEXT.name, partition)] += units + pages
        counts[Place(t.THEMES.name, partition)] += places

    for state in tally_states(connection):
        if state.sharing_class is SharingClass.UNCONDITIONAL:
            add(Partition.OPEN, state.units, state.pages, state.places)
            continue
        add(Partition.RESTRICTED, state.units, state.pages, state.places)
        if open_to_anyone(SharingState(state.sharing_class, state.face_hidden), Part.FACE):
            add(Partition.OPEN, state.units, 0, state.places)
    shown, hidden = tally_themes(connection)
    counts[Place(t.THEMES.name, Partition.OPEN)] += shown
    counts[Place(t.THEMES.name, Partition.RESTRICTED)] += hidden
    return counts


def searchable_entries(view: View) -> dict[Place, int]:
    """How many entries each index holds for a question."""
    return {place: view.at(place.index, place.partition).size() for place in PLACES}
