"""The law in SQL is the law; the hierarchy is what one reader sees of it; readers and grants are kept as promised."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.identity import UnitIdentity
from holdings.store import tables, units
from sharing import hierarchy, store
from sharing.access import ANONYMOUS, Part, Reader, Role, SharingState, may_view
from sharing.classes import SharingClass
from sharing.grants import Grant, NamedReader, new_token, token_hash
from tests.rooms.sharing import units as some
from tests.rooms.sharing.shelves import NOW, open_at, open_store, shelve

TODAY = dt.date(2026, 6, 30)
_HELD = [(archive, code) for archive in ("", "352002") for code in some.CODES]
_STAGED = [("", "J1-1-9"), ("", "J10-9")]


class _Undone(Exception):
    pass


@pytest.fixture(scope="module")
def shelves(law_url):
    opened = open_at(law_url)
    rows = shelve(opened, _HELD)
    shelve(opened, _STAGED, accepted=False, digest="未收完")
    yield opened, rows
    opened.close()


#: For each held unit its class, whether its face is hidden, whether it is withdrawn, its supplier.
_decided = st.lists(
    st.tuples(
        st.sampled_from(SharingClass),
        st.booleans(),
        st.sampled_from((False, False, False, True)),
        st.sampled_from(some.SUPPLIERS),
    ),
    min_size=len(_HELD),
    max_size=len(_HELD),
)


def decide(connection, rows, decided):
    for row, (sharing_class, hidden, withdrawn, supplier) in zip(rows.values(), decided, strict=True):
        store.set_state(connection, row, SharingState(sharing_class, hidden))
        units.change(connection, row, withdrawn=withdrawn, supplier=supplier)


def seen_by(connection, reader):
    held = store.protect(connection, units.by_rows(connection, range(1, 200)).values())
    return {row for row, each in held.items() if may_view(reader, each, Part.FACE)}, held


@settings(max_examples=60)
@given(_decided, some.readers())
def test_the_condition_in_sql_is_may_view_for_the_face(shelves, decided, reader):
    opened, rows = shelves
    try:
        with opened.writing() as connection:
            decide(connection, rows, decided)
            seen, _ = seen_by(connection, reader)
            joined = tables.units.join(
                store.sharing_states, store.sharing_states.c.unit_id == tables.units.c.id
            )
            asked = sa.select(tables.units.c.id).select_from(joined).where(store.visible(reader))
            found = set(connection.execute(asked).scalars())
            assert found & set(rows.values()) == seen
            raise _Undone
    except _Undone:
        pass


@settings(max_examples=60)
@given(_decided, some.readers(), st.sampled_from(_HELD))
def test_children_stand_below_the_nearest_ancestor_that_the_reader_sees(shelves, decided, reader, parent):
    opened, rows = shelves
    try:
        with opened.writing() as connection:
            decide(connection, rows, decided)
            seen, held = seen_by(connection, reader)
            by_code = {each.unit.identity: row for row, each in held.items()}
            identity = UnitIdentity(*parent)
            wanted = []
            for row in seen:
                unit = held[row].unit
                above = [
                    code
                    for code in unit.ancestors
                    if by_code.get(UnitIdentity(unit.identity.archive, code)) in seen
                    or (unit.identity.archive, code) == parent
                ]
                if above and (unit.identity.archive, above[-1]) == parent:
                    wanted.append(unit.identity.written)
            found = hierarchy.children(connection, reader, identity, b"", 100)
            assert sorted(each.unit.identity.written for each in found) == sorted(wanted)
            assert hierarchy.count_children(connection, reader, identity) == len(wanted)
            keys = units.order_keys(connection, [each.unit.identity.number for each in found])
            ordered = [keys[each.unit.identity.number][1] for each in found]
            assert ordered == sorted(ordered)
            if len(ordered) > 1:
                rest = hierarchy.children(connection, reader, identity, ordered[0], 1)
                assert [each.unit.row for each in rest] == [found[1].unit.row]
            raise _Undone
    except _Undone:
        pass


def test_an_ancestor_that_a_reader_may_not_see_is_a_bare_code(shelves):
    opened, rows = shelves
    try:
        with opened.writing() as connection:
            store.set_state(connection, rows["", "J1-1"], SharingState(SharingClass.WITHHELD))
            item = store.protect(
                connection, [units.by_rows(connection, [rows["", "J1-1-1"]])[rows["", "J1-1-1"]]]
            )
            (protected,) = item.values()
            told = hierarchy.ancestors(connection, protected.unit.identity, ANONYMOUS)
            assert [(code, above is not None) for code, above in told] == [("J1", True), ("J1-1", False)]
            staff = hierarchy.ancestors(connection, protected.unit.identity, Reader("馆员", Role.STAFF, ""))
            assert all(above is not None for _, above in staff)
            children = hierarchy.children(connection, ANONYMOUS, UnitIdentity("", "J1"), b"", 100)
            assert "J1-1-1" in [each.unit.identity.code for each in children]
            assert "J1-1-9" not in [each.unit.identity.code for each in children]
            raise _Undone
    except _Undone:
        pass


def test_a_unit_whose_state_is_missing_is_taken_as_withheld(tmp_path):
    opened = open_store(tmp_path)
    rows = shelve(opened, [("", "J1")])
    with opened.writing() as connection:
        connection.execute(sa.delete(store.sharing_states))
        (protected,) = store.protect(connection, units.by_rows(connection, rows.values()).values()).values()
    assert protected.state == SharingState(SharingClass.WITHHELD, face_hidden=True)
    opened.close()


@pytest.fixture
def desk(tmp_path):
    opened = open_store(tmp_path)
    with opened.writing() as connection:
        store.add_reader(connection, NamedReader("林", Role.READER, "", False), "lt_secret", NOW)
    yield opened
    opened.close()


def test_only_the_hash_of_a_token_is_kept_and_tokens_never_repeat(desk):
    tokens = {new_token() for _ in range(50)}
    assert len(tokens) == 50
    assert all(len(token) > 40 for token in tokens)
    with desk.reading() as connection:
        kept = str(connection.execute(sa.select(store.readers)).all())
        assert "lt_secret" not in kept
        assert token_hash("lt_secret") in kept
        assert store.reader_by_token(connection, "lt_secret", TODAY) == Reader(
            "林", Role.READER, "", frozenset()
        )
        for wrong in ("", "lt_secre", "lt_secret ", token_hash("lt_secret"), "\ud800"):
            assert store.reader_by_token(connection, wrong, TODAY) is None


def test_an_ended_reader_is_unknown_from_then_on(desk):
    with desk.writing() as connection:
        assert store.end_reader(connection, "林", NOW)
        assert not store.end_reader(connection, "林", NOW)
        assert not store.end_reader(connection, "无此人", NOW)
    with desk.reading() as connection:
        assert store.reader_by_token(connection, "lt_secret", TODAY) is None
        assert store.reader_by_name(connection, "林", TODAY) is None
        assert store.all_readers(connection) == [NamedReader("林", Role.READER, "", True)]


def test_a_name_is_given_once(desk):
    with pytest.raises(sa.exc.IntegrityError), desk.writing() as connection:
        store.add_reader(connection, NamedReader("林", Role.STAFF, "", False), "lt_other", NOW)


@pytest.mark.parametrize(("days", "holds"), [(-1, False), (0, True), (1, True)])
def test_a_grant_holds_through_its_last_day(desk, days, holds):
    until = TODAY + dt.timedelta(days=days)
    with desk.writing() as connection:
        grant = store.add_grant(connection, "林", "J1-1", until, "编史", NOW)
    with desk.reading() as connection:
        reader = store.reader_by_token(connection, "lt_secret", TODAY)
        assert store.all_grants(connection) == [Grant(grant, "林", "J1-1", until, "编史", False)]
        assert store.all_grants(connection)[0].in_force(TODAY) is holds
    assert reader is not None
    assert reader.granted == ({"J1-1"} if holds else frozenset())


def test_a_grant_taken_back_is_gone_and_the_others_stay(desk):
    with desk.writing() as connection:
        first = store.add_grant(connection, "林", "J1", TODAY, "编史", NOW)
        second = store.add_grant(connection, "林", "J2", TODAY, "编史", NOW)
        assert store.end_grant(connection, first, NOW)
        assert not store.end_grant(connection, first, NOW)
        assert not store.end_grant(connection, 99, NOW)
    with desk.reading() as connection:
        reader = store.reader_by_name(connection, "林", TODAY)
        ended = [(grant.id, grant.in_force(TODAY)) for grant in store.all_grants(connection)]
    assert reader is not None
    assert reader.granted == {"J2"}
    assert ended == [(first, False), (second, True)]
