"""A code however it is typed asks for the forms that are kept of it, and for those of no other code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdings.code_forms import WHOLE, code_forms, parts_of, scope_forms, typed_forms

CODE = "T103-WS·1900·Y-001-001"


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        "T103-WS-1900-Y-001-001",
        "T103WS1900Y001001",
        "T103 WS 1900 Y 001 001",
        "T103-WS 1900-Y-001-001",
        "T103-WS.1900.Y-001-001",
        "Ｔ１０３－ＷＳ·１９００·Ｙ－００１－００１",
        "t103_ws_1900_y_001_001",
        "T103-WS·1900·Y-1-1",
        "1900·Y-001-001",
        "Y-001-001",
        "1900Y001001",
        "ws·1900·y-1-1",
        "T103/WS/1900/Y/001/001",
        "t103\\ws／1900/y-1-1",
    ],
)
def test_every_way_of_typing_asks_for_the_code(typed: str) -> None:
    assert set(typed_forms(typed)) & set(code_forms(CODE))


@pytest.mark.parametrize(
    "typed",
    [
        "T103-WS·1900·Y-001-002",
        "T103-WS·1900·Y-0011-001",
        "T103WS1900Y0010010",
        "T103-WS·1900",
        "103-WS·1900·Y-001-001",
        "001-001",
        "1937-1945",
        "0591-87654321",
        "第28条",
        "福州海关",
    ],
)
def test_other_codes_and_other_things_do_not(typed: str) -> None:
    assert not set(typed_forms(typed)) & set(code_forms(CODE))


@pytest.mark.parametrize(
    "typed", ["00230030007001", "０0230030007001", "0023/003/0007/001", "0030007001", "23/3/0007/1"]
)
def test_a_code_of_numbers_alone_is_typed_without_separators_or_with_slashes(typed: str) -> None:
    assert set(typed_forms(typed)) & set(code_forms("0023-003-0007-001"))


@pytest.mark.parametrize(
    "typed", ["0023003000700", "10230030007001", "0007001", "1936/5/12", "0591/87654321"]
)
def test_other_numbers_are_not_that_code(typed: str) -> None:
    assert not set(typed_forms(typed)) & set(code_forms("0023-003-0007-001"))


@given(st.from_regex(r"[A-Z][0-9]{3}(-[A-Z]{2}|-[0-9]{1,4}|·[0-9]{4}){1,4}", fullmatch=True))
def test_a_code_asks_for_itself_and_what_it_lies_below_for_all_of_that(code: str) -> None:
    forms = code_forms(code)
    if parts_of(code):
        assert typed_forms(code)[0] in forms
    assert forms[0].startswith(WHOLE)
    for at, character in enumerate(code):
        if character in "-·" and parts_of(code[:at]):
            assert scope_forms(code[:at])[0] in forms
            assert scope_forms("435002:" + code[:at])[0] in code_forms(code, "435002")
            assert scope_forms(code[:at])[0] not in code_forms(code, "435002")
