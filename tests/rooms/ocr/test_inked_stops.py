"""Stops of small vertical type: hardly seen by the recogniser, and there in ink."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.ctc import STOPS, DecodedLine
from ocr.inked_stops import StepChances, with_inked_stops

_CLASSES = {sign: at for at, sign in enumerate(STOPS, start=1)}
_PITCH = 40  # pixels from one square of the column to the next


def _line(text: str) -> DecodedLine:
    """A column of squares; ␣ leaves one empty and is not read."""
    read = [(sign, (at + 0.5) / len(text)) for at, sign in enumerate(text) if sign != "␣"]
    nothing = ((),) * len(read)
    return DecodedLine(
        tuple(sign for sign, _ in read),
        tuple(place for _, place in read),
        (1.0,) * len(read),
        nothing,
        nothing,
        (0.0,) * len(read),
        nothing,
    )


def _column(text: str, inked: bool) -> np.ndarray:
    """Its picture: characters as blocks, in the empty squares a small ring or nothing."""
    picture = np.full((48, _PITCH * len(text), 3), 235, dtype=np.uint8)
    for at, sign in enumerate(text):
        left = at * _PITCH
        if sign != "␣":
            cv2.rectangle(picture, (left + 4, 6), (left + 34, 42), (30, 30, 30), -1)
        elif inked:
            cv2.circle(picture, (left + 14, 12), 5, (30, 30, 30), 2)
    return picture


def _steps(text: str, **nearly: float) -> StepChances:
    """Five steps a square; `nearly` gives a sign its chance in the empty ones."""
    chances = np.zeros((5 * len(text), len(_CLASSES) + 1), dtype=np.float32)
    for at, sign in enumerate(text):
        if sign == "␣":
            for stop, chance in nearly.items():
                chances[5 * at + 2, _CLASSES[{"ring": "。", "comma": "，", "quote": "”"}[stop]]] = chance
    return StepChances(chances, _CLASSES, 1.0)


def _read(text: str, inked: bool = True, **nearly: float) -> str:
    return "".join(with_inked_stops(_line(text), _steps(text, **nearly), _column(text, inked)).characters)


def test_a_stop_that_is_inked_and_hardly_seen_is_read_in_a_gap_and_at_the_end():
    assert _read("席者二人␣主席校長", ring=0.0009, comma=0.0001) == "席者二人。主席校長"
    assert _read("下次會議提出報告␣", ring=0.0009) == "下次會議提出報告。"


def test_an_empty_gap_stays_empty_though_something_was_nearly_read_there():
    assert _read("席者二人␣主席校長", inked=False, ring=0.0009) == "席者二人主席校長"


def test_a_speck_that_is_no_stop_to_the_recogniser_or_as_much_one_as_another_is_none():
    assert _read("席者二人␣主席校長", ring=0.00005) == "席者二人主席校長"
    assert _read("席者二人␣主席校長", ring=0.0009, comma=0.0008) == "席者二人主席校長"


def test_beside_a_stop_only_a_quote_may_have_been_lost():
    assert _read("主席報告。␣本學期", quote=0.004) == "主席報告。”本學期"
    assert _read("主席報告。␣本學期", comma=0.004) == "主席報告。本學期"
    assert _read("主席報告”␣本學期", comma=0.004) == "主席報告”本學期"


def test_a_faint_or_blank_picture_and_a_line_of_few_characters_stay_as_they_were_read():
    blank = np.full((48, 360, 3), 235, dtype=np.uint8)
    line = _line("席者二人␣主席校長")
    assert with_inked_stops(line, _steps("席者二人␣主席校長", ring=0.01), blank) == line
    assert _read("主␣席", ring=0.01) == "主席"


def test_a_stop_stands_in_its_gap_and_is_not_quite_sure():
    read = with_inked_stops(
        _line("席者二人␣主席校長"), _steps("席者二人␣主席校長", ring=0.01), _column("席者二人␣主席校長", True)
    )
    assert read.characters[4] == "。"
    assert 4 / 9 < read.places[4] < 5 / 9
    assert read.confidences[4] < 0.95
