"""Addresses: every state of a search can be kept as a link, and no link leads to another site."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.links import BETWEEN_VALUES, PARAMETERS, SEVERAL, own_path, page_url, search_url, unit_url

WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)


VALUES = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters=BETWEEN_VALUES), min_size=1), min_size=1
)


@given(
    st.dictionaries(st.sampled_from([name for name in PARAMETERS if name not in SEVERAL]), WORDS),
    st.dictionaries(st.sampled_from(SEVERAL), VALUES),
)
def test_a_search_is_read_back_from_its_address_but_for_the_cursor(parameters, filters):
    url = search_url(
        {**parameters, **{name: BETWEEN_VALUES.join(values) for name, values in filters.items()}}
    )
    assert url.isascii()
    wanted = [(name, value) for name, value in parameters.items() if name != "cursor"]
    wanted += [(name, value) for name, values in filters.items() for value in values]
    assert sorted(parse_qsl(urlsplit(url).query, keep_blank_values=True)) == sorted(wanted)


@given(st.dictionaries(st.sampled_from(PARAMETERS), WORDS), WORDS)
def test_a_cursor_is_written_only_where_it_is_asked_for(parameters, cursor):
    assert dict(parse_qsl(urlsplit(search_url(parameters, {"cursor": cursor})).query))["cursor"] == cursor


@given(WORDS.filter(lambda code: "/" not in code))
def test_a_code_of_any_characters_is_a_path(code):
    assert unquote(urlsplit(unit_url(code, "问")).path) == f"/units/{code}"
    assert unquote(urlsplit(page_url(code, 3)).path) == f"/units/{code}/pages/3"


def test_a_code_keeps_its_own_slashes_and_the_colon_of_its_archive():
    assert unit_url("350101:0023-WS/1934-0003") == "/units/350101:0023-WS/1934-0003"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "\\\\example.org",
        "javascript:alert(1)",
        "/\t/example.org",
        "/\n/example.org",
        " //example.org",
        "",
        "units/1",
    ],
)
def test_signing_in_never_leads_to_another_site(elsewhere):
    assert own_path(elsewhere) == "/"


@given(st.text(max_size=40))
def test_whatever_is_asked_the_way_back_stays_here(wanted):
    back = own_path(wanted)
    assert back.startswith("/")
    assert not back.startswith(("//", "/\\"))
    assert back == "/" or back == wanted


def test_the_way_back_keeps_a_search():
    assert own_path("/?q=%E9%98%B2%E7%96%AB&from=1934") == "/?q=%E9%98%B2%E7%96%AB&from=1934"
