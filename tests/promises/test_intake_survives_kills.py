"""kill -9 at any moment: after the next start every unit is searchable once, none lost, none doubled."""

from __future__ import annotations

import pytest

from tests.kills import Trial, duration

pytestmark = pytest.mark.slow


def test_an_intake_or_a_writer_killed_at_random_loses_and_doubles_nothing(tmp_path):
    span = duration(tmp_path / "undisturbed", 30)
    trial = Trial(tmp_path, 20260101, 30)
    trial.round_of_intake(1, span)
    trial.round_of_writer(2, span)
    trial.round_of_intake(3, span)
    assert trial.intakes_killed + trial.writers_killed > 0, "no kill came in time: nothing was tried"


def test_a_writer_of_a_cluster_killed_at_random_loses_and_doubles_nothing(tmp_path, opensearch_url):
    trial = Trial(tmp_path, 20260102, 20, opensearch_url)
    trial.round_of_writer(1, 2.0)
    print(f"{trial.writers_killed} writer killed; units {len(trial.held)}; {trial.sizes()}")
    assert trial.writers_killed == 1
