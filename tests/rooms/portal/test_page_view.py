"""What the page of a unit shows: hits with their places, and addresses that lead from one to the next."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from portal.marks import joined, numbered
from portal.page_view import TURNS, USUAL_ZOOM, ZOOMS, page_view
from portal.rendering import render
from search_api.shapes import PageAnswer


def answer(**changed: Any) -> PageAnswer:
    told: dict[str, Any] = {
        "code": "J101-WS·1952·Y-003-001",
        "title": "批复",
        "number": 5,
        "text": "港务局编制，港务局人员。",
        "marks": [[0, 3], [6, 9]],
        "boxes": [[0.1, 0.1, 0.2, 0.15], [0.5, 0.1, 0.6, 0.15]],
        "places": [[[0.1, 0.1, 0.2, 0.15]], [[0.5, 0.1, 0.6, 0.15]]],
        "reading": "recognised",
        "confidence": 0.97,
        "engine": "rapidocr",
        "poorly_read": False,
        "handwritten": False,
        "digest": "",
        "image": {"width": 1000, "height": 2000, "widths": [200, 400, 800, 1200]},
        "image_note": None,
        "pages": 700,
        "last": 700,
        "previous": 4,
        "next": 6,
        "previous_hit": 2,
        "next_hit": 9,
    }
    return {**told, **changed}  # type: ignore[typeddict-item]


def asked(url: str) -> tuple[str, dict[str, str]]:
    parts = urlsplit(url)
    return parts.path.rpartition("/")[2], {name: values[-1] for name, values in parse_qs(parts.query).items()}


def test_hits_stand_in_pixels_of_the_image_with_a_little_room():
    view = page_view(answer(), {"q": "港务局"})
    first = view.hits[0].rectangles[0]
    assert [first.x, first.y, first.width, first.height] == pytest.approx([96, 196, 108, 108], abs=0.1)


def test_marks_that_touch_are_one_hit_with_the_places_of_both():
    view = page_view(answer(marks=[[0, 3], [3, 5]]), {"q": "港务局 编制"})
    assert [(hit.start, hit.end, len(hit.rectangles)) for hit in view.hits] == [(0, 5, 2)]


def test_steps_lead_through_the_page_and_on_to_the_nearest_pages_with_a_hit():
    first, last = page_view(answer(), {"q": "港"}), page_view(answer(), {"q": "港", "hit": "last"})
    assert (first.now, last.now) == (1, 2)
    assert asked(first.next_hit) == ("5", {"q": "港", "hit": "2"})
    assert asked(first.previous_hit) == ("2", {"q": "港", "hit": "last"})
    assert asked(last.previous_hit) == ("5", {"q": "港", "hit": "1"})
    assert asked(last.next_hit) == ("9", {"q": "港", "hit": "1"})
    assert asked(first.next)[0] == "6"
    assert asked(first.plain)[1] == {}


def test_a_page_without_a_hit_leads_to_those_that_have_one():
    view = page_view(answer(marks=[], places=[], boxes=[]), {"q": "港"})
    assert view.now == 0
    assert (asked(view.previous_hit)[0], asked(view.next_hit)[0]) == ("2", "9")


def test_at_the_ends_there_is_no_further_step():
    view = page_view(
        answer(marks=[[0, 3]], places=[[]], previous_hit=None, next_hit=None, next=None), {"q": "港"}
    )
    assert (view.previous_hit, view.next_hit, view.next) == ("", "", "")


def test_zoom_and_turn_go_along_and_stay_within_their_steps():
    view = page_view(answer(), {"q": "港", "zoom": "200", "turn": "90"})
    assert view.facsimile is not None
    assert asked(view.next)[1] == {"q": "港", "zoom": "200", "turn": "90"}
    assert asked(view.facsimile.larger)[1]["zoom"] == "300"
    assert asked(view.facsimile.smaller)[1]["zoom"] == "150"
    assert asked(view.facsimile.turned)[1]["turn"] == "180"
    assert view.facsimile.box == "0 0 2000 1000"
    largest = page_view(answer(), {"zoom": str(ZOOMS[-1])}).facsimile
    assert largest is not None
    assert largest.larger == ""
    for nonsense in ("0", "-1", "99999999", "x", "²"):
        view = page_view(answer(), {"zoom": nonsense, "turn": nonsense, "hit": nonsense})
        assert (view.zoom, view.turn, view.now) == (USUAL_ZOOM, 0, 1)


def test_a_larger_view_asks_for_more_pixels_and_never_for_more_than_there_are():
    view = page_view(answer(), {})
    assert view.facsimile is not None
    widths = [asked(url)[1]["width"] for _, url in view.facsimile.sources]
    assert widths == ["1200"] * len(ZOOMS)  # it was scanned with 1,000
    large = page_view(
        answer(image={"width": 9000, "height": 9000, "widths": [800, 1200, 1600, 2400, 4000]}), {}
    )
    assert large.facsimile is not None
    assert [asked(url)[1]["width"] for _, url in large.facsimile.sources] == [
        "1200", "1200", "1600", "2400", "4000", "4000",
    ]  # fmt: skip


def test_without_an_image_there_are_hits_in_the_text_alone():
    view = page_view(answer(image=None), {"q": "港"})
    assert view.facsimile is None
    assert [hit.rectangles for hit in view.hits] == [(), ()]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("turn", TURNS)
def test_the_page_is_written_with_its_hits_and_no_style_or_script_within(language: str, turn: int):
    told = answer(text='<script>alert("1")</script>港务局', marks=[[27, 30]], places=[[[0.1, 0.1, 0.2, 0.2]]])
    view = page_view(told, {"q": "港务局", "turn": str(turn)})
    shown = {"answer": told, "question": '"><b>', "view": view, "name": "", "path": "/", "asked": {}}
    html = render("page.html", language, **shown).decode()
    assert "<script>alert" not in html
    assert ("第 5 页，共 700 页" if language == "zh" else "Page 5 of 700") in html
    assert 'max="700"' in html and 'action="/units/' in html
    names = re.findall(r'<(?:nav|section|aside)[^>]* aria-label="([^"]+)"', html)
    assert len(names) == len(set(names)) > 4
    frame = re.search(r'class="frame"[^>]*aria-label="([^"]+)"', html)
    assert frame is not None and frame[1] not in names
    assert "style=" not in html
    assert "<b>" not in html
    assert 'id="hit1"' in html
    assert '<mark id="mark1" data-hit="1" class="now">港务局</mark>' in html


@settings(max_examples=100, deadline=None)
@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(-2, 35), st.integers(-2, 35)), max_size=6),
    st.integers(0, 7),
)
def test_numbered_marks_hold_the_text_unchanged(text: str, ranges: list[tuple[int, int]], now: int):
    html = numbered(text, ranges, now)
    plain = str(html)
    for number in range(1, len(ranges) + 1):
        opening = f'<mark id="mark{number}" data-hit="{number}"'
        plain = plain.replace(f'{opening} class="now">', "").replace(f"{opening}>", "")
    assert plain.replace("</mark>", "") == str(escape(text))
    assert html.count("<mark ") == len(joined(ranges, len(text)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_that_looks_handwritten_says_so_in_place_of_the_other_notice(language):
    def written(told: PageAnswer) -> str:
        shown = {
            "answer": told,
            "question": "",
            "view": page_view(told, {}),
            "name": "",
            "path": "/",
            "asked": {},
        }
        return render("page.html", language, **shown).decode()

    said = {
        (handwritten, poor): written(answer(handwritten=handwritten, poorly_read=poor))
        for handwritten in (True, False)
        for poor in (True, False)
    }
    by_hand = {"zh": "像是手写", "en": "looks written by hand"}[language]
    hard = {"zh": "识读把握不足", "en": "was hard to read"}[language]
    assert [(by_hand in html, hard in html) for html in said.values()] == [
        (True, False),
        (True, False),
        (False, True),
        (False, False),
    ]
