"""Which unit is meant: one number and one spelling for each, the same in every home."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from holdings.identity import UnitIdentity, number_of, parts_of, written
from holdings.themes import SLUG

codes = st.text(min_size=1, max_size=20).filter(lambda code: ":" not in code)
identities = st.builds(UnitIdentity, st.just("") | codes, codes)


@given(identity=identities)
def test_an_identity_is_read_as_it_was_written(identity):
    assert UnitIdentity.read(identity.written) == identity


#: Names of suppliers hold anything, and those that read like an identity of another archive above all.
names = st.text(":甲1", min_size=1, max_size=4) | st.text(min_size=1, max_size=20)
named = st.tuples(st.just("") | st.sampled_from(("1", "甲")) | codes, names)


@given(one=named, other=named)
def test_whatever_a_supplier_is_called_no_two_of_two_archives_are_written_alike(one, other):
    assert parts_of(written(*one)) == one
    assert (written(*one) == written(*other)) == (one == other)


@given(one=identities, other=identities)
def test_a_number_has_63_bits_and_belongs_to_one_identity(one, other):
    assert 0 <= one.number < 1 << 63
    assert (one.number == other.number) == (one == other)


def test_a_number_is_the_same_on_every_machine_and_in_every_version():
    # Indices of homes that exist hold these: they may never change.
    assert UnitIdentity("", "J001-001-0001").number == 14462783964742397
    assert UnitIdentity("350001", "J001-001-0001").number == number_of("350001", "J001-001-0001")
    assert number_of("a", "b") != number_of("ab") != number_of("b", "a")


def test_an_id_of_a_theme_is_a_word_for_urls():
    good = ("flood", "flood-1935", "a-b-c", "1")
    bad = ("", "-a", "a-", "a--b", "Flood", "水灾", "a b", "a/b", "a\n")
    assert [slug for slug in (*good, *bad) if SLUG.match(slug)] == list(good)
