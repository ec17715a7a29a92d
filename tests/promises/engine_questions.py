"""Questions of every kind that the port has, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from engines import query as q
from engines.port import NO_DATE
from index_templates import templates as t
from tests.promises.engine_corpus import CODES, FONDS, FREQUENT, NUMBERS, WORDS


class Crowd(frozenset[int]):
    """Many numbers, told shortly where an example is shown."""

    def __repr__(self) -> str:
        return f"Crowd of {len(self)} from {min(self)} to {max(self)}"


words = st.sampled_from((*WORDS, "无"))
places = st.lists(st.integers(0, 3), min_size=2, max_size=3, unique=True).map(sorted)
terms = st.builds(q.Term, st.sampled_from(FREQUENT), words)
phrases = st.builds(
    lambda name, at, said: q.Phrase(name, tuple(zip(at, said, strict=False))),
    st.sampled_from((t.TEXT_BIGRAMS, t.TITLE)),
    places,
    st.lists(words, min_size=3, max_size=3),
)
keywords = st.builds(
    q.Keyword,
    st.sampled_from((t.FONDS, t.CATEGORY, t.THEME)),
    st.frozensets(st.sampled_from((*FONDS, "文书", "roads", "")), max_size=4)
    # Many values are asked in another way than few.
    | st.just(frozenset({*map(str, range(150)), "J002", "schools"})),
)
numbers = st.builds(
    q.Number,
    st.sampled_from(NUMBERS),
    st.frozensets(st.sampled_from((0, 1, 2, 1933, 1934, NO_DATE, (1 << 63) - 1)), max_size=4)
    | st.just(Crowd({*range(700, 1_933), 0, (1 << 63) - 1})),
)
betweens = st.builds(
    q.Between,
    st.sampled_from(NUMBERS),
    st.sampled_from((0, 1, 1933, 1934_0101, NO_DATE)),
    st.sampled_from((0, 2, 1935, 1934_1231, (1 << 63) - 1)),
)
prefixes = st.builds(q.Prefix, st.just(t.CODE), st.sampled_from(("", "J", *CODES)) | st.text(max_size=4))
filters = keywords | numbers | betweens | prefixes | st.sampled_from((q.EVERYTHING, q.NOTHING))
weights = st.sampled_from((0.0, 0.5, 1.0, 3.0))


several = st.builds(
    q.AnyTerm,
    st.lists(st.tuples(st.sampled_from(FREQUENT), words, weights), max_size=4).map(tuple),
    st.booleans(),
)


def composed(leaves):
    def wider(inner):
        parts = st.lists(inner, max_size=3).map(tuple)
        return (
            st.builds(q.AllOf, parts)
            | st.builds(q.AnyOf, parts)
            | st.builds(q.Without, inner, inner)
            | st.builds(q.Scored, inner, inner)
            | st.builds(q.Constant, inner, weights)
            | st.builds(q.Weighted, inner, weights)
        )

    return st.recursive(leaves, wider, max_leaves=8)


questions = composed(terms | several | phrases | filters)
#: Those whose score the port promises: where a field keeps frequencies, or by a constant.
scored = composed(terms | several | phrases | keywords | numbers | betweens | st.just(q.EVERYTHING))
