"""Downloads of digital objects: whole, in ranges, under their names, and only to readers of the unit's pages."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest

from holdings.store import objects
from search_api.http import ROOT
from search_api.http.object_replies import Stretch, Unsatisfiable, asked_stretch, disposition
from search_api.originals import LONGEST_NAME, KeptOriginals, file_name
from search_api.problems import ProblemError
from tests.rooms.search_api.archive import Archive

#: A unit with one text of twelve pages, which `archive` writes into a file of its own.
OPEN = "J103-WS-10"


def of_unit(archive: Archive, code: str) -> bytes:
    """The text of a unit as it was handed over."""
    held = next(each for each in archive.held if each.code == code)
    return "\f".join(held.pages).encode()


def path_of(code: str, number: int | str = 1) -> str:
    return f"{ROOT}/units/{code}/objects/{number}"


def test_an_open_object_is_downloaded_with_name_size_digest_and_tag(client: httpx.Client, archive) -> None:
    body = of_unit(archive, OPEN)
    (told,) = client.get(f"{ROOT}/units/{OPEN}").json()["objects"]
    got = client.get(path_of(OPEN, told["number"]))
    assert got.status_code == 200
    assert got.content == body
    assert told["bytes"] == int(got.headers["content-length"]) == len(body)
    assert told["digest"] == hashlib.sha256(body).hexdigest()
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    assert got.headers["repr-digest"] == f"sha-256=:{digest}:"
    assert got.headers["content-type"] == told["media_type"] == "text/plain"
    assert got.headers["accept-ranges"] == "bytes"
    assert got.headers["cache-control"] == "no-cache"
    assert got.headers["vary"] == "Authorization, Cookie"
    name = told["name"].rpartition("/")[2]
    assert got.headers["content-disposition"] == disposition(name)
    again = client.get(path_of(OPEN), headers={"If-None-Match": got.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_no_browser_runs_what_is_downloaded(client: httpx.Client) -> None:
    headers = client.get(path_of(OPEN)).headers
    assert headers["content-disposition"].startswith("attachment;")
    assert headers["x-content-type-options"] == "nosniff"
    policy = headers["content-security-policy"]
    assert "sandbox" in policy and "allow" not in policy and "default-src 'none'" in policy


def test_head_says_the_same_and_reads_nothing(client: httpx.Client, archive) -> None:
    got, head = client.get(path_of(OPEN)), client.head(path_of(OPEN))
    assert (head.status_code, head.content) == (200, b"")
    for name in set(got.headers) - {"x-request-id", "date"}:
        assert head.headers.get(name) == got.headers[name], name
    # A range is of GET alone (RFC 9110, 14.2): the whole length is what HEAD says, whatever range is named.
    for asked in ("bytes=0-9", "bytes=99999999-"):
        part = client.head(path_of(OPEN), headers={"Range": asked})
        assert part.status_code == 200 and part.headers["content-length"] == got.headers["content-length"]
        assert "content-range" not in part.headers


def test_another_state_than_the_one_that_was_meant_is_not_sent(client: httpx.Client, archive) -> None:
    etag = client.head(path_of(OPEN)).headers["etag"]
    for meant in (etag, "*", f'"other", {etag}'):
        assert client.get(path_of(OPEN), headers={"If-Match": meant}).status_code == 200, meant
    # Tags are compared strongly (RFC 9110, 13.1.1), and before If-None-Match and Range are looked at.
    for meant in ('"other"', f"W/{etag}"):
        headers = {"If-Match": meant, "If-None-Match": etag, "Range": "bytes=0-9"}
        refused = client.get(path_of(OPEN), headers=headers)
        assert refused.status_code == refused.json()["status"] == 412, meant
        assert refused.headers["content-type"] == "application/problem+json"
        assert client.head(path_of(OPEN), headers={"If-Match": meant}).status_code == 412
    closed = archive.by_class("withheld")[0].code
    assert client.get(path_of(closed), headers={"If-Match": '"other"'}).status_code == 404


def test_a_download_that_broke_off_goes_on_where_it_stopped(client: httpx.Client, archive) -> None:
    body = of_unit(archive, OPEN)
    etag = client.head(path_of(OPEN)).headers["etag"]
    first = client.get(path_of(OPEN), headers={"Range": "bytes=0-99"})
    rest = client.get(path_of(OPEN), headers={"Range": "bytes=100-", "If-Range": etag})
    assert (first.status_code, rest.status_code) == (206, 206)
    assert first.content + rest.content == body
    assert rest.headers["content-range"] == f"bytes 100-{len(body) - 1}/{len(body)}"
    assert rest.headers["repr-digest"] == first.headers["repr-digest"]
    assert client.get(path_of(OPEN), headers={"Range": "bytes=-5"}).content == body[-5:]
    # Another state of it, or a date, which says nothing certain: all of it.
    for state in ('"other"', f"W/{etag}", "Wed, 21 Oct 2015 07:28:00 GMT"):
        whole = client.get(path_of(OPEN), headers={"Range": "bytes=100-", "If-Range": state})
        assert (whole.status_code, whole.content) == (200, body), state
    beyond = client.get(path_of(OPEN), headers={"Range": f"bytes={len(body)}-"})
    assert beyond.status_code == beyond.json()["status"] == 416
    assert beyond.headers["content-type"] == "application/problem+json"
    assert str(len(body)) in beyond.json()["zh"] and "digest" not in beyond.headers
    assert beyond.headers["content-range"] == f"bytes */{len(body)}"


@pytest.mark.parametrize(
    ("header", "size", "wanted"),
    [
        ("bytes=0-0", 10, Stretch(0, 1)),
        ("bytes=9-", 10, Stretch(9, 1)),
        ("bytes=5-99999999999999999", 10, Stretch(5, 5)),
        ("bytes=-3", 10, Stretch(7, 3)),
        ("bytes=-99", 10, Stretch(0, 10)),
        # No range of bytes, several, or not to be read: all of it, as RFC 9110, 14.2 allows.
        ("bytes=5-2", 10, None),
        ("bytes=-", 10, None),
        ("bytes=0-1,4-5", 10, None),
        ("bytes=٣-٤", 10, None),
        ("pages=1-2", 10, None),
        ("bytes=99999999999999999999999-", 10, None),
        ("nonsense", 10, None),
    ],
)
def test_ranges_are_read_as_the_standard_has_them(header: str, size: int, wanted: Stretch | None) -> None:
    assert asked_stretch({"range": header}, '"x"', size) == wanted


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=10-", 10), ("bytes=-0", 10), ("bytes=0-", 0), ("bytes=-1", 0)]
)
def test_a_range_without_bytes_is_said_so(header: str, size: int) -> None:
    with pytest.raises(Unsatisfiable):
        asked_stretch({"range": header}, '"x"', size)


def test_what_is_not_open_is_not_there(client: httpx.Client, archive: Archive) -> None:
    absent = client.get(path_of("J001-9-9999-9999"))
    assert absent.status_code == 404
    for word in ("withheld", "unreviewed", "conditional"):
        for held in archive.by_class(word):
            for number in (1, 2, 99):
                answer = client.get(path_of(held.code, number), headers={"Range": "bytes=0-3"})
                assert (answer.status_code, answer.content) == (404, absent.content)
                assert set(answer.headers) == set(absent.headers)
    for written in ("0", "2", "99999999999999999999", "x", "-1"):
        assert client.get(path_of(OPEN, written)).content == absent.content


def test_an_original_goes_to_those_who_may_read_the_unit_and_to_nobody_else(client, archive: Archive) -> None:
    headers = {"Authorization": f"Bearer {archive.tokens['grantee']}"}
    granted = 0
    for held in archive.by_class("conditional"):
        if not held.pages:
            continue
        may = held.code.startswith(("J001-1-", "J002-"))
        answer = client.get(path_of(held.code), headers=headers)
        assert (
            answer.status_code == client.get(f"{ROOT}/units/{held.code}/pages/1", headers=headers).status_code
        )
        assert answer.status_code == (200 if may else 404)
        if may:
            granted += 1
            assert answer.content == of_unit(archive, held.code)
            # Kept nowhere; but whoever has it may go on where it broke off.
            assert answer.headers["cache-control"] == "no-store"
            part = client.get(
                path_of(held.code),
                headers={**headers, "Range": "bytes=3-", "If-Range": answer.headers["etag"]},
            )
            assert part.status_code == 206 and part.content == answer.content[3:]
            # The tag of what one reader has is no proof for another.
            other = client.get(path_of(held.code), headers={"If-None-Match": answer.headers["etag"]})
            assert other.status_code == 404
    assert granted
    staff = {"Authorization": f"Bearer {archive.tokens['staff']}"}
    for held in archive.by_class("withheld"):
        if held.pages:
            assert client.get(path_of(held.code), headers=staff).content == of_unit(archive, held.code)


def test_bytes_that_are_not_there_are_said_to_be_away_and_never_others_in_their_place(
    archive, tmp_path: Path
) -> None:
    with archive.plant.store.reading() as connection:
        from holdings.identity import UnitIdentity
        from holdings.store import units

        unit = units.find(connection, UnitIdentity("", OPEN))
        assert unit is not None
        found = objects.find(connection, unit.row, 0)
    assert found is not None
    kept = KeptOriginals(archive.plant.objects)
    with kept.opened(found.digest, found.size) as content:
        assert len(content.read()) == found.size
    for digest, size in (("0" * 64, found.size), (found.digest, found.size + 1)):
        with pytest.raises(ProblemError) as caught:
            kept.opened(digest, size)
        assert (caught.value.status, caught.value.kind) == (503, "object-unreadable")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("文件/0003.pdf", "0003.pdf"),
        ("a\\b\\民国 档案.docx", "民国 档案.docx"),
        ("x/\u202egpj.exe", "gpj.exe"),
        ("x/.bashrc", "bashrc"),
        ("x/a\r\nSet-Cookie: b.txt", "aSet-Cookie: b.txt"),
        ("x/", "object"),
        ("", "object"),
        ("\ud800.txt", "txt"),
        ("长" * 300 + ".pdf", "长" * (LONGEST_NAME - 4) + ".pdf"),
    ],
)
def test_a_file_is_saved_under_its_own_name_and_nothing_unseen_in_it(path: str, name: str) -> None:
    assert file_name(path) == name


def test_names_travel_in_ascii_and_whole() -> None:
    told = disposition('布告"甲" %41;.pdf')
    assert told.isascii() and told.isprintable()
    plain, _, extended = told.partition("; filename*=UTF-8''")
    assert plain == 'attachment; filename="_____ _41;.pdf"'
    assert unquote(extended) == '布告"甲" %41;.pdf'
