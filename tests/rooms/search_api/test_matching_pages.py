"""Which pages of a unit are shown does not depend on the order in which entries were written."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from engines.port import Best, Hit
from engines.query import NOTHING
from index_templates import templates as t
from search_api.matching_pages import matching_pages
from search_api.request import Match


def shown(hits, *, tied=False):
    best = Best(tuple(hits), len(hits), tied)
    found: Any = SimpleNamespace(best=best, match=Match.ALL, misread=NOTHING)
    sight: Any = SimpleNamespace(index=t.FULLTEXT.name)
    return matching_pages(sight, found, [7], 3)[7]


@pytest.mark.parametrize("order", [(5, 2, 9, 4), (9, 5, 4, 2), (2, 4, 5, 9)])
def test_pages_of_the_same_score_come_in_the_order_of_pages(order):
    alike = [Hit(1.5, 7, page) for page in order]
    told = shown([Hit(2.0, 7, 8), *alike])
    assert told.best == (8, 2, 4)
    assert told.count == 5
