"""Hundreds of damaged and hostile files in one package: it is taken in, and every file is accounted for."""

from __future__ import annotations

import pytest

from tests.soak.hostile_intake import MEMORY_MB, take_in

pytestmark = pytest.mark.soak


@pytest.mark.parametrize("seed", [20261122])
def test_an_intake_of_damaged_files_ends_and_accounts_for_each(tmp_path, seed, capsys):
    trial = take_in(tmp_path, 460, seed, "rapidocr")
    with capsys.disabled():
        print(
            f"\n{trial.files} damaged files: {trial.read} gave text or are blank, {trial.files - trial.read} say why; "
            f"{trial.seconds:.0f} s, at most {trial.peak_mb:,.0f} MB in all processes"
        )
        for reason, count in trial.reasons.most_common():
            print(f"{count:5} {reason}")
    assert trial.files >= 400
    assert trial.left == ()
    # Two readers at their limit, and the parent with the index writer.
    assert trial.peak_mb < 2 * MEMORY_MB + 1_024
