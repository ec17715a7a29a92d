"""A share of the units is a fair sample, the same in every home."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from holdings.identity import number_of
from index_templates.templates import shares_of


@given(st.integers(0, (1 << 63) - 1))
def test_a_unit_is_in_every_wider_share_than_its_narrowest(number: int) -> None:
    shares = shares_of(number)
    assert shares == list(range(1, len(shares) + 1))
    assert all(number < 1 << (63 - share) for share in shares)


def test_a_share_of_units_is_about_as_large_as_it_says() -> None:
    numbers = [number_of("", f"J001-WS·2020·Y-{at:04d}") for at in range(8_000)]
    for share in (1, 3, 5):
        expected = len(numbers) / 2**share
        assert abs(sum(share in shares_of(number) for number in numbers) - expected) < 5 * expected**0.5
