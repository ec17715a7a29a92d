"""What the search page makes of an answer."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search_page import plain_dates, search_page
from portal.texts import Texts
from portal.unit_page import page_groups, size_text
from sharing.access import ANONYMOUS
from tests.rooms.portal.fake_answers import FakeAnswers


def page(**parameters):
    asked = {name.rstrip("_"): value for name, value in parameters.items()}
    return search_page(FakeAnswers().search(ANONYMOUS, asked), asked, Texts("zh"))


def query(url):
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_narrowing_keeps_the_question_and_how_it_matched():
    shown = page(q="航天飞机防疫")
    value = next(facet for facet in shown.facets if facet.name == "fonds").first[0]
    asked = query(value.url)
    assert asked["q"] == "航天飞机防疫"
    assert asked["match"] == "any"


def test_going_on_keeps_how_it_matched_and_changing_the_scope_does_not():
    shown = page(q="渔业")
    assert query(shown.next_url)["match"] == "all"
    assert query(shown.next_url)["cursor"]
    assert all("match" not in query(choice.url) for choice in shown.scopes)


def test_each_filter_is_a_chip_that_takes_it_away():
    shown = page(q="渔业", supplier="闽海港务局", from_="1960", to="1969")
    assert [chip.label for chip in shown.chips] == ["供档单位：闽海港务局", "1960 至 1969"]
    without_supplier, without_dates = (query(chip.url) for chip in shown.chips)
    assert "supplier" not in without_supplier
    assert without_supplier["from"] == "1960"
    assert {"from", "to"} & set(without_dates) == set()
    assert set(query(shown.clear_url)) == {"q", "match"}


@pytest.mark.parametrize(
    ("asked", "ways"),
    [
        ({"q": "没有的词"}, "少用几个词，换一种说法"),
        ({"q": "没有的词", "scope": "catalogue"}, "少用几个词，换一种说法，改在“全部”中查找"),
        ({"q": "没有的词", "from_": "1960"}, "少用几个词，换一种说法，去掉限定条件"),
        ({"scope": "fulltext", "fonds": "X9"}, "去掉限定条件，改在“全部”中查找"),
        ({"scope": "all"}, ""),
    ],
)
def test_where_nothing_was_found_only_what_can_be_done_is_advised(asked, ways):
    assert page(**asked).ways == ways


def test_a_value_in_force_leads_back_out():
    facet = next(facet for facet in page(q="防疫", class_="conditional").facets if facet.name == "class")
    (value,) = facet.first
    assert value.current
    assert "class" not in query(value.url)


def test_years_stand_by_decade_and_each_leads_to_itself():
    years = page(q="防疫").years
    assert years is not None
    assert [decade.label for decade in years.decades] == ["1930 年代", "1980 年代", "2000 年代"]
    first = years.decades[0]
    assert [year.label for year in first.years] == ["1934", "1935", "1936"]
    assert query(first.whole.url)["from"] == "1930"
    assert query(first.whole.url)["to"] == "1939"
    assert query(first.years[0].url)["from"] == query(first.years[0].url)["to"] == "1934"
    assert all(bar.x >= 0 and bar.x + bar.width <= 100 and 0 <= bar.y < 24 for bar in years.bars)


def test_a_new_question_stays_within_the_filters_but_matches_anew():
    kept = dict(page(q="防疫", class_="conditional", match="all", sort="date").kept)
    assert kept == {"class": "conditional", "sort": "date"}


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("1934", "1934"),
        ("1934-3", "193403"),
        ("1934-03-12", "19340312"),
        ("1934.3.12", "19340312"),
        ("1934年3月12日", "19340312"),
        ("１９３４年", "1934"),
        (" 1934/03 ", "193403"),
        ("193403", "193403"),
        ("19340312", "19340312"),
        ("民国二十三年", "民国二十三年"),
        ("abc", "abc"),
    ],
)
def test_dates_are_taken_as_people_type_them(typed, asked):
    assert plain_dates({"from": typed, "q": "x"}) == {"from": asked, "q": "x"}


@given(st.text(max_size=12))
def test_no_date_that_is_typed_breaks_the_page(typed):
    assert set(plain_dates({"to": typed})) == {"to"}


@given(st.lists(st.integers(1, 10_000), unique=True, max_size=300).map(sorted))
def test_every_page_has_its_link_once(numbers):
    groups = page_groups(numbers)
    assert [number for group in groups for number in group.numbers] == numbers
    assert all((group.first, group.last) == (group.numbers[0], group.numbers[-1]) for group in groups)


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (1_200, "1.2 kB"), (1_284_310, "1.3 MB"), (512_000_000, "512 MB")],
)
def test_sizes_read_as_people_write_them(size, text):
    assert size_text(size) == text


def test_who_wants_no_tolerance_keeps_that_on_the_pages_that_are_opened():
    assert page(q="训令", tolerant="0").on_pages == {"tolerant": "0"}
    assert page(q="训令").on_pages == {}
