"""The counts that "done" is said by: sums in the store equal what the maker of entries makes."""

from __future__ import annotations

import contextlib
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from analyzers.chains import make_analyzer
from engines.port import PLACES, Place
from holdings.store import themes, units
from holdings.store.tables import units as unit_table
from holdings.themes import Placement, Section, Theme
from indexer.counts import expected_entries
from indexer.entries import entries_of, expected, theme_entries
from indexer.subjects import subjects, theme_subject
from sharing.access import SharingState
from sharing.classes import SharingClass
from sharing.store import set_state
from sharing.store_tallies import tally_themes
from tests.homes import make_plant, take, write_package

UNITS = 6

states = st.builds(
    SharingState,
    st.sampled_from(SharingClass),
    st.booleans(),
    st.sets(st.sampled_from(["names"])).map(frozenset),
)
placed = st.lists(st.integers(0, UNITS - 1), unique=True, max_size=UNITS)
sections = st.lists(placed, max_size=3)


@settings(max_examples=60)
@given(
    given_states=st.lists(states, min_size=UNITS, max_size=UNITS),
    withdrawn=st.sets(st.integers(0, UNITS - 1)),
    told_themes=st.lists(st.tuples(st.booleans(), sections), max_size=3),
)
def test_the_sums_of_the_store_are_the_entries_that_are_made(
    home_of_six, given_states, withdrawn, told_themes
):
    analyzer = make_analyzer()
    with home_of_six.store.reading() as reading:
        rows = units.all_rows(reading, 0, UNITS)
    try:
        with home_of_six.store.writing() as connection:
            for at, row in enumerate(rows):
                set_state(connection, row, given_states[at])
                connection.execute(
                    update(unit_table).where(unit_table.c.id == row).values(withdrawn=at in withdrawn)
                )
            for number, (published, in_sections) in enumerate(told_themes):
                themes.put(connection, _theme(number, published, in_sections, rows))
            made: Counter[Place] = Counter()
            promised: Counter[Place] = Counter()
            for subject in subjects(connection, rows):
                promised.update(expected(subject.protected, len(subject.places)))
                for place, entries in entries_of(subject, analyzer).items():
                    made[place] += len(entries)
            for row in themes.rows(connection, drafts=True):
                theme = theme_subject(connection, row)
                for place, entries in theme_entries(theme, analyzer).items() if theme else ():
                    made[place] += len(entries)
                    promised[place] += len(entries)
            assert expected_entries(connection) == {place: promised[place] for place in PLACES}
            assert expected_entries(connection) == {place: made[place] for place in PLACES}
            raise _Undo
    except _Undo:
        pass


@pytest.mark.parametrize(
    ("state", "for_anyone"),
    [
        (SharingState(SharingClass.UNCONDITIONAL), True),
        (SharingState(SharingClass.UNCONDITIONAL, face_hidden=True), True),
        (SharingState(SharingClass.CONDITIONAL), True),
        (SharingState(SharingClass.CONDITIONAL, face_hidden=True), False),
        (SharingState(SharingClass.UNREVIEWED), False),
        (SharingState(SharingClass.WITHHELD), False),
    ],
)
def test_a_theme_is_for_anyone_as_soon_as_anyone_sees_one_of_its_units(home_of_six, state, for_anyone):
    with home_of_six.store.reading() as reading:
        rows = units.all_rows(reading, 0, UNITS)
    with contextlib.suppress(_Undo), home_of_six.store.writing() as connection:
        for row in rows:
            set_state(connection, row, SharingState(SharingClass.WITHHELD))
        set_state(connection, rows[0], state)
        themes.put(connection, _theme(1, True, [[0, 1]], rows))
        assert tally_themes(connection) == ((1, 0) if for_anyone else (0, 1))
        raise _Undo


class _Undo(Exception):
    """Leave the home as it was."""


def _theme(number, published, in_sections, rows):
    taken = set()
    made = []
    for at, places in enumerate(in_sections):
        fresh = [place for place in places if place not in taken]
        taken.update(fresh)
        made.append(Section(f"s{at}", f"第{at}节", tuple(Placement(rows[place]) for place in fresh)))
    return Theme(f"t{number}", f"专题{number}", "", published, tuple(made))


@pytest.fixture(scope="module")
def home_of_six():
    with tempfile.TemporaryDirectory() as folder:
        plant = make_plant(Path(folder) / "home")
        rows = [
            {"档号": f"J1-1-{at}", "题名": "报告", "人名": "林某", "text": "\f".join("页" * (at + 1))}
            for at in range(UNITS)
        ]
        take(plant, write_package(Path(folder) / "移交", rows))
        yield plant
        plant.store.close()
