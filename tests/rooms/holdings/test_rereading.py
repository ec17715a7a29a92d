"""What becomes of a page when its object is read anew."""

from __future__ import annotations

import pytest

from holdings.pages import Reading
from holdings.rereading import Outcome, Version, outcome_of

GARBLED = "¹ØÓÚ»Ö¸´ÑØº£¶¨ÆÚ°àÂÖµÄÍ¨Öª¡£ÏÖ½«ÓÐ¹ØÊÂÏîÍ¨ÖªÈçÏÂ"


def born(text, read=True):
    return Version(text, Reading.BORN, read=read)


def recognised(text, worth):
    return Version(text, Reading.RECOGNISED, worth)


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        (None, born("新的一页"), Outcome.ADDED),
        (born("文字"), born("文字"), Outcome.SAME),
        (born(GARBLED), born("关于恢复沿海定期班轮的通知"), Outcome.CHANGED),
        (born("", read=False), born("补上的文字"), Outcome.ADDED),
        (born("", read=False), born("", read=False), Outcome.SAME),
        (born(""), born("原来是空白"), Outcome.ADDED),
        # Text that can stand is never taken off for a reader that gives none; what nobody can have written is.
        (born("可以读的文字"), born("", read=False), Outcome.KEPT),
        (born("可以读的文字"), born(""), Outcome.KEPT),
        (born(GARBLED), born("", read=False), Outcome.REFUSED),
        (born("并到前一页的文字"), None, Outcome.EMPTIED),
        (born(""), None, Outcome.SAME),
        # A person's word stays, whatever any reader says.
        (Version("校对过的", Reading.CORRECTED), born("别的"), Outcome.KEPT),
        (Version("校对过的", Reading.CORRECTED), None, Outcome.KEPT),
        # Of two recognitions the one that is clearly worth more stands.
        (recognised("甲", 1.0), recognised("乙", 1.2), Outcome.CHANGED),
        (recognised("甲", 1.0), recognised("乙", 1.001), Outcome.SAME),
        (recognised("甲", 1.0), born("", read=False), Outcome.KEPT),
    ],
)
def test_what_becomes_of_a_page(before, after, outcome):
    assert outcome_of(before, after) is outcome


def test_what_changes_a_page_and_what_does_not():
    assert {outcome for outcome in Outcome if not outcome.changes} == {Outcome.SAME, Outcome.KEPT}
