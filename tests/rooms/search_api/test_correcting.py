"""What a correction must look like on the wire, and what is said of one that does not."""

from __future__ import annotations

import json

import pytest

from search_api.correcting import LONGEST_REASON, check_corrector, read_correction, read_seen
from search_api.problems import ProblemError
from sharing.access import ANONYMOUS, Reader, Role


def test_a_correction_is_a_text_and_a_reason():
    told = read_correction(json.dumps({"text": "整页\n文字", "reason": " 核对 "}).encode())
    assert (told.text, told.reason) == ("整页\n文字", "核对")
    assert read_correction(b'{"text": ""}').text == ""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b'{"text": null}',
        b'{"text": 1}',
        b'{"text": "a", "reason": 1}',
        b'{"text": "a", "other": "b"}',
        b"\xff\xfe",
        b"[" * 100_000,
        json.dumps({"text": "a", "reason": "b" * (LONGEST_REASON + 1)}).encode(),
        b'{"text": "a", "reason": "\\ud800"}',
    ],
)
def test_what_is_none_is_refused_with_what_to_send(body):
    with pytest.raises(ProblemError) as told:
        read_correction(body)
    assert told.value.status == 400
    assert '"text"' in told.value.letter.zh and '"text"' in told.value.letter.en


@pytest.mark.parametrize(
    ("header", "seen"), [('"abc"', "abc"), ("abc", "abc"), (' "abc" ', "abc"), ("*", "")]
)
def test_what_was_seen_is_named_by_its_digest(header, seen):
    assert read_seen(header) == seen


@pytest.mark.parametrize("header", [None, "", '""', 'W/"abc"'])
def test_without_what_was_seen_nothing_is_corrected(header):
    with pytest.raises(ProblemError) as told:
        read_seen(header)
    assert told.value.status == 428 and "If-Match" in told.value.letter.zh


@pytest.mark.parametrize(
    ("reader", "status"),
    [(ANONYMOUS, 401), (Reader("甲", Role.READER), 403), (Reader("乙", Role.SUPPLIER, "J1"), 403)],
)
def test_who_may_correct_nothing_is_told_so_before_any_unit_is_looked_for(reader, status):
    with pytest.raises(ProblemError) as told:
        check_corrector(reader)
    assert told.value.status == status
    check_corrector(Reader("丙", Role.STAFF))
