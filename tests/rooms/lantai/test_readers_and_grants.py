"""Readers and grants, as staff keep them at the terminal."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest

from lantai.wiring import House
from sharing.store import reader_by_name, reader_by_token

UNTIL = "2099-12-31"


def by_token(token):
    house = House()
    try:
        with house.store.reading() as connection:
            return reader_by_token(connection, token, dt.date.today())
    finally:
        house.close()


def by_name(name):
    house = House()
    try:
        with house.store.reading() as connection:
            return reader_by_name(connection, name, dt.date.today())
    finally:
        house.close()


def test_the_token_stands_alone_on_the_last_line_and_opens_until_ended(lantai):
    said = lantai("reader", "add", "研究者甲", "--role", "reader")
    assert said.code == 0
    assert said.last.startswith("lt_")
    assert by_token(said.last).name == "研究者甲"
    assert lantai("reader", "end", "研究者甲").code == 0
    assert by_token(said.last) is None
    assert lantai("reader", "end", "研究者甲").code == 1


def test_the_store_keeps_no_token(lantai, home):
    token = lantai("reader", "add", "甲", "--role", "reader").last
    stored = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert "甲".encode() in stored
    assert token.encode() not in stored


def test_a_name_is_used_once_even_after_its_end(lantai):
    assert lantai("reader", "add", "甲", "--role", "reader").code == 0
    assert lantai("reader", "add", "甲", "--role", "reader").code == 1
    lantai("reader", "end", "甲")
    said = lantai("reader", "add", "甲", "--role", "reader")
    assert said.code == 1
    assert said.out == ""


def test_readers_are_listed_with_role_and_scope(lantai):
    lantai("reader", "add", "馆员", "--role", "staff")
    lantai("reader", "add", "港务局", "--role", "supplier", "--scope", "闽海港务局")
    said = lantai("reader", "list", "--json")
    assert said.json == {
        "readers": [
            {"name": "港务局", "role": "supplier", "scope": "闽海港务局", "ended": False},
            {"name": "馆员", "role": "staff", "scope": "", "ended": False},
        ]
    }
    shown = lantai("reader", "list").out
    assert "闽海港务局" in shown


def test_staff_of_the_home_s_own_archive_have_the_empty_scope(lantai, monkeypatch):
    monkeypatch.setenv("LANTAI_ARCHIVE", "435001")
    lantai("reader", "add", "甲", "--role", "staff", "--scope", "４３５００１")
    lantai("reader", "add", "乙", "--role", "staff", "--scope", "435002")
    assert by_name("甲").scope == ""
    assert by_name("乙").scope == "435002"


def test_a_supplier_of_whom_nothing_is_held_is_warned_of(filled):
    said = filled("reader", "add", "港务局", "--role", "supplier", "--scope", "闽海港务局")
    assert (said.code, said.err) == (0, "")
    said = filled("reader", "add", "教育局", "--role", "supplier", "--scope", "教育局")
    assert said.code == 0
    assert "教育局" in said.err


@pytest.fixture
def two_archives(lantai, package, monkeypatch):
    """`lantai` on a home that holds the package, and as much of another archive under the same codes."""
    monkeypatch.setenv("LANTAI_ARCHIVE", "435001")
    assert lantai("intake", str(package)).code == 0
    other = package.parent / "邻馆移交"
    shutil.copytree(package, other)
    sheet = (other / "目录.csv").read_text(encoding="utf-8").splitlines()
    sheet = [f"{line},{'435002' if at else '档案馆代码'}" for at, line in enumerate(sheet)]
    (other / "目录.csv").write_text("\n".join(sheet) + "\n", encoding="utf-8")
    assert lantai("intake", str(other)).code == 0
    return lantai


def found_by(lantai, question, name):
    told = lantai("search", question, "--as", name, "--json").json
    return sorted(hit["unit"]["code"] for hit in told["hits"])


def test_a_supplier_of_one_archive_sees_nothing_of_another_that_uses_the_same_codes(two_archives):
    for name, scope in (
        ("甲", "闽海港务局"),
        ("乙", "435002:闽海港务局"),
        ("丙", "435001:闽海港务局"),
        ("丁", "４３５００２:闽海港务局"),
        ("戊", "435003:闽海港务局"),
    ):
        assert two_archives("reader", "add", name, "--role", "supplier", "--scope", scope).code == 0
    own, other = "J101-WS·1952·Y-0003", "435002:J101-WS·1952·Y-0003"
    for question in ("爆炸物处置专报", "军管会"):
        assert found_by(two_archives, question, "甲") == found_by(two_archives, question, "丙") == [own]
        assert found_by(two_archives, question, "乙") == found_by(two_archives, question, "丁") == [other]
        assert found_by(two_archives, question, "戊") == []
    told = two_archives("search", "港务局", "--as", "乙", "--json").json
    assert {hit["unit"]["supplier"] for hit in told["hits"]} == {"闽海港务局", "435002:闽海港务局"}


def test_it_is_said_which_other_archives_use_the_code_of_a_supplier(two_archives):
    said = two_archives("reader", "add", "甲", "--role", "supplier", "--scope", "闽海港务局")
    assert "435002:闽海港务局" in said.err
    said = two_archives("reader", "add", "乙", "--role", "supplier", "--scope", "435003:闽海港务局")
    assert "435002:闽海港务局" in said.err and "还没有" in said.err
    assert two_archives("reader", "add", "丙", "--role", "supplier", "--scope", "435002:").code == 2


def test_staff_see_of_a_unit_whose_it_is(two_archives):
    told = two_archives("unit", "show", "435002:J101-WS·1952·Y-0003", "--json").json
    assert (told["fonds"], told["supplier"]) == ("435002:J101", "435002:闽海港务局")
    levels = ("J101", "J101-WS", "J101-WS·1952", "J101-WS·1952·Y")
    assert told["ancestors"] == [f"435002:{level}" for level in levels]
    told = two_archives("unit", "show", "J101-WS·1952·Y-0003", "--json").json
    assert (told["fonds"], told["supplier"]) == ("J101", "闽海港务局")


def test_a_supplier_is_named_at_an_intake_without_an_archive(lantai, package):
    said = lantai("intake", str(package), "--supplier", "435002:港务局")
    assert said.code == 2
    assert "档案馆代码" in said.err


def test_an_archive_whose_units_are_held_under_its_code_never_becomes_the_home_s_own(
    lantai, package, monkeypatch
):
    sheet = (package / "目录.csv").read_text(encoding="utf-8").splitlines()
    mixed = [
        f"{line},{'435001' if at % 2 else '435002'}" if at else f"{line},档案馆代码"
        for at, line in enumerate(sheet)
    ]
    (package / "目录.csv").write_text("\n".join(mixed) + "\n", encoding="utf-8")
    assert lantai("intake", str(package)).code == 0
    later = package.parent / "又一批"
    later.mkdir()
    (later / "目录.csv").write_text("档号,题名,档案馆代码\nJ101,又一件,435002\n", encoding="utf-8")
    assert lantai("intake", str(later)).code == 0
    assert lantai("unit", "show", "435002:J101").code == 0
    assert lantai("unit", "show", "J101").code == 1
    assert lantai("status", "--json").json["archive"] == ""
    monkeypatch.setenv("LANTAI_ARCHIVE", "435002")
    said = lantai("status")
    assert said.code != 0
    assert "435002:" in said.err


def test_a_grant_is_listed_until_it_ends(lantai):
    lantai("reader", "add", "甲", "--role", "reader")
    given = lantai(
        "grant", "add", "甲", "--scope", "j101—ws．1952．y", "--until", UNTIL, "--reason", "学位论文"
    )
    assert given.code == 0
    listed = lantai("grant", "list", "--json")
    expected = {
        "id": 1,
        "reader": "甲",
        "scope": "J101-WS·1952·Y",
        "until": UNTIL,
        "reason": "学位论文",
    }
    assert listed.json == {"grants": [expected]}
    assert by_name("甲").granted == {"J101-WS·1952·Y"}
    assert lantai("grant", "end", "1").code == 0
    assert lantai("grant", "list", "--json").json == {"grants": []}
    assert lantai("grant", "list", "--all", "--json").json == {"grants": [{**expected, "in_force": False}]}
    assert by_name("甲").granted == frozenset()
    assert lantai("grant", "end", "1").code == 1


def test_json_is_one_object_and_nothing_else(lantai):
    for words in (("reader", "list"), ("grant", "list"), ("theme", "list"), ("status",)):
        said = lantai(*words, "--json")
        assert isinstance(said.json, dict)
        assert said.err == ""


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("J101", "J101"),
        ("435001:J101", "J101"),
        ("４３５００１：j101", "J101"),
        ("435002:J101", "435002:J101"),
    ],
)
def test_a_scope_names_the_home_s_own_archive_or_not(lantai, monkeypatch, written, kept):
    monkeypatch.setenv("LANTAI_ARCHIVE", "435001")
    lantai("reader", "add", "甲", "--role", "reader")
    assert lantai("grant", "add", "甲", "--scope", written, "--until", UNTIL, "--reason", "x").code == 0
    assert by_name("甲").granted == {kept}


def test_a_grant_over_nothing_is_given_and_warned_of(filled):
    filled("reader", "add", "甲", "--role", "reader")
    said = filled("grant", "add", "甲", "--scope", "J102", "--until", UNTIL, "--reason", "x")
    assert said.code == 0
    assert "J102" in said.err
    # A code that was never described itself, with units below it, is a scope like any other.
    said = filled("grant", "add", "甲", "--scope", "J101-WS·1952·Y", "--until", UNTIL, "--reason", "x")
    assert (said.code, said.err) == (0, "")


@pytest.mark.parametrize("day", ["1999-12-31", "昨天", "20261301", ""])
def test_a_day_that_is_past_or_none_is_wrong_use(lantai, day):
    lantai("reader", "add", "甲", "--role", "reader")
    said = lantai("grant", "add", "甲", "--scope", "J1", "--until", day, "--reason", "x")
    assert said.code == 2
    assert lantai("grant", "list", "--json").json == {"grants": []}


def test_a_year_means_its_last_day(lantai):
    lantai("reader", "add", "甲", "--role", "reader")
    lantai("grant", "add", "甲", "--scope", "J1", "--until", "2099", "--reason", "x")
    assert lantai("grant", "list", "--json").json["grants"][0]["until"] == UNTIL


def test_grants_of_an_ended_reader_are_not_in_force(lantai):
    lantai("reader", "add", "甲", "--role", "reader")
    lantai("grant", "add", "甲", "--scope", "J1", "--until", UNTIL, "--reason", "x")
    lantai("reader", "end", "甲")
    assert lantai("grant", "list", "--json").json == {"grants": []}
