"""What a curator does at the terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdings.themes import SLUG
from lantai.theme_texts import read_theme, section_slug
from tests.shared import REPOSITORY

NOTICE, PILOT, BOMB, _ = (f"J101-WS·1952·Y-000{number}" for number in (1, 2, 3, 4))
TEXT = f"""
id = "harbour"
title = "港口"
introduction = "三件。"
[[sections]]
title = "复航"
[[sections.units]]
code = "{NOTICE}"
note = "第一件。"
[[sections.units]]
code = "{PILOT}"
[[sections]]
title = "爆炸物"
id = "bombs"
[[sections.units]]
code = "{BOMB}"
"""


def test_a_theme_is_a_draft_until_it_is_published(filled):
    assert filled("theme", "create", "harbour", "--title", "港口").code == 0
    assert filled("theme", "create", "harbour", "--title", "港口").code == 1
    assert filled("theme", "place", "harbour", "one", NOTICE).code == 1
    assert filled("theme", "section", "harbour", "one", "--title", "复航").code == 0
    assert filled("theme", "section", "harbour", "two", "--title", "其他").code == 0
    assert filled("theme", "place", "harbour", "one", NOTICE.lower(), "--note", "第一件。").code == 0
    assert filled("theme", "place", "harbour", "two", NOTICE).code == 0  # moved
    assert filled("theme", "place", "harbour", "two", "J999").code == 1
    told = filled("theme", "show", "harbour", "--json").json
    assert told["published"] is False
    assert [(section["id"], len(section["units"])) for section in told["sections"]] == [
        ("one", 0),
        ("two", 1),
    ]
    assert filled("search", "", "--scope", "themes", "--json").json["hits"] == []
    published = filled("theme", "publish", "harbour")
    assert "public words" in published.out
    # No writer runs, so it is entered by the command itself.
    assert filled("status", "--json").json["backlog"] == 0
    assert filled("search", "", "--scope", "themes", "--json").json["total"]["themes"] == 1
    assert filled("theme", "unplace", "harbour", NOTICE).code == 0
    assert filled("theme", "unplace", "harbour", NOTICE).code == 1
    assert filled("theme", "remove", "harbour").code == 0
    assert filled("theme", "list", "--json").json == {"themes": []}


def test_a_theme_is_loaded_from_a_text_and_a_second_time_changes_nothing(filled, tmp_path):
    path = tmp_path / "harbour.toml"
    path.write_text(TEXT, encoding="utf-8")
    assert filled("theme", "load", str(path)).code == 0
    assert filled("theme", "list", "--json").json["themes"] == [
        {"id": "harbour", "title": "港口", "published": False, "sections": 2, "units": 3}
    ]
    assert filled("theme", "load", str(path), "--publish").code == 0
    before = filled("status", "--json").out
    # What is published stays published when its text is loaded again.
    assert "nothing changed" in filled("theme", "load", str(path)).out
    assert filled("status", "--json").out == before


def test_a_theme_that_names_what_is_not_held_is_not_loaded(filled, tmp_path):
    path = tmp_path / "harbour.toml"
    path.write_text(TEXT.replace(PILOT, "J999-1").replace(BOMB, "J999-2"), encoding="utf-8")
    said = filled("theme", "load", str(path))
    assert said.code == 1
    assert "J999-1" in said.err and "J999-2" in said.err
    assert filled("theme", "list", "--json").json == {"themes": []}


@pytest.mark.parametrize(
    "text",
    [
        "title = ",
        "title = 'x'",
        "id = 'a'",
        "id = 'A B'\ntitle = 'x'",
        "id = 'a'\ntitle = 'x'\ntitel = 'y'",
        "id = 'a'\ntitle = 'x'\npublished = 'yes'",
        "id = 'a'\ntitle = 'x'\nsections = 'y'",
        "id = 'a'\ntitle = 'x'\n[[sections]]\ntitle = ''",
        "id = 'a'\ntitle = 'x'\n[[sections]]\ntitle = 'y'\n[[sections]]\ntitle = 'y'",
        "id = 'a'\ntitle = 'x'\n[[sections]]\ntitle = 'y'\n[[sections.units]]\nnote = 'z'",
    ],
)
def test_a_text_that_is_no_theme_is_refused_with_a_letter(lantai, tmp_path, text):
    path = tmp_path / "theme.toml"
    path.write_text(text, encoding="utf-8")
    said = lantai("theme", "load", str(path))
    assert said.code == 1
    assert "Traceback" not in said.err
    assert said.err.count("\n") >= 2


@given(st.text(min_size=1))
def test_the_id_of_a_section_comes_from_its_title_alone(title):
    # Never from its place: a number that is left out would tell of a section that a reader may not see.
    assert SLUG.match(section_slug(title.encode("utf-8", "replace").decode()))


def test_the_sample_themes_are_themes():
    themes = [read_theme(path) for path in sorted((REPOSITORY / "samples" / "themes").glob("*.toml"))]
    assert [theme.slug for theme in themes] == ["port-and-shipping", "school-in-the-mountains"]
    assert all(theme.sections for theme in themes)
