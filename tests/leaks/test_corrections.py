"""Who may not see a unit learns nothing by correcting it; what a correction takes away is gone in the next answer."""

from __future__ import annotations

import json

import pytest

from holdings.pages import Reading
from holdings.readings import KeptReading
from holdings.store import pages, readings
from sharing.access import Role
from tests.leaks.archives import MARKERS
from tests.leaks.asking import Home, search_path, unit_path

pytestmark = pytest.mark.xdist_group("leaks")

#: A conditional unit with pages.
UNIT = "J102-A-002"
SECRET = f'"{MARKERS["conditional text"]}"'


def put(
    home: Home, code: str, page: int, token: str, text: str = "改过的字", seen: str = "*", method: str = "PUT"
):
    body = json.dumps({"text": text}).encode()
    return home.ask(unit_path(code, f"/pages/{page}/text"), token, {"if-match": seen}, method, body)


def digest(home: Home, code: str, page: int, token: str) -> str:
    return str(home.ask(unit_path(code, f"/pages/{page}"), token).told["digest"])


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_correcting_a_hidden_unit_is_answered_as_correcting_one_that_is_not_held(both, held, method):
    full, plain = both
    hidden = [piece.code for piece in held.pieces if piece.hidden and "档案馆代码" not in piece.row][:3]
    assert hidden
    for role, scope in (("", ""), (Role.READER, ""), (Role.SUPPLIER, "J101"), (Role.STAFF, "352099")):
        answers = set()
        for home in (full, plain):
            token = home.add_reader(f"corrector-{role}", role, scope) if role else ""
            for code in (*hidden, "J102-NONE-1"):
                for page in (1, 99):
                    answer = put(home, code, page, token, method=method)
                    answers.add((answer.status, answer.headers, answer.body))
        assert len(answers) == 1, role


def test_nobody_but_staff_of_the_archive_corrects_what_he_sees(copy):
    home = copy("with hidden")
    readers = {
        "": 401,
        home.add_reader("reader"): 403,
        home.add_reader("supplier", Role.SUPPLIER, "J102"): 403,
        home.add_reader("elsewhere", Role.STAFF, "352099"): 404,
        home.add_reader("staff", Role.STAFF): 200,
    }
    for token, status in readers.items():
        assert put(home, UNIT, 1, token).status == status


def test_text_that_a_correction_takes_away_is_found_by_nobody_in_the_next_answer(copy):
    home = copy("with hidden")
    staff = home.add_reader("staff", Role.STAFF)
    found = home.codes(staff, q=SECRET)
    assert UNIT in found
    marker = MARKERS["conditional text"]
    numbers = home.ask(unit_path(UNIT), staff).told["page_numbers"]
    for page in numbers:
        masked = home.ask(unit_path(UNIT, f"/pages/{page}"), staff).told["text"].replace(marker, "〇〇〇〇")
        assert put(home, UNIT, page, staff, masked, digest(home, UNIT, page, staff)).status == 200
    for _ in ("the index writer stands still", "it ran"):
        assert UNIT not in home.codes(staff, q=SECRET)
        for page in numbers:
            assert marker not in home.ask(unit_path(UNIT, f"/pages/{page}"), staff).body.decode()
        home.follow()
    assert UNIT in home.codes(staff, q='"〇〇〇〇"', scope="fulltext")


def test_text_that_comes_hides_nothing_meanwhile(copy):
    home = copy("with hidden")
    staff = home.add_reader("staff", Role.STAFF)
    said = home.ask(unit_path(UNIT, "/pages/1"), staff).told["text"]
    before = home.codes(staff, q="堤岸")
    assert put(home, UNIT, 1, staff, f"{said}\n补录的一行").status == 200
    assert home.codes(staff, q="堤岸") == before
    home.follow()
    assert home.codes(staff, q='"补录的一行"') == [UNIT]


def test_how_badly_pages_were_read_is_told_only_to_who_may_read_them(copy):
    home = copy("with hidden")
    staff = home.add_reader("staff", Role.STAFF)
    paths = (unit_path(UNIT), search_path(q="堤岸", size=100), unit_path("J102-A", "/children"))
    before = [home.ask(path).body for path in paths]
    row = home.unit(UNIT).row
    with home.plant.store.writing() as connection:
        page = pages.find(connection, row, 1)
        assert page is not None
        poor = KeptReading(Reading.RECOGNISED, page.text, engine="rapidocr", confidence=0.8)
        readings.keep(connection, row, 1, poor)
        readings.stand(connection, row, 1, readings.of_page(connection, row, 1)[-1])
    assert [home.ask(path).body for path in paths] == before
    assert home.ask(unit_path(UNIT)).told["unit"]["poorly_read"] == 0
    assert home.ask(unit_path(UNIT), staff).told["unit"]["poorly_read"] == 1
    listed = home.search(staff, q="堤岸", size=100)["hits"]
    assert [hit["unit"]["poorly_read"] for hit in listed if hit["unit"]["code"] == UNIT] == [1]
    told = home.ask(unit_path(UNIT, "/pages/1"), staff).told
    assert (told["reading"], told["engine"], told["confidence"], told["poorly_read"]) == (
        "recognised",
        "rapidocr",
        0.8,
        True,
    )
