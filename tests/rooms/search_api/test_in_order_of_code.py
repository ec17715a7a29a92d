"""What is promised of long lists: crowds that are alike come by code, and rounding loses nothing."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from engines.rounding import all_rounded, rounded
from search_api import by_code
from search_api.sight import Sight
from sharing.access import ANONYMOUS


@given(st.lists(st.floats(0, 1e6, allow_nan=False), max_size=50))
def test_scores_rounded_together_are_those_rounded_one_by_one(scores: list[float]) -> None:
    falling = sorted(scores, reverse=True)
    assert all_rounded(falling) == [rounded(score) for score in falling]
    assert not any(math.isnan(score) for score in all_rounded(falling))


def test_walking_the_store_finds_what_the_engine_puts_in_order(archive, monkeypatch) -> None:
    """Both ways to the first units by code are one answer."""
    context = archive.answering._context
    from engines.query import EVERYTHING

    with context.store.reading() as connection:
        view, hidden = context.pinned(connection)
        sight = Sight.of(ANONYMOUS, "fulltext", view, hidden)
        by_engine = by_code.first_by_code(connection, sight, EVERYTHING, 1, 30)
        monkeypatch.setattr(by_code, "_STEP", 3)
        for most in (1, 5, 30):
            assert by_code.first_by_code(connection, sight, EVERYTHING, 1_000_000, most) == by_engine[:most]
    assert len(by_engine) == 30
