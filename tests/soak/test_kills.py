"""kill -9 at random points of an intake and of the index writer, fifty times."""

from __future__ import annotations

import pytest

from tests.kills import Trial, duration

pytestmark = pytest.mark.soak


@pytest.mark.parametrize(
    ("size", "kills", "where"),
    [(60, 50, ""), (500, 10, ""), (60, 12, "opensearch_url")],
    ids=["small packages", "packages for several processes", "indices on a cluster"],
)
def test_kills_at_random_lose_and_double_nothing(tmp_path, size, kills, where, capsys, request):
    span = duration(tmp_path / "undisturbed", size)
    trial = Trial(tmp_path, 7, size, request.getfixturevalue(where) if where else "")
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
