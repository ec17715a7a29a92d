"""A word is found in a recognised text if its engine thought of the truth; nothing else is."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.chains import BOUNDARY
from analyzers.confusables import confusables_text, look_alikes
from analyzers.fold import fold
from analyzers.misreadings import SOME, find_likely, kept_runs, places_of

HAN = "福州省政府训令民国二十三年旱灾赈济办法学校教育县长己已巳末未"
texts = st.text(alphabet=HAN, min_size=8, max_size=30)


@dataclass
class Doubt:
    at: int
    chance: float = 0.5
    others: tuple[tuple[str, float], ...] = ()
    lost: tuple[tuple[str, float], ...] = ()


def pieces(phrase):
    return {phrase[at : at + 3] for at in range(len(phrase) - 2)} if len(phrase) > 2 else {phrase}


def is_found(phrase, read, doubts):
    kept = set(kept_runs(read, doubts))
    return all(piece in read or piece in kept for piece in pieces(phrase))


@settings(max_examples=150, deadline=None)
@given(truth=texts, where=st.data())
def test_a_misread_character_whose_truth_the_engine_thought_of_costs_no_phrase(truth, where):
    at = where.draw(st.integers(0, len(truth) - 1))
    wrong = where.draw(st.sampled_from("甲乙丙丁"))
    start = where.draw(st.integers(max(0, at - 6), at))
    end = where.draw(st.integers(max(at + 1, start + 2), max(at + 1, start + 2, min(len(truth), at + 7))))
    phrase = truth[start:end]
    if len(phrase) < 2:
        return
    read = truth[:at] + wrong + truth[at + 1 :]
    doubts = [Doubt(at, 0.6, ((truth[at], 0.3),))]
    assert is_found(phrase, read, doubts)
    assert any(start <= at < end for start, end in find_likely(places_of(read, doubts), phrase))


@settings(max_examples=100, deadline=None)
@given(truth=texts, where=st.data())
def test_a_lost_and_a_doubled_character_cost_no_phrase(truth, where):
    at = where.draw(st.integers(1, len(truth) - 3))
    phrase = truth[at - 1 : at + 3]
    lost = truth[:at] + truth[at + 1 :]
    assert is_found(phrase, lost, [Doubt(at, lost=((truth[at], 0.2),))])
    doubled = truth[:at] + "丁" + truth[at:]
    doubts = [Doubt(at, others=(("", 0.2),))]
    assert is_found(phrase, doubled, doubts)
    assert (at - 1, at + 4) in find_likely(places_of(doubled, doubts), phrase) or phrase in doubled


@settings(max_examples=100, deadline=None)
@given(truth=texts)
def test_two_misread_neighbours_are_found_together(truth):
    read = truth[:3] + "甲乙" + truth[5:]
    doubts = [Doubt(3, others=((truth[3], 0.3),)), Doubt(4, others=((truth[4], 0.3),))]
    assert is_found(truth[2:7], read, doubts)


@given(text=st.text(alphabet=HAN + "，。 \nab12", max_size=40))
def test_a_text_without_doubts_says_what_it_says(text):
    if not any(sign.isspace() for sign in text):
        assert kept_runs(text, []) == []


def test_what_was_read_is_not_kept_again_and_what_is_unlikely_is_not_kept():
    doubts = [Doubt(1, 0.9, (("巳", 0.05), ("已", 0.001)))]
    kept = kept_runs("自己来自巳来", doubts)
    assert "自巳来" not in kept  # it stands in the text
    assert not any("已" in run for run in kept)
    assert kept_runs("自己来", doubts) == [SOME, "巳来", "自巳", "自巳来"]


def test_lines_that_were_taken_for_paragraphs_and_spaced_type_are_joined():
    assert {"建省政"} <= set(kept_runs("福建\n\n省政府", []))
    # What is layout for any text leaves nothing open: the pairs of the text itself go across it.
    assert kept_runs("福 建 省\n政 府", []) == []
    # But words of a Latin text stay apart, and so does what punctuation parts.
    assert kept_runs("file no 12", []) == []
    assert kept_runs("福建。省政府", []) == []


def test_other_forms_of_the_signs_do_not_matter():
    # The engine thought of the Traditional character; the reader asks in Simplified.
    kept = kept_runs("教冇局", [Doubt(1, others=(("育", 0.2), ("國", 0.1)))])
    assert {"教育局", "教国局"} <= set(kept)


def test_an_engine_that_only_says_how_sure_it_is_is_helped_by_looks():
    assert "自己来" in kept_runs("自已来", [Doubt(1, chance=0.4)])
    assert kept_runs("自已来", [Doubt(1, chance=0.4, others=(("一", 0.2),))]).count("自己来") == 0


def test_marks_name_the_characters_as_they_were_read():
    text = "查該省正府訓令"
    doubts = [Doubt(3, others=(("政", 0.3),))]
    assert find_likely(places_of(text, doubts), fold("省政府")) == [(2, 5)]
    assert find_likely(places_of(text, doubts), fold("省政局")) == []
    assert find_likely(places_of(text, []), fold("省政府")) == []


def test_a_boundary_may_have_been_a_character_and_the_other_way_round():
    text = "民国·十三年"
    assert "国二十" in kept_runs(text, [Doubt(2, others=(("二", 0.4),))])
    places = places_of("甲、乙", [])
    assert [place.said for place in places] == ["甲", BOUNDARY, "乙"]


@pytest.mark.parametrize("character", ["己", "未", "0"])
def test_look_alikes_go_both_ways(character):
    assert look_alikes(character)
    assert all(character in look_alikes(other) for other in look_alikes(character))


def test_the_table_is_in_folded_form():
    groups = [group for line in confusables_text().splitlines() if line[:1] != "#" for group in line.split()]
    assert groups
    assert [group for group in groups if fold(group) != group or len(set(group)) != len(group)] == []
