"""Every curl example of README and docs, run as it stands against the sample holdings."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import httpx

from tests.homes import environment
from tests.journeys.sites import Site
from tests.untested import left_untested

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
#: The service as the docs have it.
SHOWN = "http://127.0.0.1:8000"


def examples() -> list[tuple[str, str, int]]:
    """Name of the page, command, and the status that it says it is answered with."""
    found = []
    for page in PAGES:
        for block in re.findall(
            r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        ):
            for line in block.replace("\\\n", " ").splitlines():
                if line.startswith("curl ") and SHOWN in line:
                    status = re.search(r"# ([45][0-9]{2})$", line)
                    found.append((page.name, line, int(status[1]) if status else 200))
    return found


def test_every_curl_example_is_answered_as_the_docs_say(sample_site: Site, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        left_untested("every curl example of README and docs", "curl is not on this machine")
    told = examples()
    assert len(told) >= 15
    for page, command, wanted in told:
        asked = command.replace(SHOWN, sample_site.origin).replace("curl ", "curl -w '\\n%{http_code}' ", 1)
        done = subprocess.run(
            ["/bin/sh", "-c", asked],
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        body, _, status = done.stdout.rpartition("\n")
        assert done.returncode == 0, (page, command, done.stderr)
        assert int(status) in ({wanted, 206} if "Range:" in command else {wanted}), (page, command, body)
        if wanted >= 400:
            problem = json.loads(body)
            assert problem["status"] == wanted and problem["zh"] and problem["en"], command
        elif "facet=" in command:
            assert json.loads(body)["facets"]["fonds"], command
        elif "/search" in command:
            assert json.loads(body)["hits"], command


def test_the_problem_that_the_docs_show_is_the_one_that_is_answered(sample_site: Site) -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```json\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    answer = httpx.get(f"{sample_site.origin}/api/v1/search", params={"size": "1000"}, timeout=30)
    assert answer.json() == json.loads(shown)
