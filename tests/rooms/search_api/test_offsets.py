"""Offsets of marks may be asked for as JavaScript counts them."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from search_api.offsets import in_utf16


def utf16(text: str, start: int, end: int) -> str:
    """What JavaScript's slice(start, end) gives."""
    return text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("𠮷𱁬堤"), max_size=30), st.data())
def test_a_mark_covers_the_same_text_in_either_count(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    hit: dict[str, Any] = {
        "unit": {"title": text, "title_marks": [[start, end]]},
        "pages": [{"number": 1, "text": text, "marks": [[start, end]], "boxes": [[0.1]]}],
        "theme": {"note": text, "note_marks": [[start, end]], "title": "𠮷"},
    }
    answer: dict[str, Any] = {"hits": [hit], "next": None}
    told = in_utf16(answer)["hits"][0]
    for marks in (told["unit"]["title_marks"], told["pages"][0]["marks"], told["theme"]["note_marks"]):
        ((first, last),) = marks
        assert utf16(text, first, last) == text[start:end]
    assert told["pages"][0]["boxes"] == [[0.1]] and hit["pages"][0]["marks"] == [[start, end]]
