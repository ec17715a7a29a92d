"""The page that lists all values of a facet."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from portal.facet_page import facet_page
from portal.links import facet_url
from portal.search_page import SHOWN_VALUES, search_page
from portal.texts import Texts
from sharing.access import ANONYMOUS
from tests.rooms.portal.fake_answers import FakeAnswers


def page(name: str, size: str = "100", **parameters: str):
    answer = FakeAnswers().search(ANONYMOUS, {**parameters, "facet": name, "size": size})
    return facet_page(answer, name, parameters, Texts("zh"))


def query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_each_value_leads_to_the_search_that_it_narrows() -> None:
    shown = page("supplier", q="防疫")
    assert shown.count == f"{len(shown.choices)} 项"
    for choice in shown.choices:
        assert urlsplit(choice.url).path == "/"
        asked = query(choice.url)
        assert (asked["q"], asked["match"], asked["supplier"]) == ("防疫", "all", choice.label)
    assert query(shown.back_url) == {"q": "防疫", "match": "all"}


def test_values_are_looked_for_by_a_part_and_the_search_is_kept() -> None:
    every = {choice.label for choice in page("supplier").choices}
    shown = page("supplier", facet_q="港")
    assert {choice.label for choice in shown.choices} == {label for label in every if "港" in label} < every
    assert ("facet_q", "港") not in shown.kept
    assert page("supplier", facet_q="乎哉").choices == ()


def test_the_list_goes_on_by_links() -> None:
    shown = page("supplier", size="1")
    seen = [choice.label for choice in shown.choices]
    assert shown.first_url == ""
    while shown.next_url:
        asked = query(shown.next_url)
        assert urlsplit(shown.next_url).path == "/facets/supplier"
        shown = page("supplier", size="1", **asked)
        assert shown.first_url == "/facets/supplier"
        seen += [choice.label for choice in shown.choices]
    assert seen == [choice.label for choice in page("supplier").choices] and len(seen) > 1


def test_a_value_in_force_leads_back_out() -> None:
    (chosen, *_) = page("supplier").choices
    shown = page("supplier", supplier=chosen.label)
    (value,) = [choice for choice in shown.choices if choice.current]
    assert "supplier" not in query(value.url)


@pytest.mark.parametrize(
    ("values", "linked"), [(SHOWN_VALUES + 1, False), (SHOWN_VALUES + 2, True), (250, True)]
)
def test_a_facet_of_more_values_than_are_shown_leads_to_all_of_them(values: int, linked: bool) -> None:
    answer = FakeAnswers().search(ANONYMOUS, {"q": "防疫"})
    answer["facets"]["fonds"] = [
        {"value": str(at), "label": str(at), "count": 1} for at in range(min(values, 100))
    ]
    answer["facet_values"]["fonds"] = values
    (facet,) = [one for one in search_page(answer, {"q": "防疫"}, Texts("zh")).facets if one.name == "fonds"]
    assert facet.all_url == (facet_url("fonds", {"q": "防疫", "match": "all"}) if linked else "")
    assert facet.whole == values
