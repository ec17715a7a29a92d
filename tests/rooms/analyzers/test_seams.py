"""What stands over the end of a page is kept, and nothing that stands on one page alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analyzers.chains import make_analyzer
from analyzers.layout import close_up
from analyzers.seams import AFTER, BEFORE, SEAM, line_of, over_end, seam_of, split_at, splits

_ANALYZER = make_analyzer()
_TEXTS = st.text(alphabet="甲乙丙，。 a", min_size=1, max_size=30)


def found(seam: str, sought: str) -> bool:
    """Whether a phrase is found over the end, as an engine finds pairs at their places."""
    pairs, line = seam.split(), line_of(sought)
    for at in range(len(line) - 1):
        tokens = split_at(line, at)
        for start in range(len(pairs)):
            if all(start + place < len(pairs) and pairs[start + place] == token for place, token in tokens):
                return True
    return False


@given(text=_TEXTS, following=_TEXTS, before=st.integers(1, BEFORE - 1), after=st.integers(1, AFTER - 2))
def test_what_stands_over_the_end_is_found(text: str, following: str, before: int, after: int) -> None:
    one, other = line_of(text), line_of(following)
    seam = seam_of(_ANALYZER, text, following)
    if not one or not other:
        return
    whole = line_of(text.rstrip() + following.lstrip())
    end = len(line_of(text.rstrip()))
    sought = whole[max(0, end - before) : end + after].replace("‖", "，")
    if len(line_of(sought)) < 2 or sought[-1] == "，" or sought[0] == "，":
        return
    assert found(seam, sought)


def test_what_stands_on_one_page_alone_is_not_found_again() -> None:
    seam = seam_of(_ANALYZER, "乘坐飞云", "号轮船渡海")
    assert found(seam, "飞云号") and found(seam, "云号") and found(seam, "飞云号轮船")
    assert not found(seam, "飞云") and not found(seam, "轮船") and not found(seam, "号轮")
    seam = seam_of(_ANALYZER, "记录完。", "同日又开会")
    assert found(seam, "完。同日") and not found(seam, "完同") and not found(seam, "同日")


_SIDES = st.text("甲乙·。，  \n\t　iOa1-è㈠e\u0301", max_size=70)


@given(_SIDES, _SIDES)
def test_a_seam_has_the_pairs_that_a_text_has(text: str, following: str) -> None:
    """As the index makes the pairs of any text, by arrays."""
    seam = seam_of(_ANALYZER, text, following).split(" ")
    tail, head = text.rstrip()[-4 * BEFORE :], following.lstrip()[: AFTER + 16]
    pairs = _ANALYZER.pairs(close_up(tail + head)).split(" ")
    over = _ANALYZER.pairs(close_up(tail)).count(" ")
    if seam == [""]:
        assert not tail or not head or not 0 < over < len(pairs) - 1
    else:
        pairs[over] = over_end(pairs[over])
        assert seam == [SEAM, *pairs[max(1, over - BEFORE + 1) : over + AFTER]]


def test_nothing_goes_on_from_a_blank_page() -> None:
    assert (
        seam_of(_ANALYZER, "", "甲") == seam_of(_ANALYZER, "甲", " ") == seam_of(_ANALYZER, "，", "甲") == ""
    )
    assert seam_of(_ANALYZER, "甲", "乙").split()[0] == SEAM
    assert list(splits("甲乙丙")) == [f"甲{SEAM}乙", f"乙{SEAM}丙"]
