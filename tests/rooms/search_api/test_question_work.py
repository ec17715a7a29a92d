"""No question asks the indices for more work than a stated amount, however it is spelled."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.chains import make_analyzer
from analyzers.fold import fold
from engines.query import (
    AllOf,
    AnyOf,
    AnyTerm,
    Between,
    Constant,
    Phrase,
    Plus,
    Prefix,
    Query,
    Scored,
    Term,
    Weighted,
    Without,
)
from search_api.compile import compile_question
from search_api.letters import LONGEST_QUESTION
from search_api.question import Both, Chunk, Either, FieldName, Node, Not, read_question
from search_api.question_work import MOST_MENTIONS
from search_api.request import read_request
from tests.rooms.search_api.test_question import _SHAPES, codes

#: The spellings of one beginning of a code by width and case: all mean J1.
_SPELLINGS = ["".join(form) for form in product("jJｊＪ", "1１")]
#: A word on a page may be looked for as a phrase, in either field, and spread over both (four lists of entries at
#: most, each of a few tokens).
_MOST_LISTS = 2_000

COSTLY = {
    "one beginning of a code in 8 spellings": " OR ".join("档号:" + form for form in _SPELLINGS * 6),
    "60 beginnings of codes": " OR ".join(f"档号:J{number}" for number in range(60)),
    "beginnings within beginnings": " OR ".join(
        "档号:" + "J101-WS·1950·Y-0001"[:end] for end in range(1, 19)
    ),
    "80 characters of titles": " OR ".join(f"题名:{chr(0x4E00 + at)}" for at in range(80)),
    "80 that are not in titles": "的 " + " ".join(f"NOT 题名:{chr(0x4E00 + at)}" for at in range(80)),
    "120 quoted characters": " OR ".join(f'"{chr(0x4E00 + at)}"' for at in range(60)),
    "120 pairs": " OR ".join(f"{chr(0x4E00 + at)}的" for at in range(120)),
    "100 years in one piece": "".join(f"{1912 + at}年" for at in range(100)),
    "60 years": " OR ".join(f"民国{at}年" for at in range(1, 60)),
    "40 document numbers": " ".join(f"闽政〔2018〕{at}号" for at in range(40)),
    "35 dates": " OR ".join(f"日期:{1912 + at}.." for at in range(35)),
    "one sign that is 18 characters": "ﷺ" * 490 + " 管理",
    "signs of a company": "㍿" * 500,
    "brackets": " ".join(f"({chr(0x4E00 + at)} OR {chr(0x5E00 + at)})" for at in range(60)),
    "words without an end": "管理规定的" * 100,
}


def lists_of(query: Query) -> int:
    """How many lists of entries an engine reads for a query; the beginning of a keyword counts as ten."""
    match query:
        case Term():
            return 1
        case Prefix():
            return 10
        case Between():
            return 2
        case Phrase(_, tokens):
            return len(tokens)
        case AnyTerm(terms, _):
            return len(terms)
        case AllOf(parts) | AnyOf(parts):
            return sum(map(lists_of, parts))
        case Without(first, second) | Scored(first, second) | Plus(first, second):
            return lists_of(first) + lists_of(second)
        case Constant(inner, _) | Weighted(inner, _):
            return lists_of(inner)
        case _:
            return 1


@pytest.mark.parametrize("shape", COSTLY)
def test_the_work_of_a_question_has_an_end(shape: str) -> None:
    typed = COSTLY[shape][:LONGEST_QUESTION]
    compiled = compile_question(read_question(typed), read_request({"q": typed}), make_analyzer())
    assert lists_of(compiled.strict) <= _MOST_LISTS


def test_a_part_is_asked_once_however_it_is_spelled() -> None:
    once = Chunk("j1", field=FieldName.CODE)
    assert read_question(" OR ".join("档号:" + form for form in _SPELLINGS)).node.parts == (once,)
    assert read_question(" ".join("档号:" + form for form in _SPELLINGS)).node.parts == (once,)
    assert read_question("賑災 OR 赈灾").node.parts == (Chunk("賑災"),)
    assert read_question("ＡＢ ab Ab").node.parts == (Chunk("ＡＢ"),)


def test_of_codes_within_each_other_the_one_that_decides_is_asked() -> None:
    wide, narrow = Chunk("J101", field=FieldName.CODE), Chunk("J101-WS", field=FieldName.CODE)
    assert read_question("档号:J101 OR 档号:J101-WS").node.parts == (wide,)
    assert read_question("档号:J101 档号:J101-WS").node.parts == (narrow,)
    # J1 is not above J101.
    assert len(read_question("档号:J1 档号:J101-WS").node.parts) == 2
    # Another element, or a NOT, is not a code that says the same.
    assert read_question("档号:J101 OR 题名:J101-WS").node.parts == (
        Either((wide, Chunk("J101-WS", field=FieldName.TITLE))),
    )
    assert read_question("档号:J101 NOT 档号:J101-WS").node.parts == (wide, Not(narrow))


def test_a_question_is_cut_by_what_it_is_looked_for_as() -> None:
    question = read_question("ﷺ" * 490 + " 管理")
    assert len(fold(question.text)) <= LONGEST_QUESTION
    assert codes(question) == ["question-cut"]
    assert codes(read_question("ﷺ" * 20 + " 管理")) == []


def test_of_too_many_parts_the_first_are_searched_and_it_is_said() -> None:
    question = read_question(" OR ".join(f"日期:{1912 + at}.." for at in range(35)))
    (either,) = question.node.parts
    assert isinstance(either, Either)
    assert 10 <= len(either.parts) < 35
    assert codes(question) == ["question-of-too-many-parts"]
    # What a person writes is never cut: forty words, a list of twenty codes.
    assert codes(read_question(" ".join(f"词{at}语" for at in range(40)))) == []
    assert codes(read_question(" OR ".join(f"档号:J{at}-WS" for at in range(100, 120)))) == []


def test_brackets_that_were_open_where_a_question_is_cut_are_closed() -> None:
    typed = "(((甲" + "".join(f" OR 题名:{chr(0x4E00 + at)}" for at in range(40)) + ")))"
    question = read_question(typed)
    assert codes(question) == ["question-of-too-many-parts"]
    assert isinstance(question.node.parts[0], Either)
    assert question.chunks[0] == Chunk("甲")


def test_a_cut_is_said_however_many_brackets_are_closed_for_it() -> None:
    typed = "(" * 60 + " OR ".join(f"日期:{1912 + at}.." for at in range(17))
    assert codes(read_question(typed)) == ["question-of-too-many-parts"]


def parts_of(node: Node) -> int:
    match node:
        case Both(parts) | Either(parts):
            return sum(map(parts_of, parts))
        case Not(part):
            return parts_of(part)
        case _:
            return 1


@given(_SHAPES | st.text(max_size=600), st.integers(1, 40))
def test_no_text_has_more_parts_than_may_be_asked(typed: str, times: int) -> None:
    node = read_question(f"{typed} " * times).node
    # The cheapest parts weigh two; a code is looked for as itself and as words.
    assert parts_of(node) <= 2 * 40


def test_years_beyond_the_most_are_looked_for_as_they_stand() -> None:
    analyzer = make_analyzer()

    def dated(typed: str) -> int:
        compiled = compile_question(read_question(typed), read_request({"q": typed}), analyzer)
        return str(compiled.leading).count("Between")

    few = dated("".join(f"{1912 + at}年" for at in range(MOST_MENTIONS)))
    assert few > 0
    assert dated("".join(f"{1912 + at}年" for at in range(MOST_MENTIONS + 40))) == few
