"""An anonymous reader cannot tell whether withheld and unreviewed units exist (design section 3, rule 7).

Every response is compared byte for byte, headers included, between two homes: one with hidden units
interleaved everywhere, one that never held any.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from holdings.codes import is_below
from holdings.themes import Placement, Section, Theme
from sharing.access import Role
from sharing.classes import SharingClass
from tests.homes import take, write_package
from tests.leaks import requests
from tests.leaks.archives import MARKERS, WITHHELD
from tests.leaks.asking import Home, differing, search_path, unit_path

pytestmark = pytest.mark.xdist_group("leaks")


def some(held) -> list[str]:
    """What is asked again after every change."""
    return [
        *requests.every_word(held)[::5],
        *requests.searches(held, 60, seed=2),
        *requests.suggestions(held)[::5],
        *requests.themed(),
        *requests.units_and_pages(held)[::16],
        *requests.portal(held)[::9],
    ]


def test_there_is_something_to_hide_and_something_to_find(both, held):
    hiding, plain = both
    assert sum(piece.hidden for piece in held.pieces) >= 40
    assert hiding.search(size=1)["total"]["units"] == sum(not piece.hidden for piece in held.pieces)
    staff = hiding.add_reader("staff", Role.STAFF)
    for marker in ("hidden title", "hidden text", "hidden note"):
        scope = "themes" if marker == "hidden note" else "all"
        assert hiding.search(staff, q=f'"{MARKERS[marker]}"', scope=scope)["total"]["units"] > 0
    assert hiding.search(staff, size=1)["total"]["units"] > plain.search(size=1)["total"]["units"]


def test_searches_are_the_same(both, held):
    paths = [*requests.every_word(held), *requests.searches(held, 350, seed=1)]
    assert len(paths) > 650
    assert differing(both, paths) == []


def test_units_pages_suggestions_themes_nonsense_and_the_portal_are_the_same(both, held):
    paths = [
        *requests.units_and_pages(held),
        *requests.suggestions(held),
        *requests.themed(),
        *requests.MALFORMED,
        *requests.portal(held),
    ]
    assert len(paths) > 800
    assert differing(both, paths) == []
    assert differing(both, paths[::40], method="POST") == []
    assert differing(both, paths[::40], method="HEAD") == []
    assert differing(both, paths[::40], token="lt_nobody") == []


def test_a_hidden_code_answers_as_one_that_is_nowhere(both, held):
    hiding, plain = both
    nowhere = hiding.ask(unit_path("J777-1"))
    assert nowhere.status == 404
    bare = 0
    for piece in held.pieces:
        if piece.hidden:
            for rest in (
                "/pages/1",
                "/pages/1/image",
                "/pages/1/alto",
                "/pages/1/text",
                "/objects/1",
            ):
                assert hiding.ask(unit_path(piece.written, rest)) == nowhere
            # Where others of what lies below are seen, its code is a bare level, as if it had never been described.
            above = any(is_below(other.code, piece.code) for other in held.pieces if not other.hidden)
            for rest in ("", "/children"):
                answer = hiding.ask(unit_path(piece.written, rest))
                assert answer == plain.ask(unit_path(piece.written, rest))
                assert above or answer == nowhere
                bare += above
    assert bare


def test_cursors_followed_side_by_side_are_the_same_to_the_end(both):
    hiding, plain = both
    for asked in (
        {"size": 7},
        {"sort": "date", "size": 9},
        {"q": "堤岸", "size": 3},
        {"q": "报告 水灾", "size": 4, "match": "any"},
        {"q": "堤岸", "size": 5, "sort": "date", "scope": "fulltext"},
        {"size": 2, "scope": "themes"},
        {"q": "的", "size": 6, "sort": "code", "facets": "fonds"},
    ):
        cursor, pages = "", 0
        while True:
            path = search_path(**asked, **({"cursor": cursor} if cursor else {}))
            here, there = hiding.ask(path), plain.ask(path)
            assert here == there, path
            pages += 1
            cursor = here.told["next"]
            if not cursor:
                break
        assert pages > 1, asked
    for code in ("J101", "J101-A", "J102"):
        cursor = ""
        while True:
            path = unit_path(code, f"/children?size=3&cursor={cursor}")
            here, there = hiding.ask(path), plain.ask(path)
            assert here == there, path
            cursor = here.told["next"]
            if not cursor:
                break


def test_what_a_browser_keeps_is_the_same(both, held):
    hiding, plain = both
    for path in [*requests.searches(held, 25, seed=3), "/api/v1/themes", "/", "/units/J101"]:
        first = hiding.ask(path)
        tag = {"if-none-match": first.header("etag")}
        here, there = hiding.ask(path, headers=tag), plain.ask(path, headers=tag)
        assert here == there
        assert here.status == (304 if first.header("etag") else first.status)


def hidden_changes(home: Home) -> None:
    """All that may happen to hidden units: no part of it is anybody's to see."""
    home.correct("J101-A-001", title=f"改过的{MARKERS['hidden title']}堤岸")
    home.correct("J103-001", abstract="堤岸修缮", names=("林志清",))
    home.classify("J101-A-003", SharingClass.WITHHELD)
    home.classify("J103-001", SharingClass.WITHHELD)
    home.classify("J103-002", SharingClass.UNREVIEWED)
    home.withdraw("J101-A-005")
    home.withdraw("J105-000")
    home.face("J103-003", True)
    note = Placement(home.unit("J103-004").row, MARKERS["hidden note"])
    other = Placement(home.unit("J103-005").row, MARKERS["hidden note"])

    def placed(theme: Theme) -> Theme:
        first, *rest = theme.sections
        fuller = replace(first, placements=(note, *first.placements))
        return replace(theme, sections=(fuller, Section("new", MARKERS["hidden section"], (other,)), *rest))

    def renamed(theme: Theme) -> Theme:
        sections = tuple(
            replace(section, title="改过的幽篁") if section.slug == "secret" else section
            for section in theme.sections
        )
        return replace(theme, sections=sections)

    def without(theme: Theme) -> Theme:
        row = home.unit("J103-001").row
        kept = (
            replace(section, placements=tuple(place for place in section.placements if place.unit_row != row))
            for section in theme.sections
        )
        return replace(theme, sections=tuple(kept))

    home.theme("dikes", placed)
    home.theme("dikes", renamed)
    home.theme("dikes", without)
    home.new_theme(Theme("dim", MARKERS["hidden theme"], "堤岸", True, (Section("a", "堤岸", (note,)),)))
    home.add_reader("one")
    home.end_grant(home.grant("one", "J103"))
    home.grant("one", "J102")
    home.end_reader("one")


def test_later_changes_of_hidden_units_are_not_seen_while_the_writer_stands_still_nor_after(both, held):
    hiding, _ = both
    hidden_changes(hiding)
    assert differing(both, some(held)) == []
    hiding.follow()
    assert differing(both, some(held)) == []


def test_open_changes_look_the_same_whatever_hidden_changes_stand_between_them(both, held, tmp_path):
    hiding, plain = both
    for home in both:
        home.correct("J101-A-000", title="更正后的堤岸題名")
        if home is hiding:
            hidden_changes(home)
        home.classify("J101-A-004", SharingClass.CONDITIONAL)
        home.withdraw("J102-A-004")
    assert differing(both, some(held)) == []
    hiding.follow()
    plain.follow()
    assert differing(both, some(held)) == []
    rows = [
        {
            "档号": f"J106-{at}",
            "题名": f"堤岸{MARKERS['hidden title']}",
            "共享类型": WITHHELD,
            "text": "堤岸报告",
        }
        for at in range(3)
    ]
    take(hiding.plant, write_package(tmp_path / "又一批", rows))
    assert differing(both, some(held)) == []


def test_what_stands_behind_a_conditional_face_moves_nothing(copy, held):
    one, other = copy("without"), copy("other secrets")
    for home in (one, other):
        home.add_reader("nobody")
    paths = [
        *requests.searches(held, 70, seed=4),
        *requests.every_word(held)[1::4],
        *requests.suggestions(held)[::3],
        *requests.units_and_pages(held)[::5],
        *requests.themed(),
    ]
    assert differing((one, other), paths) == []
    assert differing((one, other), paths[::6], token="lt_token_of_nobody") == []
