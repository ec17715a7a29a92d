"""The access law: one policy said twice, as a question about one unit and as sets that an index can meet."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.identity import UnitIdentity
from holdings.levels import Level
from holdings.units import Description, Unit
from sharing.access import (
    ANONYMOUS,
    OPEN,
    Part,
    Protected,
    Reader,
    Role,
    SharingState,
    filter_for,
    may_view,
    tags_of,
    unit_tokens,
)
from sharing.classes import SharingClass
from tests.rooms.sharing import units as some

parts = st.sampled_from(Part)


def unit(code: str = "J1-1-1", archive: str = "", supplier: str = "厂办") -> Unit:
    return Unit(
        UnitIdentity(archive, code),
        Level.ITEM,
        "",
        supplier,
        some.ancestors_of(code),
        Description("题名"),
        pages=1,
    )


def of(sharing_class: SharingClass, **more) -> Protected:
    return Protected(unit(**more), SharingState(sharing_class))


def grantee(*granted: str) -> Reader:
    return Reader("某人", Role.READER, "", frozenset(granted))


@settings(max_examples=200)
@given(some.readers(), some.protected(), parts)
def test_a_reader_may_view_exactly_what_the_filter_matches(reader, protected, part):
    assert may_view(reader, protected, part) == filter_for(reader).matches(tags_of(protected, part))


@settings(max_examples=200)
@given(some.readers(), some.protected())
def test_whoever_sees_the_pages_sees_the_description_and_whoever_sees_that_sees_the_face(reader, protected):
    face, description, pages = (may_view(reader, protected, part) for part in Part)
    assert pages == description
    assert face or not description


@settings(max_examples=200)
@given(some.protected(), parts, st.frozensets(some.scopes(), max_size=4))
def test_anybody_sees_what_the_anonymous_reader_sees_and_no_role_gives_nothing_more(protected, part, granted):
    anyone = may_view(ANONYMOUS, protected, part)
    assert anyone == (OPEN in tags_of(protected, part))
    assert may_view(Reader(granted=granted), protected, part) == anyone
    assert not filter_for(Reader(granted=granted)).tokens
    if anyone:
        assert all(may_view(Reader("某人", role, "X"), protected, part) for role in Role)


@settings(max_examples=200)
@given(some.units(), some.states(), some.readers(), parts)
def test_a_withdrawn_unit_is_seen_by_nobody(unit, state, reader, part):
    gone = Protected(replace(unit, withdrawn=True), state)
    assert not may_view(reader, gone, part)
    assert tags_of(gone, part) == frozenset()
    assert unit_tokens(gone) == frozenset()


@settings(max_examples=200)
@given(some.protected(), st.frozensets(some.scopes(), max_size=5), parts)
def test_grants_give_conditional_material_only(protected, granted, part):
    reader = grantee(*granted)
    if protected.state.sharing_class is not SharingClass.CONDITIONAL:
        assert may_view(reader, protected, part) == may_view(ANONYMOUS, protected, part)


@settings(max_examples=200)
@given(some.units(), some.states(), some.readers(), parts)
def test_a_stricter_class_never_shows_more(unit, state, reader, part):
    seen = [
        may_view(reader, Protected(unit, replace(state, sharing_class=sharing_class)), part)
        for sharing_class in SharingClass
    ]
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize("sharing_class", [SharingClass.UNREVIEWED, SharingClass.WITHHELD])
def test_withheld_and_unreviewed_material_is_seen_only_by_the_roles_that_name_it(sharing_class):
    closed = of(sharing_class)
    assert may_view(Reader("馆员", Role.STAFF, ""), closed, Part.PAGES)
    assert may_view(Reader("移交者", Role.SUPPLIER, "厂办"), closed, Part.PAGES)
    for reader in (
        ANONYMOUS,
        grantee("J1", "J1-1", "J1-1-1"),
        Reader("别馆馆员", Role.STAFF, "352002"),
        Reader("别单位", Role.SUPPLIER, "厂办/withheld"),
        Reader("别单位", Role.SUPPLIER, "J1"),
    ):
        assert not any(may_view(reader, closed, part) for part in Part)


def test_a_grant_on_a_unit_that_is_tightened_gives_nothing_any_more():
    reader = grantee("J1-1-1")
    assert may_view(reader, of(SharingClass.CONDITIONAL), Part.PAGES)
    for tightened in (SharingClass.UNREVIEWED, SharingClass.WITHHELD):
        assert not any(may_view(reader, of(tightened), part) for part in Part)


@pytest.mark.parametrize("scope", ["J1", "J1-1", "J1-1-1"])
def test_a_grant_on_any_code_above_reaches_down_described_or_not(scope):
    assert may_view(grantee(scope), of(SharingClass.CONDITIONAL), Part.PAGES)


@pytest.mark.parametrize(
    ("scope", "code"),
    [
        ("J1-1-2", "J1-1-1"),  # a sibling
        ("J1-1-1", "J1-1"),  # the unit below
        ("J1-1", "J1-10"),  # begins alike
        ("J1", "J10"),
        ("J1-1-1", "J1-1-10"),
        ("A439-WS·201", "A439-WS·2015·D30-005"),
        ("A439-WS·", "A439-WS·2015·D30-005"),
        ("352001:J1-1", "J1-1-1"),  # another archive
        ("", "J1-1-1"),
    ],
)
def test_a_grant_reaches_nothing_beside_above_or_merely_spelled_alike(scope, code):
    assert not may_view(grantee(scope), of(SharingClass.CONDITIONAL, code=code), Part.DESCRIPTION)


def test_an_archive_is_part_of_what_a_grant_names():
    elsewhere = of(SharingClass.CONDITIONAL, archive="352002")
    assert may_view(grantee("352002:J1"), elsewhere, Part.PAGES)
    assert not may_view(grantee("J1", "352001:J1-1-1"), elsewhere, Part.PAGES)


@pytest.mark.parametrize(
    "sharing_class", [SharingClass.CONDITIONAL, SharingClass.UNREVIEWED, SharingClass.WITHHELD]
)
def test_an_archive_is_part_of_who_supplied(sharing_class):
    own, elsewhere = of(sharing_class), of(sharing_class, archive="352002")
    ours, theirs = Reader("甲", Role.SUPPLIER, "厂办"), Reader("乙", Role.SUPPLIER, "352002:厂办")
    for part in (Part.DESCRIPTION, Part.PAGES):
        assert [may_view(ours, each, part) for each in (own, elsewhere)] == [True, False]
        assert [may_view(theirs, each, part) for each in (own, elsewhere)] == [False, True]
    assert filter_for(ours).tokens.isdisjoint(filter_for(theirs).tokens)


def test_a_supplier_whose_name_reads_like_one_of_another_archive_is_not_that_one():
    named_so = of(SharingClass.WITHHELD, supplier="352002:厂办")
    elsewhere = of(SharingClass.WITHHELD, archive="352002", supplier="厂办")
    assert unit_tokens(named_so).isdisjoint(unit_tokens(elsewhere))
    assert not may_view(Reader("乙", Role.SUPPLIER, "352002:厂办"), named_so, Part.FACE)
    assert may_view(Reader("甲", Role.SUPPLIER, ":352002:厂办"), named_so, Part.FACE)
    assert not may_view(Reader("甲", Role.SUPPLIER, ":352002:厂办"), elsewhere, Part.FACE)


def test_no_two_units_share_a_token_that_names_one_of_them():
    """All that a token names is named whole: of units alike but for their archive no token is the same."""
    for sharing_class in (SharingClass.CONDITIONAL, SharingClass.UNREVIEWED, SharingClass.WITHHELD):
        tokens = [unit_tokens(of(sharing_class, archive=archive)) for archive in some.ARCHIVES]
        assert all(one.isdisjoint(other) for one, other in itertools.combinations(tokens, 2))


def test_no_rights_reach_what_anyone_may_see_and_nothing_else():
    for reader in (ANONYMOUS, grantee()):
        assert filter_for(reader).tokens == frozenset()
        assert may_view(reader, of(SharingClass.UNCONDITIONAL), Part.PAGES)
        assert may_view(reader, of(SharingClass.CONDITIONAL), Part.FACE)
        assert not may_view(reader, of(SharingClass.CONDITIONAL), Part.DESCRIPTION)
        assert not filter_for(reader).matches(frozenset())


def test_a_hidden_face_is_for_those_who_see_the_unit_in_full():
    hidden = Protected(unit(), SharingState(SharingClass.CONDITIONAL, face_hidden=True))
    assert not may_view(ANONYMOUS, hidden, Part.FACE)
    assert not may_view(grantee("J2"), hidden, Part.FACE)
    assert may_view(grantee("J1"), hidden, Part.FACE)
    # An unconditional unit has no face to hide.
    assert may_view(ANONYMOUS, Protected(unit(), SharingState(SharingClass.UNCONDITIONAL, True)), Part.FACE)


def test_the_tokens_of_a_conditional_unit_are_those_of_the_design():
    tokens = unit_tokens(of(SharingClass.CONDITIONAL, archive="352002"))
    assert tokens == {
        "u:352002:J1/conditional",
        "u:352002:J1-1/conditional",
        "u:352002:J1-1-1/conditional",
        "s:352002:厂办/conditional",
        "a:352002/conditional",
    }
    assert unit_tokens(of(SharingClass.WITHHELD)) == {"s:厂办/withheld", "a:/withheld"}
    assert unit_tokens(of(SharingClass.UNCONDITIONAL)) == frozenset()
