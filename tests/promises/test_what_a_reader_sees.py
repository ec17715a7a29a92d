"""What every store promises a reader: the law in the statement, and one statement for hidden and unknown alike."""

from __future__ import annotations

import pytest

from holdings.identity import UnitIdentity
from holdings.store import outbox, packages, themes, units
from holdings.store.database import Store
from holdings.store.outbox import UNSEEN, Change, Kind
from holdings.themes import Placement, Section, Theme
from sharing.access import ANONYMOUS, Reader, Role, SharingState
from sharing.classes import SharingClass
from sharing.store import package_change, put_states
from sharing.store_seen import (
    headings,
    numbers_in_order,
    placements_seen,
    theme_slugs_seen,
    theme_titles_seen,
    unit_seen,
    units_seen,
)
from tests.promises import stores
from tests.promises.test_store_promises import NOW, staged

#: Codes with their classes; the reader has a grant on the conditional one, whose face is hidden.
CODES = ("J1-1-1", "J1-1-2", "J1-1-3")
STATES = (
    SharingState(SharingClass.UNCONDITIONAL),
    SharingState(SharingClass.WITHHELD),
    SharingState(SharingClass.CONDITIONAL, face_hidden=True),
)
GRANTEE = Reader("甲", Role.READER, granted=frozenset({"J1-1-3"}))


@pytest.fixture(params=stores.KINDS)
def store(request):
    for url in stores.opened(request.param, request, stores.prepared_database):
        opened = Store(url)
        opened.migrate()
        yield opened
        opened.close()


@pytest.fixture
def rows(store):
    with store.writing() as connection:
        package, rows = staged(connection, *CODES)
        put_states(connection, dict(zip(rows, STATES, strict=True)))
        packages.accept(connection, package, len(rows), NOW)
        places = [Section(f"s{at}", f"节{at}", (Placement(row, f"注{at}"),)) for at, row in enumerate(rows)]
        themes.put(connection, Theme("all", "全部", "导言", True, tuple(places)))
        themes.put(connection, Theme("closed", "密题", "导言", True, (places[1],)))
        themes.put(connection, Theme("draft", "草稿", "导言", False, (places[0],)))
    return rows


@pytest.mark.parametrize(("reader", "seen"), [(ANONYMOUS, CODES[:1]), (GRANTEE, CODES[::2])])
def test_a_reader_gets_what_he_sees_and_no_row_of_anything_else(store, rows, reader, seen):
    with store.reading() as connection:
        for code in (*CODES, "J9-9"):
            found = unit_seen(connection, reader, UnitIdentity("", code))
            assert (found.unit.identity.code if found else "") == (code if code in seen else "")
        assert unit_seen(connection, reader, UnitIdentity("352002", CODES[0])) is None
        assert sorted(units_seen(connection, reader, "", CODES)) == sorted(seen)
        numbers = [UnitIdentity("", code).number for code in seen]
        in_order = numbers_in_order(connection, reader, ("", b""), 10)
        assert [number for number, _ in in_order] == numbers
        assert numbers_in_order(connection, reader, in_order[-1][1], 10) == []
        placed = placements_seen(connection, reader)
        assert [each.protected.unit.identity.code for each in placed] == list(seen)
        assert placements_seen(connection, reader, slug="all") == placed
        assert placements_seen(connection, reader, themes_of=rows[:1]) == placed
        assert placements_seen(connection, reader, themes_of=[], rows=[placed[0].theme]) == placed
        assert placements_seen(connection, reader, slug="closed") == []
        assert placements_seen(connection, reader, slug="draft") == []
        told = headings(connection, {(each.theme, each.section) for each in placed})
        assert [(each.slug, len(each.sections)) for each in told] == [("all", len(seen))]
        assert list(theme_slugs_seen(connection, reader).values()) == ["all"]
        assert theme_slugs_seen(connection, reader, []) == {}
        assert theme_titles_seen(connection, reader, ["all", "closed"]) == {"all": "全部"}


def test_pending_rows_come_in_one_statement_with_what_a_question_has_to_know(store):
    with store.writing() as connection:
        assert outbox.later(connection, 0, of_open=True) == outbox.Later((), 0, 0, True)
        open_row = Change(Kind.UNIT, 1, 11, tightens=True)
        hidden_row = Change(Kind.UNIT, 2, 12, tightens=True, leaves=UNSEEN)
        outbox.record(
            connection,
            [Change(Kind.PACKAGE, 1), open_row, hidden_row, Change(Kind.UNIT, 3, 13, leaves=UNSEEN)],
        )
    with store.reading() as connection:
        told = outbox.later(connection, 0, of_open=False)
        assert [change.unit_number for change in told.changes] == [11, 12]
        assert (told.last, told.last_open, told.whole) == (4, 2, True)
        assert [change.unit_number for change in outbox.later(connection, 0, of_open=True).changes] == [11]
        assert outbox.later(connection, 4, of_open=True) == outbox.Later((), 4, 2, True)
    with store.writing() as connection:
        outbox.forget(connection, 2, 4e9)
    with store.reading() as connection:
        assert not outbox.later(connection, 1, of_open=True).whole
        assert outbox.later(connection, 2, of_open=True).whole


def test_a_package_of_which_nobody_sees_anything_says_so(store, rows):
    with store.writing() as connection:
        assert package_change(connection, 1).concerns_open
        package, more = staged(connection, "J1-2-1", digest="d2")
        put_states(connection, {more[0]: STATES[1]})
        packages.accept(connection, package, 1, NOW)
        assert not package_change(connection, package).concerns_open
        assert len(units.all_rows(connection, 0, 10)) == 4
