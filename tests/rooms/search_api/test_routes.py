"""The API over HTTP: shapes, headers, problems; what is hidden answers as what is not there."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

import httpx
import jsonschema
import pytest
from openapi_spec_validator import validate

from search_api import examples
from search_api.http import ROOT, api_app
from tests.journeys.serving import served
from tests.rooms.search_api.archive import Archive

PUBLIC = [
    ("/search", {}),
    ("/search", {"q": "盐务局"}),
    ("/search", {"q": "盐务局 不曾有过的话"}),
    ("/search", {"q": "旱", "scope": "themes"}),
    ("/search", {"scope": "themes"}),
    ("/search", {"q": "中国", "scope": "fulltext", "sort": "date", "size": "3"}),
    ("/search", {"q": "，"}),
    ("/units/J103-WS-10", {}),
    ("/units/J103-WS-10/pages/3", {"q": "鹽務局"}),
    ("/units/J103-WS-10/children", {}),
    ("/suggest", {"q": "盐"}),
    ("/themes", {}),
    ("/themes/drought", {}),
    ("/themes/salt", {}),
    ("/health", {}),
]
PROBLEMS = [
    ("/search", {"nothing": "1"}, 400),
    ("/search", {"q": ["1", "2"]}, 400),
    ("/search", {"facets": "fonds,colour"}, 400),
    ("/search", {"scope": "nowhere"}, 400),
    ("/search", {"match": "most"}, 400),
    ("/search", {"sort": "colour"}, 400),
    ("/search", {"facet": "colour"}, 400),
    ("/search", {"facet_q": "J1"}, 400),
    ("/search", {"offsets": "bytes"}, 400),
    ("/search", {"size": "101"}, 400),
    ("/search", {"from": "193413"}, 400),
    ("/search", {"class": "secret"}, 400),
    ("/search", {"fonds": "J" * 301}, 400),
    ("/search", {"supplier": "馆" * 5_000}, 400),
    ("/search", {"cursor": "!"}, 400),
    ("/search", {"cursor": "e30"}, 400),
    ("/suggest", {"p": "1"}, 400),
    ("/units/J103-WS-10/children", {"size": "0"}, 400),
    ("/units/J103-WS-10/children", {"cursor": "é"}, 400),
    ("/units/NONE-1", {}, 404),
    ("/units/", {}, 404),
    ("/units/J103-WS-10/pages/99", {}, 404),
    ("/units/J103-WS-10/pages/0", {}, 404),
    ("/units/J103-WS-10/pages/x", {}, 404),
    ("/units/J103-WS-10/pages/99999999999999999999", {}, 404),
    ("/units/J103-WS-10/pages/3/image", {}, 404),
    ("/units/J103-WS-10/pages/3/image", {"width": "0"}, 400),
    ("/units/J103-WS-10/pages/3/alto", {"q": "1"}, 400),
    ("/units/J103-WS-10/pages/99/text", {}, 404),
    ("/themes/none", {}, 404),
    ("/themes/draft", {}, 404),
    ("/nowhere", {}, 404),
    ("/search/", {}, 404),
    ("", {}, 404),
]


@pytest.fixture(scope="module")
def description(client: httpx.Client) -> dict[str, Any]:
    """The API's description as it is served."""
    return client.get(f"{ROOT}/openapi.json").json()


def closed(schema: Any) -> Any:
    """A description in which no object may hold more than is described."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if isinstance(schema, dict):
        told = {name: closed(each) for name, each in schema.items()}
        if told.get("type") == "object" and "properties" in told:
            told["additionalProperties"] = False
        return told
    return schema


def route_of(description: dict[str, Any], path: str) -> str:
    """The described route of a path below the root."""
    for route in description["paths"]:
        fixed = route.removeprefix(ROOT).replace("{code}", "J103-WS-10").replace("{number}", "3")
        if path.endswith(("/image", "/alto", "/text")) and route.endswith(path.rpartition("/")[2]):
            return route
        if path == fixed or (route.endswith("{theme}") and path.startswith("/themes/")):
            return route
    return f"{ROOT}/units/{{code}}" if path.startswith("/units/") else ""


def check(description: dict[str, Any], path: str, answer: httpx.Response) -> None:
    """An answer is what the description says of its route and status."""
    operation = description["paths"][route_of(description, path)]["get"]
    content = operation["responses"][str(answer.status_code)]["content"]
    schema = content[answer.headers["content-type"].split(";")[0]]["schema"]
    components = {"components": closed(description["components"])}
    jsonschema.validate(answer.json(), {**components, **schema})


def test_the_description_is_valid_and_has_examples_for_every_route(description: dict[str, Any]) -> None:
    validate(description)
    assert len(description["paths"]) == 12
    for route, operations in description["paths"].items():
        corrects = {"put", "delete"} if route.endswith("/text") else set()
        assert set(operations) == {"get"} | corrects
        for operation in operations.values():
            assert "422" not in operation["responses"]
            for status, response in operation["responses"].items():
                ((kind, content),) = response["content"].items()
                if kind in ("image/jpeg", "application/octet-stream"):
                    continue  # bytes have no example in JSON
                assert content["examples"], (route, status)
                for example in content["examples"].values():
                    components = {"components": closed(description["components"])}
                    jsonschema.validate(example["value"], {**components, **content["schema"]})
            for parameter in operation.get("parameters", []):
                assert parameter["description"]
                assert "example" in parameter or parameter["name"] == "cursor"


def test_marks_of_the_examples_stand_where_they_say() -> None:
    page, unit = examples.PAGE, examples.SEARCH["hits"][0]["unit"]
    assert unit is not None
    assert [unit["title"][start:end] for start, end in unit["title_marks"]] == ["輪船碼頭"]
    assert [page["text"][start:end] for start, end in page["marks"]] == ["種痘", "種痘"]


@pytest.mark.parametrize(("path", "parameters"), PUBLIC)
def test_answers_are_what_the_description_says(client, description, path: str, parameters) -> None:
    answer = client.get(f"{ROOT}{path}", params=parameters)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    check(description, path, answer)


@pytest.mark.parametrize("name", ["staff", "supplier", "grantee"])
@pytest.mark.parametrize(("path", "parameters"), PUBLIC[:-1])
def test_named_readers_get_the_same_shapes_and_nothing_to_keep(
    client, description, archive: Archive, name: str, path: str, parameters
) -> None:
    answer = client.get(
        f"{ROOT}{path}", params=parameters, headers={"Authorization": f"Bearer {archive.tokens[name]}"}
    )
    assert answer.status_code == 200
    check(description, path, answer)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["vary"] == "Authorization, Cookie"
    assert "etag" not in answer.headers


@pytest.mark.parametrize(("path", "parameters"), PUBLIC[:-1])
def test_anonymous_answers_may_be_kept_and_asked_about(client, path: str, parameters) -> None:
    first = client.get(f"{ROOT}{path}", params=parameters)
    assert first.headers["cache-control"] == "no-cache"
    assert first.headers["vary"] == "Authorization, Cookie"
    tag = first.headers["etag"]
    assert tag.startswith('"')
    again = client.get(f"{ROOT}{path}", params=parameters)
    assert again.content == first.content
    assert again.headers["etag"] == tag
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    for sent in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        kept = client.get(f"{ROOT}{path}", params=parameters, headers={"If-None-Match": sent})
        assert kept.status_code == 304
        assert kept.content == b""
        assert kept.headers["etag"] == tag
        assert kept.headers["vary"] == "Authorization, Cookie"
    assert (
        client.get(f"{ROOT}{path}", params=parameters, headers={"If-None-Match": '"other"'}).status_code
        == 200
    )


def test_an_etag_is_no_proof_of_rights(client, archive: Archive) -> None:
    """A reader who guesses the tag of what others see is told nothing by it."""
    anonymous = client.get(f"{ROOT}/units/J103-WS-10")
    headers = {
        "Authorization": f"Bearer {archive.tokens['staff']}",
        "If-None-Match": anonymous.headers["etag"],
    }
    assert client.get(f"{ROOT}/units/J103-WS-10", headers=headers).status_code == 200


@pytest.mark.parametrize(("path", "parameters", "status"), PROBLEMS)
def test_problems_say_what_is_wrong_and_what_to_do(
    client, description, path: str, parameters, status: int
) -> None:
    answer = client.get(f"{ROOT}{path}", params=parameters)
    assert answer.status_code == status
    check_problem(answer)
    if path not in ("", "/nowhere", "/search/"):
        check(description, path, answer)


def check_problem(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["vary"] == "Authorization, Cookie"
    assert answer.headers["x-request-id"]
    told = answer.json()
    assert set(told) == {"type", "title", "status", "detail", "zh", "en"}
    assert told["type"].startswith("urn:lantai:problem:")
    assert told["status"] == answer.status_code
    assert told["detail"] == told["en"]
    assert any("\u4e00" <= character <= "\u9fff" for character in told["zh"])
    assert told["en"].isascii() or "。" not in told["en"]
    return told


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_only_get_and_head_are_answered(client, method: str) -> None:
    for path, _ in PUBLIC:
        answer = client.request(method, f"{ROOT}{path}")
        assert answer.status_code == 405, path
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
        check_problem(answer)


def test_head_is_answered_as_get_without_the_body(client) -> None:
    paths = [*PUBLIC, ("/openapi.json", {}), ("/units/NONE-1", {}), ("/search", {"nothing": "1"})]
    for path, parameters in paths:
        got, head = (client.request(method, f"{ROOT}{path}", params=parameters) for method in ("GET", "HEAD"))
        assert (head.status_code, head.content) == (got.status_code, b""), path
        for name in ("content-type", "content-length", "etag", "cache-control", "vary"):
            assert head.headers.get(name) == got.headers.get(name), (path, name)
    etag = client.head(f"{ROOT}/themes").headers["etag"]
    assert client.head(f"{ROOT}/themes", headers={"If-None-Match": etag}).status_code == 304


def test_a_filter_may_be_there_several_times_and_any_of_its_values_is_enough(client) -> None:
    def codes(parameters: list[tuple[str, str]]) -> set[str]:
        told = client.get(f"{ROOT}/search", params=[*parameters, ("size", "100")])
        assert told.status_code == 200, told.text
        return {hit["unit"]["code"] for hit in told.json()["hits"]}

    one, other = codes([("fonds", "J101")]), codes([("fonds", "J102")])
    assert one and other and codes([("fonds", "J101"), ("fonds", "J102")]) == one | other
    assert codes([("fonds", "J101"), ("fonds", "NONE")]) == one
    kinds = [("class", "conditional"), ("class", "无条件共享")]
    assert codes([("fonds", "J101"), *kinds]) == one
    asked = client.get(f"{ROOT}/search", params=[("fonds", "J101"), ("fonds", "J102"), ("category", "WS")])
    assert asked.json()["question"]["filters"] == {"fonds": ["J101", "J102"], "category": "WS"}
    many = [("fonds", f"J{at}") for at in range(51)]
    assert client.get(f"{ROOT}/search", params=many).status_code == 400


def test_marks_are_counted_in_utf16_where_that_is_asked(client) -> None:
    for path, parameters in (("/search", {"q": "鹽務局"}), ("/units/J103-WS-10/pages/3", {"q": "鹽務局"})):
        plain = client.get(f"{ROOT}{path}", params=parameters).json()
        assert client.get(f"{ROOT}{path}", params={**parameters, "offsets": "code_points"}).json() == plain
        assert client.get(f"{ROOT}{path}", params={**parameters, "offsets": "utf16"}).status_code == 200
        assert client.get(f"{ROOT}{path}", params={**parameters, "offsets": "bytes"}).status_code == 400


def same_401(client, sent: list[dict[str, str]]) -> str:
    """The kind of the one 401 that all of these headers get, byte for byte, wherever they ask."""
    kinds = set()
    for path, parameters in PUBLIC[:-1]:
        answers = [client.get(f"{ROOT}{path}", params=parameters, headers=headers) for headers in sent]
        assert {answer.status_code for answer in answers} == {401}
        assert len({answer.content for answer in answers}) == 1
        names = [sorted(set(answer.headers) - {"x-request-id", "date"}) for answer in answers]
        assert all(each == names[0] for each in names)
        assert answers[0].headers["www-authenticate"].startswith("Bearer")
        check_problem(answers[0])
        kinds.add(answers[0].json()["type"])
    (kind,) = kinds
    return kind


def test_unknown_and_ended_tokens_get_the_same_401(client, archive: Archive) -> None:
    sent = [
        {"Authorization": f"Bearer {archive.tokens['ended']}"},
        {"Authorization": "Bearer lt_unknown"},
        {"Authorization": "Bearer " + "x" * 5_000},
        {"Cookie": f"lantai_token={archive.tokens['ended']}"},
        {"Cookie": "lantai_token=nobody"},
    ]
    assert same_401(client, sent) == "urn:lantai:problem:unknown-token"


def test_a_header_that_holds_no_bearer_token_is_told_so_whoever_sends_it(client, archive: Archive) -> None:
    sent = [
        {"Authorization": "Basic bGFudGFpOnNlY3JldA=="},
        # A token of a reader that is or was known gets the same bytes.
        {"Authorization": f"Basic {archive.tokens['staff']}"},
        {"Authorization": archive.tokens["staff"]},
        {"Authorization": archive.tokens["ended"]},
        {"Authorization": "Bearer"},
        {"Authorization": ""},
        {"Authorization": "Basic abc", "Cookie": f"lantai_token={archive.tokens['staff']}"},
    ]
    assert same_401(client, sent) == "urn:lantai:problem:no-bearer-token"
    told = client.get(f"{ROOT}/themes", headers=sent[0]).json()
    assert "Authorization: Bearer 凭证" in told["zh"] and "Basic" in told["zh"] and "proxy" in told["en"]


def test_the_header_comes_before_the_cookie(client, archive: Archive) -> None:
    valid = {"Cookie": f"lantai_token={archive.tokens['staff']}", "Authorization": "Basic abc"}
    assert client.get(f"{ROOT}/units/J103-WS-10", headers=valid).status_code == 401, "the header comes first"
    cookie = client.get(
        f"{ROOT}/units/J103-WS-10", headers={"Cookie": f"lantai_token={archive.tokens['staff']}"}
    )
    assert cookie.status_code == 200
    assert cookie.headers["cache-control"] == "no-store"


def test_the_api_is_described_with_the_version_that_is_installed(description) -> None:
    assert description["info"]["version"] == version("lantai")


def test_hidden_and_absent_answer_alike(client, archive: Archive) -> None:
    hidden = [each for word in ("withheld", "unreviewed") for each in archive.by_class(word)]
    absent = client.get(f"{ROOT}/units/J001-9-9999-9999")
    layers = (
        "/objects/1",
        "/objects/99",
        "/pages/1/image",
        "/pages/1/alto",
        "/pages/1/text",
        "/pages/1/image?width=200",
    )
    for below in ("", "/children", "/pages/1", "/pages/99", *layers):
        for held in hidden:
            answer = client.get(f"{ROOT}/units/{held.code}{below}")
            assert (answer.status_code, answer.content) == (404, absent.content)
            assert set(answer.headers) == set(absent.headers)
    for held in archive.by_class("conditional"):
        assert client.get(f"{ROOT}/units/{held.code}").json()["unit"]["apply"]["zh"]
        page = client.get(f"{ROOT}/units/{held.code}/pages/1")
        assert (page.status_code, page.content) == (404, absent.content)
    assert client.get(f"{ROOT}/themes/draft").content == client.get(f"{ROOT}/themes/none").content


def test_a_grant_shows_pages_of_what_it_names(client, archive: Archive) -> None:
    headers = {"Authorization": f"Bearer {archive.tokens['grantee']}"}
    for held in archive.by_class("conditional"):
        granted = held.code.startswith(("J001-1-", "J002-"))
        answer = client.get(f"{ROOT}/units/{held.code}/pages/1", headers=headers)
        assert answer.status_code == (200 if granted else 404)
        if granted:
            assert answer.json()["text"] == held.pages[0]
            assert client.get(f"{ROOT}/units/{held.code}", headers=headers).json()["unit"]["apply"] is None


IMPOSSIBLE = """
J101%2FWS NOBODY:J103-WS-10 :J103 J103%00 %00 %ff%fe ..%2f..%2fetc J103-WS-10/ J103-WS-10/pages J103-WS-10/pages/
J103-WS-10/pages/1/x children /children J103-WS-10/children/ %F0%9F%98%80 a:b:c J103-WS-10%2Fpages%2F99
"""


def test_codes_of_every_writing(client) -> None:
    for written in (
        "J101-WS·2018-001",
        "j101-ws·2018-001",
        "Ｊ１０１－ＷＳ．２０１８－００１",
        "J101-WS.2018-001",
    ):
        answer = client.get(f"{ROOT}/units/{quote(written)}")
        assert answer.status_code == 200, written
        assert answer.json()["unit"]["code"] == "J101-WS·2018-001"
    absent = client.get(f"{ROOT}/units/NONE-1")
    for path in [*IMPOSSIBLE.split(), "x" * 8_000]:
        answer = client.get(f"{ROOT}/units/{path}")
        assert (answer.status_code, answer.content) == (404, absent.content), path


def test_a_unit_without_children_has_none(client) -> None:
    below = client.get(f"{ROOT}/units/J103-WS-10/children").json()
    assert below == {"children": [], "total": 0, "next": None}


@pytest.mark.parametrize("size", [1, 5, 100])
def test_children_page_through_in_the_order_of_codes(client, archive: Archive, size: int) -> None:
    """Of what the reader may see, and counted so."""
    seen = [f"J104-1-0001-{at:04d}" for at in (*range(1, 13), 20, 100) if at not in (3, 11)]
    whole = [f"J104-1-0001-{at:04d}" for at in (*range(1, 13), 20, 100)]
    staff = {"Authorization": f"Bearer {archive.tokens['staff']}"}
    for headers, wanted in (({}, seen), (staff, whole)):
        found: list[str] = []
        parameters = {"size": str(size)}
        while True:
            told = client.get(f"{ROOT}/units/J104-1-0001/children", params=parameters, headers=headers).json()
            assert told["total"] == len(wanted)
            found += [each["code"] for each in told["children"]]
            if told["next"] is None:
                break
            assert len(told["children"]) == size
            parameters["cursor"] = told["next"]
        assert found == wanted
        assert client.get(f"{ROOT}/units/J104-1-0001", headers=headers).json()["children"] == len(wanted)


def test_the_place_of_a_unit_is_told(client, description) -> None:
    answer = client.get(f"{ROOT}/units/J104-1-0001-0001")
    check(description, "/units/J104-1-0001-0001", answer)
    told = answer.json()
    assert [(each["code"], each["level"], each["visible"]) for each in told["ancestors"]] == [
        ("J104", "fonds", True),
        ("J104-1", "series", True),
        ("J104-1-0001", "file", True),
    ]
    assert told["unit"]["fonds_title"] == "永泰縣檔案館舊藏"
    told = client.get(f"{ROOT}/units/J104-2-0001-0001").json()
    # What was never described is a bare code.
    assert [(each["code"], each["title"], each["visible"]) for each in told["ancestors"]] == [
        ("J104", "永泰縣檔案館舊藏", True),
        ("J104-2", "", False),
        ("J104-2-0001", "", False),
    ]
    answer = client.get(f"{ROOT}/units/J104-2")
    check(description, "/units/J104-2", answer)
    bare = answer.json()
    assert (bare["described"], bare["unit"]["code"], bare["unit"]["title"]) == (False, "J104-2", "")
    assert (bare["children"], bare["unit"]["fonds_title"]) == (1, "永泰縣檔案館舊藏")
    answer = client.get(f"{ROOT}/units/J104-2/children")
    assert [each["code"] for each in answer.json()["children"]] == ["J104-2-0001-0001"]
    for absent in ("J104-3", "J104-", "J10", "J104-2-0001-0001-1"):
        assert client.get(f"{ROOT}/units/{absent}").status_code == 404, absent
        assert client.get(f"{ROOT}/units/{absent}/children").status_code == 404, absent
    assert client.get(f"{ROOT}/units/J104").json()["children"] == 2


def test_the_page_route_tells_its_neighbours(client, archive: Archive) -> None:
    page = client.get(f"{ROOT}/units/J103-WS-10/pages/1", params={"q": "鹽務局"}).json()
    assert (page["number"], page["previous"], page["next"]) == (1, None, 2)
    assert [page["text"][start:end] for start, end in page["marks"]] == ["盐务局"]
    assert page["text"] == "第1页：盐务局月报，附件1号。"
    assert client.get(f"{ROOT}/units/J103-WS-10/pages/12").json()["next"] is None
    assert client.get(f"{ROOT}/units/J103-WS-10/pages/012").json()["number"] == 12
    assert client.get(f"{ROOT}/units/J103-WS-10/pages/1", params={"q": "“"}).json()["marks"] == []


def test_texts_are_never_html(client) -> None:
    answer = client.get(f"{ROOT}/search", params={"q": "粗体 强调"})
    hit = answer.json()["hits"][0]
    assert hit["unit"]["title"] == '<b>粗体</b> & "引号" 條例（試行）'
    assert "<em>强调</em>" in hit["pages"][0]["text"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "application/json"


def test_very_long_and_broken_addresses_are_never_a_fault(client) -> None:
    for query in ("q=%ff%00", "q=" + "旱" * 3_000, "q=%ED%A0%80", "&&&", "q", "q=&size=", "=1", "%00=1"):
        answer = client.get(f"{ROOT}/search?{query}")
        assert answer.status_code in (200, 400), query


class _Broken:
    """Answers that fail."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(f"secret words of {name}")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_ours_tells_no_secret_and_names_the_request() -> None:
    with served(api_app(_Broken())) as origin:
        answer = httpx.get(f"{origin}{ROOT}/search")
    assert answer.status_code == 500
    told = answer.json()
    assert "secret" not in json.dumps(told)
    assert answer.headers["x-request-id"]
    assert "X-Request-ID" in told["en"]
