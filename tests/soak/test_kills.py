"""kill -9 at random points of an intake and of the index writer, fifty times."""

from __future__ import annotations

import pytest

from tests.kills import Trial, duration

pytestmark = pytest.mark.soak

ROUNDS = 50


@pytest.mark.parametrize("size", [60, 500], ids=["small packages", "packages for several processes"])
def test_fifty_kills_lose_and_double_nothing(tmp_path, size, capsys):
    span = duration(tmp_path / "undisturbed", size)
    trial = Trial(tmp_path, 7, size)
    rounds = ROUNDS if size < 100 else ROUNDS // 5
    for number in range(1, rounds + 1):
        if number % 2:
            trial.round_of_intake(number, span)
        else:
            trial.round_of_writer(number, span)
        with capsys.disabled():
            print(
                f"round {number}: {trial.intakes_killed} intakes and {trial.writers_killed} writers killed; "
                f"units {len(trial.held)}; {trial.sizes()}"
            )
    assert trial.intakes_killed + trial.writers_killed > rounds // 2
