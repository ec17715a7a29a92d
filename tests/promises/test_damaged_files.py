"""A package with damaged and hostile files is taken in; each says why it has no text, the others are found.

The long trial with hundreds of them is tests/soak/test_damaged_files.py.
"""

from __future__ import annotations

import pytest

from tests.soak.hostile_intake import MEMORY_MB, take_in

pytestmark = pytest.mark.slow


def test_damaged_files_cost_themselves_alone(tmp_path):
    trial = take_in(tmp_path, 40, 7, "none")
    assert trial.files == 40 and 0 < trial.read < 40
    assert trial.left == ()
    assert trial.peak_mb < 2 * MEMORY_MB + 1_024
