"""kill -9 at random points of an intake and of the index writer, fifty times."""

from __future__ import annotations

import pytest

from tests.kills import Trial, duration

pytestmark = pytest.mark.soak


@pytest.mark.parametrize(
    ("size", "kills"), [(60, 50), (500, 10)], ids=["small packages", "packages for several processes"]
)
def test_kills_at_random_lose_and_double_nothing(tmp_path, size, kills, capsys):
    span = duration(tmp_path / "undisturbed", size)
    trial = Trial(tmp_path, 7, size)
    # Some processes are done before their kill comes: those rounds are no trial.
    for number in range(1, 4 * kills):
        if number % 2:
            trial.round_of_intake(number, span)
        else:
            trial.round_of_writer(number, span)
        with capsys.disabled():
            print(
                f"round {number}: {trial.intakes_killed} intakes and {trial.writers_killed} writers killed; "
                f"units {len(trial.held)}; {trial.sizes()}"
            )
        if trial.intakes_killed + trial.writers_killed >= kills:
            return
    pytest.fail(f"only {trial.intakes_killed + trial.writers_killed} kills came in time")
