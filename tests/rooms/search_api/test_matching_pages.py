"""Which pages of a unit are shown does not depend on the order in which entries were written."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from engines.port import Best, Hit
from engines.query import NOTHING
from index_templates import templates as t
from search_api.matching_pages import matching_pages


def shown(hits):
    return told_of(hits, {})


def told_of(hits, leads):
    sought = SimpleNamespace(of=lambda _units: Best(tuple(hits), len(hits)))
    found: Any = SimpleNamespace(sought=sought, alone=False, leads=leads, misread=NOTHING)
    sight: Any = SimpleNamespace(index=t.FULLTEXT.name)
    return matching_pages(sight, found, [7], 3)[7]


@pytest.mark.parametrize("order", [(5, 2, 9, 4), (9, 5, 4, 2), (2, 4, 5, 9)])
def test_pages_of_the_same_score_come_in_the_order_of_pages(order):
    alike = [Hit(1.5, 7, page) for page in order]
    told = shown([Hit(2.0, 7, 8), *alike])
    assert told.best == (8, 2, 4)
    assert told.count == 5


def test_where_all_of_a_question_is_found_the_page_that_says_it_best_comes_first():
    told = told_of([Hit(1.0, 7, page) for page in (8, 4, 9, 2)], {7: 8})
    assert told.best == (8, 2, 4)
    assert told.count == 4
