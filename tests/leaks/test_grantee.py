"""For a reader with grants nothing depends on units outside the grants (design section 3, rule 8).

What such a reader is answered is compared with an archive that holds open and conditional units only: the bodies are
the same byte for byte, so ids, order, totals, facets, snippets and suggestions are.
"""

from __future__ import annotations

import pytest

from holdings.themes import Theme
from sharing.classes import SharingClass
from tests.leaks import requests
from tests.leaks.archives import MARKERS
from tests.leaks.asking import Home, differing, search_path, unit_path
from tests.leaks.test_noninterference import hidden_changes

pytestmark = pytest.mark.xdist_group("leaks")

#: Readers and the scopes of their grants: units, series that nobody may see, fonds, many pages, nothing that is there.
GRANTS = {
    "one-unit": ("J102-A-002",),
    "below-hidden": ("J102-A", "J104-1-002"),
    "many-pages": ("J107", "J102"),
    "elsewhere": ("J103", "J101-A-001", "J999"),
    "none": (),
}


def grant_all(*homes: Home) -> dict[str, str]:
    """Add the readers with their grants; returns their tokens."""
    tokens = {}
    for home in homes:
        for name, scopes in GRANTS.items():
            tokens[name] = home.add_reader(name)
            for scope in scopes:
                home.grant(name, scope)
    return tokens


def some(held, seed: int) -> list[str]:
    return [
        *requests.searches(held, 45, seed=seed),
        *requests.every_word(held)[seed % 8 :: 8],
        *requests.suggestions(held)[::9],
        *requests.units_and_pages(held)[::20],
        *requests.themed(),
    ]


def test_grants_give_what_they_name_and_nothing_withheld(both):
    hiding, _ = both
    tokens = grant_all(hiding)
    text = f'"{MARKERS["conditional text"]}"'
    assert hiding.search(tokens["one-unit"], q=text)["total"]["units"] == 1
    assert hiding.search(tokens["many-pages"], q=text)["total"]["pages"] > 150
    assert hiding.search(tokens["below-hidden"], q=text)["total"]["units"] == 11
    assert hiding.search(tokens["elsewhere"], q=text)["total"]["units"] == 0
    for token in tokens.values():
        for marker in ("hidden title", "hidden text", "hidden abstract", "hidden name"):
            assert hiding.search(token, q=f'"{MARKERS[marker]}"')["total"]["units"] == 0
        assert hiding.ask(unit_path("J103-000"), token).status == 404
        assert hiding.ask(unit_path("J101-A-001"), token).status == 404


@pytest.mark.parametrize("name", GRANTS)
def test_answers_equal_those_of_an_archive_that_holds_nothing_withheld(name, both, held):
    token = grant_all(*both)[name]
    assert differing(both, some(held, sorted(GRANTS).index(name)), token) == []


def test_quotes_fields_and_words_are_ranked_without_regard_to_what_is_withheld(both):
    token = grant_all(*both)["many-pages"]
    paths = [
        search_path(q=question, match="any", scope=scope, size=50)
        for scope in ("all", "catalogue", "fulltext", "themes")
        for question in (
            '"堤岸" 报告 水灾',
            '"修缮" 堤岸 职工',
            "题名:堤岸 救济 报告",
            '"1934" 省政府 学校',
            "责任者:河工局 闸门 薪金",
        )
    ]
    assert differing(both, paths, token) == []


def test_later_changes_of_withheld_units_are_not_seen_by_a_grantee(both, held):
    hiding, _ = both
    tokens = grant_all(*both)
    hidden_changes(hiding)
    assert differing(both, some(held, 7), tokens["many-pages"]) == []
    hiding.follow()
    assert differing(both, some(held, 8), tokens["many-pages"]) == []


def test_a_theme_that_only_grantees_see_does_not_waver_when_its_withheld_units_change(both):
    hiding, _ = both
    tokens = grant_all(*both)
    for home in both:
        home.face("J102-A-000", True)

        def only_closed(theme: Theme, home: Home = home) -> Theme:
            closed = {home.unit("J102-A-000").row}
            if home is hiding:
                closed.add(home.unit("J101-A-001").row)
            sections = []
            for section in theme.sections[:1]:
                kept = tuple(place for place in section.placements if place.unit_row in closed)
                sections.append(type(section)(section.slug, section.title, kept))
            return Theme(theme.slug, theme.title, theme.introduction, True, tuple(sections))

        home.theme("dikes", only_closed)
        home.follow()
    paths = [
        search_path(q=word, scope="themes") for word in ("堤岸", "水灾", "修缮工程", "评注", "")
    ] + requests.themed()
    assert hiding.search(tokens["many-pages"], q='"堤岸与水灾"', scope="themes")["total"]["themes"] > 0
    assert hiding.search(q='"堤岸与水灾"', scope="themes")["total"]["themes"] == 0
    hiding.classify("J101-A-001", SharingClass.UNREVIEWED)
    for _ in range(2):
        assert differing(both, paths, tokens["many-pages"]) == []
        assert differing(both, paths) == []
        hiding.follow()
    # And a grantee who loses the last unit of it loses the theme at once, totals included.
    for home in both:
        home.classify("J102-A-000", SharingClass.WITHHELD)
    for _ in range(2):
        told = hiding.search(tokens["many-pages"], q='"堤岸与水灾"', scope="themes")
        assert (told["total"]["units"], told["hits"]) == (0, [])
        assert differing(both, paths, tokens["many-pages"]) == []
        for home in both:
            home.follow()
