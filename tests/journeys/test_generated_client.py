"""A developer of another site makes a client of the API's description, installs it, and asks the sample holdings."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from search_api import examples
from tests.homes import environment
from tests.journeys.sites import Site

pytestmark = pytest.mark.xdist_group("sample_site")

SECONDS = 180
#: Two kinds of answers that the generator knows under other names (docs/api.md).
CONFIG = "content_type_overrides:\n  image/jpeg: application/octet-stream\n  application/xml: text/plain\n"
ASKS = """
import sys, json
from lantai_client import AuthenticatedClient, Client
from lantai_client.api.objects import download_object
from lantai_client.api.pages import get_page, get_page_alto, get_page_image, get_page_text
from lantai_client.api.search import search
from lantai_client.api.themes import get_theme
from lantai_client.api.units import get_unit, list_children
from lantai_client.models import Problem

origin, token, conditional = sys.argv[1:]
anyone, reader = Client(base_url=origin), AuthenticatedClient(base_url=origin, token=token)
found = search.sync(client=anyone, q="輪船碼頭", fonds=["0023"], from_="1929", to="1930", size=1)
code = found.hits[0].unit.code
unit = get_unit.sync(code, client=anyone)
print(json.dumps({
    "units": found.total.units,
    "code": code,
    "days": [unit.unit.date_from, unit.unit.date_to],
    "text": get_page_text.sync(code, 1, client=anyone),
    "object": download_object.sync(code, unit.objects[0].number, client=anyone).payload.read().decode(),
    "alto": get_page_alto.sync(code, 1, client=anyone),
    "image": get_page_image.sync_detailed("0023-001-0045-003", 1, client=anyone, width=200).status_code,
    "page": get_page.sync(code, 1, client=anyone, q="碼頭").number,
    "below": list_children.sync("0023-003-0007", client=anyone, size=2).total,
    "theme": get_theme.sync("port-and-shipping", client=anyone).title,
    "nowhere": isinstance(get_unit.sync("NONE", client=anyone), Problem),
    "face": get_unit.sync(conditional, client=anyone).description_visible,
    "granted": get_unit.sync(conditional, client=reader).description_visible,
}))
"""


def run(*words: str, **more: Any) -> str:
    bins = Path(sys.executable).parent
    path = f"{bins}{os.pathsep}{os.environ['PATH']}"  # the generator formats what it wrote
    done = subprocess.run(
        words,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        **{"env": {**environment(), "PATH": path, **more.pop("env", {})}, **more},
    )
    assert done.returncode == 0, f"{words[0]}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def test_a_client_of_the_description_installs_and_asks(sample_site: Site, tmp_path: Path) -> None:
    (tmp_path / "openapi.json").write_bytes(httpx.get(f"{sample_site.origin}/api/v1/openapi.json").content)
    (tmp_path / "names.yaml").write_text(CONFIG, encoding="utf-8")
    generator = Path(sys.executable).with_name("openapi-python-client")
    told = run(
        *(str(generator), "generate", "--path", str(tmp_path / "openapi.json")),
        *("--config", str(tmp_path / "names.yaml"), "--meta", "setup"),
        *("--output-path", str(tmp_path / "client")),
    )
    assert "WARNING" not in told and "ERROR" not in told, told
    pip = (
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-index",
        "--no-deps",
        "--no-build-isolation",
    )
    run(*pip, "--target", str(tmp_path / "site"), str(tmp_path / "client"))
    asked = (sys.executable, "-c", ASKS, sample_site.origin, sample_site.token, sample_site.conditional)
    answered = json.loads(run(*asked, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path / "site")}))
    assert answered["code"] == sample_site.code
    assert answered["days"] == ["1929-01-01", "1929-12-31"]
    assert "修築輪船碼頭" in answered["text"] and answered["object"].strip() == answered["text"].strip()
    assert answered["alto"].startswith("<?xml") and answered["theme"] == sample_site.theme
    assert (answered["image"], answered["page"], answered["units"], answered["below"]) == (200, 1, 2, 4)
    assert answered["nowhere"] and answered["granted"] and not answered["face"]


@pytest.fixture(scope="module")
def description(sample_site: Site) -> dict[str, Any]:
    """The description as it is served."""
    told: dict[str, Any] = httpx.get(f"{sample_site.origin}/api/v1/openapi.json").json()
    return told


def test_every_example_of_a_request_is_answered_by_the_sample_holdings(
    sample_site: Site, description: dict[str, Any]
) -> None:
    assert description["info"]["title"].isascii()
    operations = [each for route in description["paths"].values() for each in route.values()]
    assert len({each["operationId"] for each in operations}) == len(operations)
    assert all(re.fullmatch("[a-z_]+", each["operationId"]) and each["tags"] for each in operations)
    known = {tag["name"] for tag in description["tags"]}
    assert {tag for each in operations for tag in each["tags"]} == known
    for path, route in description["paths"].items():
        parameters = route["get"].get("parameters", [])
        inside = {each["name"]: each["example"] for each in parameters if each["in"] == "path"}
        asked = {
            each["name"]: each["example"]
            for each in parameters
            if "example" in each and each["in"] == "query"
        }
        for one in parameters:
            assert {"integer": int, "array": list, "string": str}[one["schema"]["type"]] is type(
                one.get("example", "")
            )
        # A list of the values of a facet is another answer than hits.
        facet = {name: asked.pop(name) for name in ("facet", "facet_q") if name in asked}
        for query in (asked, {"facet": facet["facet"], "facet_q": facet["facet_q"]} if facet else {}):
            answer = httpx.get(f"{sample_site.origin}{path.format(**inside)}", params=query, timeout=30)
            assert answer.status_code == 200, (path, query, answer.text)
            # No scan is read in this home, so the text of one is empty.
            assert answer.content or path.endswith("/text")
    found = httpx.get(
        f"{sample_site.origin}/api/v1/search", params=asked_of(description, "/api/v1/search")
    ).json()
    assert found["hits"]


def asked_of(description: dict[str, Any], path: str) -> dict[str, Any]:
    parameters = description["paths"][path]["get"]["parameters"]
    given = {each["name"]: each["example"] for each in parameters if "example" in each}
    return {name: value for name, value in given.items() if not name.startswith("facet")}


def test_examples_of_answers_are_answers_of_the_sample_holdings(sample_site: Site) -> None:
    def told(path: str, **asked: str | int) -> Any:
        return httpx.get(f"{sample_site.origin}/api/v1{path}", params=asked).json()

    narrow = {"q": "輪船碼頭", "fonds": "0023", "from": "1929", "to": "1930"}
    assert told("/search", **narrow) == examples.SEARCH
    loose = told("/search", q="輪船碼頭 鼠疫", size=1, facets="class", fonds="0023")
    assert loose == examples.LOOSENED_SEARCH
    assert told("/units/0023-003-0007-001") == examples.UNIT
    assert told("/units/0023-003-0007/children") == examples.CHILDREN
    assert told("/suggest", q="閩海") == examples.SUGGEST
    assert told("/themes") == examples.THEMES
    theme = told(f"/themes/{examples.THEME['id']}")
    theme["sections"] = theme["sections"][:1]
    theme["sections"][0]["units"] = theme["sections"][0]["units"][:2]
    assert theme == examples.THEME
    # What OCR reads depends on its engine; which page it is does not.
    page = told(f"/units/{examples.PAGE['code']}/pages/1")
    assert {**page, "number": 1}.keys() == examples.PAGE.keys()
    for name in ("code", "title", "image", "next"):
        assert page[name] == examples.PAGE[name]
