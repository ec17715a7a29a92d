"""The API does what its description says, whatever it is asked (schemathesis)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.homes import environment
from tests.journeys.sites import Site

pytestmark = pytest.mark.xdist_group("sample_site")

#: What a description cannot say: a cursor is only the `next` of an answer, some days are in no calendar, and which
#: facet goes with which question; a digital object has the type of what was handed over.
CONFIG = """
[checks]
positive_data_acceptance.enabled = false

[[operations]]
include-path = "/api/v1/units/{code}/objects/{number}"
checks.content_type_conformance.enabled = false
"""

#: A parameter without a value is as one that is left out, of whatever kind it is.
HOOKS = """
import schemathesis

@schemathesis.hook
def filter_query(context, query):
    return not query or "" not in query.values()
"""


def test_nothing_that_is_asked_gets_what_is_not_described(sample_site: Site, tmp_path: Path) -> None:
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG, encoding="utf-8")
    (tmp_path / "hooks_of_lantai.py").write_text(HOOKS, encoding="utf-8")
    program = Path(sys.executable).parent / "schemathesis"
    asked = subprocess.run(
        [
            str(program), "--config-file", str(config), "run", f"{sample_site.origin}/api/v1/openapi.json",
            "--max-examples", "15", "--phases", "examples,coverage,fuzzing", "--seed", "20261201",
            "--request-timeout", "60", "--no-color", "--generation-database", "none",
        ],
        capture_output=True,
        text=True,
        env={**environment(), "SCHEMATHESIS_HOOKS": "hooks_of_lantai", "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        timeout=300,
    )  # fmt: skip
    assert asked.returncode == 0, asked.stdout[-8_000:] + asked.stderr[-2_000:]
    assert "Tested: 14" in asked.stdout
