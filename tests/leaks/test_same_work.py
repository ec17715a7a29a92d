"""What is hidden and what is nowhere take the same work, on every route; a clock tells no more than an answer."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from engines import at_once
from engines.port import Ordered
from holdings.identity import UnitIdentity
from search_api.cursors import Cursor, write
from sharing.access import Role
from tests.leaks import requests
from tests.leaks.archives import MARKERS
from tests.leaks.asking import search_path, unit_path
from tests.leaks.watching import WatchedHome

pytestmark = pytest.mark.xdist_group("leaks")

#: Codes of units that nobody may see and nothing is seen below, each with one of the same length that is held nowhere.
CODES = (("J103-000", "J193-000"), ("J101-A-001", "J101-A-081"), ("J103-001", "J193-001"), ("J103", "J193"))
#: Steps of the database's own machine that may differ: what it takes to compare a few columns, far below a row.
_STEPS = 60


@dataclass(frozen=True)
class Pair:
    """Two requests, one of which names what is hidden, the other what is nowhere."""

    hidden: str
    unknown: str
    method: str = "GET"


def of_units(rest: str = "", method: str = "GET") -> list[Pair]:
    return [Pair(unit_path(one, rest), unit_path(other, rest), method) for one, other in CODES]


def after(code: str) -> str:
    """A cursor that names a unit, whether or not it is held."""
    place = Ordered(UnitIdentity("", code).number, f"\x01{code}", 19340512)
    return write(Cursor("", 0, place))


def searches() -> list[Pair]:
    said: list[tuple[dict[str, object], dict[str, object]]] = [
        ({"theme": "gloom"}, {"theme": "gloam"}),
        ({"fonds": "J103"}, {"fonds": "J193"}),
        ({"supplier": "J103", "q": "堤岸"}, {"supplier": "J193", "q": "堤岸"}),
        ({"category": MARKERS["hidden category"]}, {"category": "HY"}),
        ({"q": "档号:J103-000"}, {"q": "档号:J193-000"}),
        ({"facet": "fonds", "facet_q": "J103"}, {"facet": "fonds", "facet_q": "J193"}),
        ({"facet": "theme", "facet_q": "gloom"}, {"facet": "theme", "facet_q": "gloam"}),
        ({"facet": "fonds", "fonds": "J103"}, {"facet": "fonds", "fonds": "J193"}),
        ({"fonds": ["J101", "J103"]}, {"fonds": ["J101", "J193"]}),
        ({"sort": "newest", "cursor": after("J103-000")}, {"sort": "newest", "cursor": after("J103-00x")}),
        ({"sort": "code", "cursor": after("J103-000")}, {"sort": "code", "cursor": after("J103-00x")}),
        ({"sort": "date", "cursor": after("J103-000")}, {"sort": "date", "cursor": after("J103-00x")}),
    ]
    # Words that stand in hidden texts alone, beside words of as many pieces that stand nowhere.
    for word, nowhere in (("貔貅", "貔狳"), ("貅密", "狳密"), ("魍魉", "魍魃"), ("貅", "狳")):
        for asked in ("{}", "堤岸 {}", "堤岸{}", '"{}"', "题名:{} 堤岸", "{} OR 堤岸", "堤岸 NOT {}"):
            for scope in ("all", "catalogue", "themes"):
                pair: list[dict[str, object]] = [
                    {"q": asked.format(each), "scope": scope} for each in (word, nowhere)
                ]
                said.append((pair[0], pair[1]))
    # A character of it is left open.
    said += [({"q": "貔*貅"}, {"q": "貔*狳"}), ({"q": "堤岸 魍*魉"}, {"q": "堤岸 魍*魃"})]
    said += [({"q": "貔?貅", "scope": "catalogue"}, {"q": "貔?狳", "scope": "catalogue"})]
    return [Pair(search_path(**one), search_path(**other)) for one, other in said]


#: Every route that answers, and what may be named in it. One that names nothing says so.
API: dict[str, list[Pair]] = {
    "/api/v1/search": searches(),
    "/api/v1/units/{code:path}": of_units(),
    "/api/v1/units/{code:path}/children": [
        *of_units("/children"),
        *of_units("/children?size=2&cursor=SjEwMw"),
    ],
    "/api/v1/units/{code:path}/pages/{number}": [*of_units("/pages/1"), *of_units("/pages/1?q=堤岸")],
    "/api/v1/units/{code:path}/pages/{number}/image": of_units("/pages/1/image?width=200"),
    "/api/v1/units/{code:path}/pages/{number}/alto": of_units("/pages/1/alto"),
    "/api/v1/units/{code:path}/pages/{number}/text": [
        *of_units("/pages/1/text"),
        *of_units("/pages/1/text", "PUT"),
        *of_units("/pages/1/text", "DELETE"),
    ],
    "/api/v1/units/{code:path}/objects/{number}": [*of_units("/objects/1"), *of_units("/objects/99")],
    "/api/v1/suggest": [
        Pair("/api/v1/suggest?q=J103", "/api/v1/suggest?q=J193"),
        Pair("/api/v1/suggest?q=卞隐", "/api/v1/suggest?q=卞显"),
    ],
    "/api/v1/themes": [],
    "/api/v1/themes/{theme:path}": [Pair("/api/v1/themes/gloom", "/api/v1/themes/gloam")],
    "/api/v1/health": [],
    "/api/v1/openapi.json": [],
}
PORTAL: dict[str, list[Pair]] = {
    "/": [
        Pair("/?fonds=J103", "/?fonds=J193"),
        Pair("/?theme=gloom", "/?theme=gloam"),
        Pair("/?q=貔貅", "/?q=貔狳"),
    ],
    "/facets/{name}": [
        Pair("/facets/fonds?facet_q=J103", "/facets/fonds?facet_q=J193"),
        Pair("/facets/theme?facet_q=gloom", "/facets/theme?facet_q=gloam"),
        Pair("/facets/fonds?q=貔貅", "/facets/fonds?q=貔狳"),
    ],
    "/static/{name}": [],
    "/themes": [],
    "/themes/{theme:path}": [Pair("/themes/gloom", "/themes/gloam")],
    "/units/{code:path}": [Pair(f"/units/{one}", f"/units/{other}") for one, other in CODES],
    "/units/{code:path}/pages": [
        Pair(f"/units/{one}/pages?number=1", f"/units/{other}/pages?number=1") for one, other in CODES
    ],
    "/units/{code:path}/pages/{number}": [
        Pair(f"/units/{one}/pages/1", f"/units/{other}/pages/1") for one, other in CODES
    ],
}

READERS = ("", "grantee", "granted nothing that is there", "supplier", "staff elsewhere")


@pytest.fixture(autouse=True)
def _in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is done in one thread, where calls can be counted."""
    monkeypatch.setattr(at_once, "_threads", lambda: None)


@pytest.fixture
def watched(copy) -> WatchedHome:
    """The home with hidden units, its work counted."""
    return WatchedHome(copy("with hidden").plant)


def tokens_of(watched: WatchedHome) -> dict[str, str]:
    home = watched.home
    tokens = {
        "": "",
        "grantee": home.add_reader("grantee"),
        "granted nothing that is there": home.add_reader("other"),
        "supplier": home.add_reader("supplier", Role.SUPPLIER, "J998"),
        "staff elsewhere": home.add_reader("staff", Role.STAFF, "352009"),
    }
    home.grant("grantee", "J102")
    home.grant("other", "J999-1")
    return tokens


def paths_of(app) -> set[str]:
    return {route.path for route in app.routes if hasattr(route, "methods")}


def test_every_route_says_what_may_be_named_in_it(watched):
    assert paths_of(watched.home.api) == API.keys()
    named = {path for path in paths_of(watched.home.portal) if "{" in path}
    assert named <= PORTAL.keys()


@pytest.mark.parametrize("name", READERS)
def test_hidden_and_unknown_take_the_same_work(watched, name):
    token = tokens_of(watched)[name]
    wrong = []
    pairs = [pair for pairs in (*API.values(), *PORTAL.values()) for pair in pairs]
    assert len(pairs) > 120
    for pair in pairs:
        sent = {"headers": {"if-match": "*"}, "body": b'{"text": "x"}'} if pair.method == "PUT" else {}
        if pair.method == "DELETE":
            sent = {"headers": {"if-match": "*"}}
        here, answer = watched.work_for(pair.hidden, token, pair.method, **sent)
        there, other = watched.work_for(pair.unknown, token, pair.method, **sent)
        differs = here.difference(there)
        if answer.status != other.status:
            differs += f" {answer.status} is not {other.status}"
        if "/search" not in pair.hidden and abs(here.steps - there.steps) > _STEPS:
            differs += f" steps: {here.steps}, {there.steps}"
        if differs:
            wrong.append(f"{pair.method} {requests.question_of(pair.hidden)}: {differs}")
    assert wrong == [], "\n".join(line[:60] + line[-60:].replace("\n", " ") for line in wrong)


def test_there_is_work_to_count(watched):
    work, answer = watched.work_for(unit_path("J101-A-000"))
    assert answer.status == 200
    assert len(work.statements) > 3 and work.rows > 3 and work.steps > 100 and work.calls
    work, _ = watched.work_for(search_path(q="堤岸"))
    assert work.asked["fulltext open best_units 1"] and not any("restricted" in asked for asked in work.asked)


def test_answers_of_what_is_open_take_the_same_work_whatever_is_hidden_beside_it(copy, held):
    hiding, plain = (WatchedHome(copy(name).plant) for name in ("with hidden", "without"))
    tokens = tokens_of(hiding)
    tokens_of(plain)
    paths = [
        *requests.searches(held, 40, seed=12),
        *requests.themed(),
        *requests.units_and_pages(held)[::13],
        *requests.suggestions(held)[::40],
    ]
    for name in ("", "grantee"):
        for path in paths:
            here, answer = hiding.work_for(path, tokens[name])
            there, other = plain.work_for(path, tokens[name])
            assert answer == other, path
            assert here.difference(there) == "", (name, requests.question_of(path))


def test_how_many_objects_a_closed_unit_has_is_not_told_by_work(watched):
    """Whoever sees a face alone: an object that is there and one that is not are one answer, and one work."""
    face = unit_path("J102-A-000")
    work, answer = watched.work_for(f"{face}/objects/1")
    assert (watched.home.ask(face).status, answer.status) == (200, 404)
    for number in (2, 99, 999_999_999):
        here, other = watched.work_for(f"{face}/objects/{number}")
        assert other == answer
        assert here.difference(work) == ""
        assert here.steps == work.steps
