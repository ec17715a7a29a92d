"""A character that is described is one character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.chains import make_analyzer
from analyzers.descriptions import REST, _encoded, joined_descriptions
from analyzers.fold import fold
from analyzers.layout import close_up, fold_closed, fold_closed_with_offsets

#: Of no encoded character that the table knows.
SEQUENCES = ("⿰氵艹", "⿱艹⿰氵艹", "⿲彳⿱山王攵", "⿻一丨", "⿰⺡艹", "⿿人")


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_a_sequence_is_one_character_in_every_chain(sequence: str) -> None:
    told = make_analyzer().analyse(f"林{sequence}新，見{sequence}。")
    assert len(told.bigrams.split()) == 7  # ‖林 林X X新 新‖ ‖见 见X X‖
    assert len(told.characters.split()) == 4
    assert not {"氵", "艹", "⿰", "一"} & set(told.characters.split())


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_its_mark_goes_over_all_of_it(sequence: str) -> None:
    text = f"前{sequence}　後"
    told = fold_closed_with_offsets(text)
    assert told.text == fold_closed(text) and len(told.text) == 3
    assert told.original_span(1, 2) == (1, 1 + len(sequence))


def test_either_script_is_the_same_and_another_arrangement_is_another_character() -> None:
    assert fold_closed("⿰馬艹") == fold_closed("⿰马艹") != fold_closed("⿱馬艹")


@pytest.mark.parametrize(
    ("sequence", "character"),
    [
        ("⿰氵每", "海"),
        ("⿱艹早", "草"),
        ("⿺辶首", "道"),
        ("⿵門虫", "閩"),
        ("⿵门虫", "闽"),
        ("⿰木⿰又寸", "树"),
        ("⿰木木", "林"),
    ],
)
def test_a_sequence_that_describes_an_encoded_character_is_that_character(
    sequence: str, character: str
) -> None:
    assert fold_closed(f"前{sequence}後") == fold_closed(f"前{character}後")
    told = fold_closed_with_offsets(f"前{sequence}後")
    assert told.original_span(1, 2) == (1, 1 + len(sequence))


def test_no_sequence_of_the_table_stands_for_several_characters() -> None:
    known = _encoded()
    assert len(known) > 15_000
    assert all(len(character) == 1 for character in known.values())


@pytest.mark.parametrize("text", ["⿰氵", "⿰", "⿲彳山", "⿰ab", "每⿰", "⿰氵，每"])
def test_what_is_no_whole_sequence_stays_as_it_is(text: str) -> None:
    assert joined_descriptions(text) == text


@given(st.text("⿰⿱⿲\u2ffe氵每山王a， 　\n", max_size=30))
def test_places_stay_and_doing_it_twice_changes_nothing(text: str) -> None:
    joined = joined_descriptions(text)
    assert len(joined) == len(text) and joined_descriptions(joined) == joined
    closed = close_up(text)
    assert len(closed) == len(text) and close_up(closed) == closed
    assert REST not in fold(closed)
