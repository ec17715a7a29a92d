"""A record's text is shown as it stands: marks are added, nothing is lost, nothing of it becomes markup."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from portal.marks import joined, marked

# Characters that HTML parsers themselves rewrite (NUL, CR) are no matter of marks.
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60) | st.sampled_from(
    ["<script>alert(1)</script>防疫", "</mark><img src=x onerror=y>", "&amp;&#x6f22;", "𠀀𠀁𡘙 emoji 😀"]
)
RANGES = st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)).map(list), max_size=8)


class Reading(HTMLParser):
    """Reads HTML back: its elements, its text, and which characters are inside a mark."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[str] = set()
        self.text = ""
        self.inside: list[bool] = []
        self._depth = 0

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self._depth += 1
        assert attrs == []

    def handle_endtag(self, tag):
        self._depth -= 1

    def handle_data(self, data):
        self.text += data
        self.inside += [self._depth > 0] * len(data)


@given(TEXTS, RANGES)
def test_the_text_is_whole_and_exactly_its_ranges_are_marked(text, ranges):
    reading = Reading()
    reading.feed(str(marked(text, ranges)))
    reading.close()
    assert reading.text == text
    assert reading.elements <= {"mark"}
    wanted = [any(start <= at < end for start, end in ranges) for at in range(len(text))]
    assert reading.inside == wanted


@given(RANGES, st.integers(0, 70))
def test_joined_ranges_are_in_order_apart_and_within_the_text(ranges, length):
    found = joined(ranges, length)
    assert all(0 <= start < end <= length for start, end in found)
    assert all(before[1] < after[0] for before, after in zip(found, found[1:], strict=False))
