"""Answers on the wire, by the front door: compressed where that tells nobody anything, HEAD and OPTIONS everywhere."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Route

from lantai.compressing import takes_gzip
from lantai.serving import Front
from portal.http import portal_app
from search_api.http import api_app
from tests.journeys.serving import served
from tests.promises.asked_home import answering, asked_home, code_of

#: What anyone may have, long enough to be worth it.
OPEN = (
    "/api/v1/search?size=50",
    "/api/v1/openapi.json",
    "/",
    "/about",
    "/static/lantai.css",
    "/static/page.js",
)
Apps = tuple[FastAPI, Starlette]
FREE = {"x-request-id", "date"}


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apps]:
    plant = asked_home(tmp_path_factory.mktemp("compressed"), 24)
    answers = answering(plant)
    yield api_app(answers), portal_app(answers)
    plant.store.close()


@pytest.fixture(scope="module")
def client(apps: Apps) -> Iterator[httpx.Client]:
    with served(Front(*apps)) as origin, httpx.Client(base_url=origin, timeout=60) as opened:
        opened.headers["accept-encoding"] = "identity"
        yield opened


def ask(client: httpx.Client, path: str, encoding: str = "gzip", method: str = "GET", **headers: str):
    """An answer and its body as it travelled."""
    sent = {"Accept-Encoding": encoding, **{name.replace("_", "-"): value for name, value in headers.items()}}
    with client.stream(method, path, headers=sent) as answer:
        return answer, b"".join(answer.iter_raw())


@pytest.mark.parametrize("path", OPEN)
def test_what_anyone_may_have_is_compressed_for_who_takes_it(client: httpx.Client, path: str) -> None:
    plain, body = ask(client, path, "identity")
    small, packed = ask(client, path, "br, gzip;q=0.5")
    assert "content-encoding" not in plain.headers and small.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed) == body and len(packed) < len(body) * 0.8
    assert int(small.headers["content-length"]) == len(packed)
    assert packed == ask(client, path)[1]  # no clock in it
    for answer in (plain, small):
        assert "Accept-Encoding" in answer.headers["vary"]
    assert small.headers["etag"] == f"W/{plain.headers['etag']}"


@pytest.mark.parametrize("path", OPEN)
def test_what_a_client_has_it_is_not_sent_again_in_either_form(client: httpx.Client, path: str) -> None:
    tags = [ask(client, path, encoding)[0].headers["etag"] for encoding in ("gzip", "identity")]
    for tag in tags:
        for encoding in ("gzip", "identity"):
            again, body = ask(client, path, encoding, If_None_Match=tag)
            assert (again.status_code, body) == (304, b"")
            assert again.headers["etag"] == tag
            assert "Accept-Encoding" in again.headers["vary"]
            assert "content-encoding" not in again.headers
    assert ask(client, path, If_None_Match='"other"')[0].status_code == 200


def test_what_is_for_one_reader_or_has_a_form_is_never_compressed(client: httpx.Client) -> None:
    """Its size would tell of what stands beside a text of somebody else's choice."""
    named = {"Authorization": "Bearer lt_grantee"}
    for path, headers in (
        ("/api/v1/search?size=50", named),
        ("/?q=x", named),
        ("/?q=x", {"Cookie": "lantai_token=lt_grantee"}),
        ("/signin?next=/units/x", {}),
        ("/signin", {"Cookie": "lantai_token=lt_nobody"}),
        ("/api/v1/units/NONE", {}),
    ):
        answer, body = ask(client, path, **headers)
        assert "content-encoding" not in answer.headers, path
        assert "no-store" in answer.headers["cache-control"], path
        assert len(body) == int(answer.headers["content-length"])


def test_objects_are_sent_as_they_are_kept(client: httpx.Client) -> None:
    answer, _ = ask(client, f"/api/v1/units/{code_of(1)}/objects/1")
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        (b"gzip", True),
        (b"GZIP;q=1.0, br", True),
        (b"deflate, *;q=0.1", True),
        (b"x-gzip", True),
        (b"gzip;q=0", False),
        (b"gzip;q=0, *", False),
        (b"gzip;q=much", False),
        (b"br", False),
        (b"identity", False),
        (b"", False),
        (b";;,,=", False),
    ],
)
def test_a_client_says_what_it_takes(accepted: bytes, takes: bool) -> None:
    assert takes_gzip(accepted) is takes


def paths_of(apps: Apps) -> dict[str, set[str]]:
    """An address of every route, with the methods that it has."""
    found: dict[str, set[str]] = {}
    for app in apps:
        for route in app.routes:
            assert isinstance(route, Route)
            path = route.path.replace("{code:path}", code_of(1)).replace("{theme:path}", "works")
            path = path.replace("{number}", "1").replace("{name}", "lantai.css")
            found.setdefault(path, set()).update(route.methods or ())
    return found


def test_every_address_that_can_be_got_answers_head_with_the_same_headers(
    client: httpx.Client, apps: Apps
) -> None:
    paths = {path for path, methods in paths_of(apps).items() if "GET" in methods}
    assert len(paths) > 20
    for path in sorted(paths):
        for encoding in ("identity", "gzip"):
            got, _ = ask(client, path, encoding)
            head, body = ask(client, path, encoding, "HEAD")
            assert (head.status_code, body) == (got.status_code, b""), path
            packed = got.headers.get("content-encoding") == "gzip"
            left = FREE | ({"content-length"} if packed else set())
            here = {name: value for name, value in got.headers.items() if name not in left}
            there = {name: value for name, value in head.headers.items() if name not in left}
            assert here == there, path


def test_every_address_says_by_options_what_it_takes(client: httpx.Client, apps: Apps) -> None:
    for path, methods in paths_of(apps).items():
        answer, body = ask(client, path, method="OPTIONS")
        assert (answer.status_code, body) == (204, b""), path
        allowed = set(answer.headers["allow"].split(", "))
        assert allowed == methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set()), path
    # It is the address's pattern that is asked about, never what is held.
    nowhere, _ = ask(client, "/api/v1/units/NOWHERE-1", method="OPTIONS")
    held, _ = ask(client, f"/api/v1/units/{code_of(1)}", method="OPTIONS")
    assert nowhere.status_code == held.status_code == 204
    assert {n: v for n, v in nowhere.headers.items() if n not in FREE} == {
        n: v for n, v in held.headers.items() if n not in FREE
    }
    assert ask(client, "/api/v1/nowhere", method="OPTIONS")[0].status_code == 404
