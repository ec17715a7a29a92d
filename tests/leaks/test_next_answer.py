"""What closes, closes in the very next answer, with the index writer standing still and after it ran.

And counts add up at every moment: what is listed, what is counted, and every facet, before a change, while it is
pending, and after.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from holdings.themes import Section, Theme
from sharing.access import Role
from sharing.classes import SharingClass
from tests.homes import TODAY
from tests.leaks.archives import MARKERS
from tests.leaks.asking import Home, search_path, unit_path

pytestmark = pytest.mark.xdist_group("leaks")

UNIT = "J102-A-002"
SECRET = f'"{MARKERS["conditional text"]}"'
#: Facets of which every unit here has exactly one value.
_ONE_VALUE = ("fonds", "supplier", "category", "class")


def still_and_moving(home: Home, look: Callable[[], None]) -> None:
    """Look while the writer stands still, and again after it ran."""
    look()
    home.follow()
    look()


def assert_adds_up(home: Home, token: str = "") -> None:
    for asked in (
        {},
        {"q": "堤岸"},
        {"q": "报告", "sort": "code"},
        {"q": "修缮", "scope": "fulltext"},
        {"q": "案", "scope": "catalogue", "sort": "date"},
        {"q": "堤岸 薪金 闸门", "match": "any", "size": 100},
    ):
        told = home.search(token, **{"size": 100, **asked})
        codes = home.codes(token, **asked)
        assert len(codes) == len(set(codes)), f"{asked}: a unit is listed twice"
        assert told["total"]["units"] == len(codes), asked
        for name in _ONE_VALUE:
            assert sum(value["count"] for value in told["facets"][name]) == len(codes), (asked, name)
        for value in told["facets"]["class"] if asked.get("q") == "堤岸" else ():
            narrowed = home.search(token, **asked, class_=value["value"], size=1)
            assert narrowed["total"]["units"] == value["count"], (asked, value)
    for asked in ({}, {"q": "堤岸"}, {"q": "堤岸", "sort": "code"}):
        themed = home.search(token, **asked, scope="themes", size=100)
        assert themed["total"]["units"] + themed["total"]["themes"] == len(themed["hits"]), asked


def readers(home: Home) -> dict[str, str]:
    tokens = {
        "": "",
        "staff": home.add_reader("staff", Role.STAFF),
        "supplier": home.add_reader("supplier", Role.SUPPLIER, "J102"),
        "grantee": home.add_reader("grantee"),
    }
    home.grant("grantee", "J102-A")
    return tokens


def test_a_grant_that_is_taken_back_or_runs_out_gives_nothing_in_the_next_answer(copy):
    home = copy("with hidden")
    token = home.add_reader("grantee")

    def reads() -> bool:
        seen = home.search(token, q=SECRET)["total"]["units"] > 0
        assert (home.ask(unit_path(UNIT, "/pages/1"), token).status == 200) is seen
        assert home.ask(unit_path(UNIT), token).told["description_visible"] is seen
        return seen

    assert not reads()
    grant = home.grant("grantee", UNIT)
    assert reads()
    home.end_grant(grant)
    assert not reads()
    home.grant("grantee", "J102", until=TODAY)
    assert reads()
    home.today = TODAY + dt.timedelta(days=1)
    assert not reads()


def test_an_ended_reader_is_told_the_same_as_one_who_never_was(copy):
    home = copy("with hidden")
    token = readers(home)["grantee"]
    assert home.search(token, q=SECRET)["total"]["units"] > 0
    home.end_reader("grantee")
    for path in (search_path(q=SECRET), unit_path(UNIT), "/api/v1/themes", unit_path("J103")):
        assert home.ask(path, token) == home.ask(path, "lt_never_was")
        assert home.ask(path, token).status == 401


@pytest.mark.parametrize("to", [SharingClass.UNREVIEWED, SharingClass.WITHHELD])
def test_a_tightened_unit_is_gone_for_everybody_but_the_roles_that_name_its_class(copy, to):
    home = copy("with hidden")
    tokens = readers(home)
    for name in ("", "grantee"):
        assert UNIT in home.codes(tokens[name])
    home.classify(UNIT, to)

    def look() -> None:
        for name in ("", "grantee"):
            token = tokens[name]
            assert home.ask(unit_path(UNIT), token).status == 404
            assert home.ask(unit_path(UNIT, "/pages/1"), token).status == 404
            for asked in ({}, {"q": UNIT}, {"q": "堤岸"}, {"scope": "themes"}, {"theme": "schools"}):
                assert UNIT not in home.codes(token, **asked)
            theme = home.ask("/api/v1/themes/schools", token).told
            assert "papers" not in [section["id"] for section in theme["sections"]]
            assert home.search(token, q='"文件选"', scope="themes")["hits"] == []
            assert UNIT not in [
                each["value"] for each in home.ask(f"/api/v1/suggest?q={UNIT}", token).told["suggestions"]
            ]
        for name in ("staff", "supplier"):
            assert home.ask(unit_path(UNIT), tokens[name]).status == 200
        for token in tokens.values():
            assert_adds_up(home, token)

    still_and_moving(home, look)
    for name in ("staff", "supplier"):
        assert UNIT in home.codes(tokens[name])


def test_a_hidden_face_is_gone_and_its_grantees_read_on(copy):
    home = copy("with hidden")
    tokens = readers(home)
    home.face(UNIT, True)

    def look() -> None:
        assert home.ask(unit_path(UNIT)).status == 404
        assert home.ask(unit_path(UNIT), tokens["grantee"]).status == 200
        assert UNIT not in home.codes()
        assert UNIT not in home.codes(scope="themes")
        assert_adds_up(home)
        assert_adds_up(home, tokens["grantee"])

    still_and_moving(home, look)
    assert UNIT in home.codes(tokens["grantee"])


def test_published_elements_are_found_once_written_and_gone_the_moment_they_are_taken_back(copy):
    home = copy("with hidden")
    abstract = f'"{MARKERS["conditional abstract"]}"'
    home.face(UNIT, False, "abstract")
    assert MARKERS["conditional abstract"] in home.ask(unit_path(UNIT)).body.decode()
    home.follow()
    assert home.codes(q=abstract) == [UNIT]
    home.face(UNIT, False)

    def look() -> None:
        assert home.codes(q=abstract) == []
        assert MARKERS["conditional abstract"] not in home.ask(unit_path(UNIT)).body.decode()

    still_and_moving(home, look)


def test_a_word_that_was_masked_is_gone_from_search_suggestions_and_pages(copy):
    home = copy("with hidden")
    tokens = readers(home)
    home.correct("J101-A-000", title="殷墟龟甲登记")
    home.follow()
    assert home.codes(q='"殷墟龟甲"') == ["J101-A-000"]
    home.correct("J101-A-000", title="某某登记")

    def look() -> None:
        for token in tokens.values():
            for scope in ("all", "catalogue", "themes"):
                assert home.codes(token, q='"殷墟龟甲"', scope=scope) == []
            assert home.ask("/api/v1/suggest?q=殷墟", token).told["suggestions"] == []
            assert "殷墟" not in home.ask(unit_path("J101-A-000"), token).body.decode()
            assert_adds_up(home, token)

    still_and_moving(home, look)
    assert "J101-A-000" in home.codes()


def test_a_unit_taken_out_of_a_theme_is_gone_from_it(copy):
    home = copy("with hidden")
    tokens = readers(home)
    row = home.unit("J101-A-002").row

    def out(theme: Theme) -> Theme:
        kept = (
            replace(section, placements=tuple(place for place in section.placements if place.unit_row != row))
            for section in theme.sections
        )
        return replace(theme, sections=tuple(kept))

    assert "J101-A-002" in home.codes(theme="schools")
    assert "J101-A-002" in home.codes(q="教员薪金注语", scope="themes")
    home.theme("schools", out)

    def look() -> None:
        for token in tokens.values():
            assert "J101-A-002" not in home.codes(token, theme="schools")
            assert home.search(token, q='"教员薪金注语"', scope="themes")["hits"] == []
            assert "J101-A-002" not in home.ask("/api/v1/themes/schools", token).body.decode()
            assert_adds_up(home, token)

    still_and_moving(home, look)
    assert "J101-A-002" in home.codes()


def test_rewritten_and_removed_words_of_a_theme_are_gone(copy):
    home = copy("with hidden")

    def renamed(theme: Theme) -> Theme:
        first, *rest = theme.sections
        return Theme(
            theme.slug, "新的题目", "新的导言", True, (Section(first.slug, "新节", first.placements), *rest)
        )

    home.theme("dikes", renamed)

    def look() -> None:
        for words in ("堤岸与水灾", "介绍堤岸修缮的专题", "修缮工程"):
            assert home.search(q=f'"{words}"', scope="themes")["hits"] == []
        assert_adds_up(home)

    still_and_moving(home, look)
    assert home.search(q='"新的题目"', scope="themes")["hits"][0]["theme"]["id"] == "dikes"
    assert home.search(q='"新节"', scope="themes")["total"]["units"] > 1
    home.theme("dikes", lambda theme: replace(theme, published=False))

    def gone() -> None:
        assert home.ask("/api/v1/themes/dikes").status == 404
        assert home.search(theme="dikes")["hits"] == []
        assert home.search(q='"新的题目"', scope="themes")["hits"] == []
        assert_adds_up(home)

    still_and_moving(home, gone)


def test_a_unit_that_stands_in_two_themes_is_one_unit(copy):
    home = copy("with hidden")
    theme = home.theme_of("schools")
    home.theme(
        "dikes",
        lambda dikes: replace(dikes, sections=(*dikes.sections, replace(theme.sections[1], slug="also"))),
    )

    def look() -> None:
        assert_adds_up(home)

    still_and_moving(home, look)
    assert home.codes(q='"教员薪金注语"', scope="themes") == ["J101-A-002"]


def test_a_withdrawn_unit_is_gone_for_everybody(copy):
    home = copy("with hidden")
    tokens = readers(home)
    for code in ("J101-A-000", UNIT, "J103-000"):
        home.withdraw(code)

        def look(code: str = code) -> None:
            for token in tokens.values():
                assert home.ask(unit_path(code), token).status == 404
                assert code not in home.codes(token)
                assert code not in home.codes(token, scope="themes")
            assert_adds_up(home)
            assert_adds_up(home, tokens["staff"])

        still_and_moving(home, look)


@pytest.mark.parametrize("code", ["J101-A-001", UNIT, "J101-A-000"])
@pytest.mark.parametrize("to", list(SharingClass))
def test_no_change_of_class_shows_a_unit_twice_or_counts_it_wrong(copy, code, to):
    home = copy("with hidden")
    tokens = readers(home)
    home.classify(code, to)

    def look() -> None:
        for name in ("", "staff", "grantee"):
            assert_adds_up(home, tokens[name])

    still_and_moving(home, look)
    assert (code in home.codes()) is (to <= SharingClass.CONDITIONAL)
    assert code in home.codes(tokens["staff"])
    assert (home.ask(unit_path(code, "/pages/1")).status == 200) is (to is SharingClass.UNCONDITIONAL)
