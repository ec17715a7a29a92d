"""What is read from bytes holds no name; each object's own name is put in for it alone."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from holdings.letters import Letter
from holdings.own_names import NAMELESS, named, open_name, without_place
from holdings.parser_letters import shown

STEMS = st.text(min_size=1, max_size=80).filter(lambda text: "/" not in text and "\\" not in text)
SUFFIXES = st.sampled_from([".pdf", ".TXT", ".docx", ".某甲病历", ".", ""])


def said_of(called: str) -> Letter:
    """A letter as readers write it."""
    return Letter(f"“{shown(called)}/成员.txt”已损坏。", f'"{shown(called)}" is damaged.')


@given(STEMS, STEMS, SUFFIXES)
def test_readers_are_told_nothing_of_a_name_but_a_suffix_of_latin_letters(one, other, suffix):
    called = open_name(f"目录/{one}.x{suffix}")
    assert called == open_name(f"{other}.x{suffix}")
    assert called.removeprefix(NAMELESS) in ("", suffix.lower(), ".x")
    assert "某甲" not in called


@given(STEMS, SUFFIXES)
def test_the_own_name_stands_in_the_letter_and_no_open_place_is_left(stem, suffix):
    name = f"移交/{stem.replace(NAMELESS, '')}{suffix}"
    for called in (open_name(name), NAMELESS):
        told = named(said_of(called), name)
        assert shown(name) in told.zh and shown(name) in told.en
        assert NAMELESS not in told.zh + told.en


def test_where_the_bytes_lie_is_told_to_nobody():
    path = Path("/srv/home/objects/ab/abcdef0123")
    told = without_place(Letter(f"打不开 '{path}'", "cannot open abcdef0123"), path, "甲.pdf")
    assert told == Letter("打不开 '甲.pdf'", "cannot open 甲.pdf")
