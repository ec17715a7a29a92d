"""What lies below a code is the same in search, grants, children, classes and themes, described or not."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from engines.opensearch_engine.address import Shape
from holdings.code_spelling import SEPARATORS
from holdings.codes import is_below
from holdings.store import units
from holdings.themes import Placement, Section, Theme
from indexer.plant import Plant
from indexer.writing import drain
from search_api.answering import Answering
from search_api.problems import ProblemError
from sharing.access import ANONYMOUS, Reader, Role
from sharing.grants import NamedReader
from sharing.store import add_grant, add_reader
from sharing.themes import put_theme
from tests.clusters import on_cluster
from tests.homes import make_plant, take, write_package
from tests.promises.asked_home import answering

pytestmark = pytest.mark.xdist_group("one meaning of below")

NOW = "2026-01-01T00:00:00+00:00"
OTHER = "352001"
_PARTS = ("WS", "1952", "Y", "1", "10", "D", "5")


def invented_codes() -> list[str]:
    """Codes of two to five parts, joined by every separator; some above others, some begun alike and not below.

    The same parts always have the same separators: two codes that differ in these alone are one code to whoever
    types it without.
    """
    chance = random.Random(13)
    found: dict[str, None] = {}
    while len(found) < 60:
        code = chance.choice(("J1", "J10", "J2"))
        for _ in range(chance.randint(1, 4)):
            code += random.Random(code).choice("--··_") + chance.choice(_PARTS)
        found[code] = None
    return list(found)


CODES = invented_codes()
#: Every beginning of every code: those that end at a border cover something, the others nothing.
SCOPES = sorted(
    {code[:end] for code in CODES for end in range(1, len(code) + 1) if code[end - 1] not in SEPARATORS}
)


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("below")
    plant = make_plant(folder / "home")
    rows = [{"档号": code, "题名": f"第{at}件", "共享类型": "有条件共享"} for at, code in enumerate(CODES)]
    # The first archive that is named is the home's own.
    for archive in ("350001", OTHER):
        take(plant, write_package(folder / archive, [{**row, "档案馆代码": archive} for row in rows]))
    with plant.store.writing() as connection:
        placed = tuple(Placement(row) for row in units.all_rows(connection, 0, 500))
        put_theme(connection, Theme("all", "全部", "", True, (Section("a", "全部", placed),)))
        add_reader(connection, NamedReader("获授权者", Role.READER, "", False), "lt_one", NOW)
    drain(plant)
    yield plant
    plant.store.close()


@pytest.fixture(scope="module", params=["tantivy", "opensearch"])
def home(embedded, request):
    if request.param == "tantivy":
        yield embedded
        return
    there = on_cluster(embedded, request.getfixturevalue("opensearch_url"), Shape())
    yield there
    there.generations.drop(there.generations.current())


def found_by(answers: Answering, scope: str, index: str) -> set[str]:
    """What 档号:SCOPE finds; a whole code, however it is spelled, is found in any archive."""
    answer = answers.search(ANONYMOUS, {"q": f"档号:{scope}", "scope": index, "size": "100"})
    assert answer["next"] is None
    # Where nothing has all of a question, what is nearest is found; of a single code that is nothing.
    assert answer["match"] == "all" or not answer["hits"]
    codes = {hit["unit"]["code"] for hit in answer["hits"] if hit["unit"] is not None}
    return codes - {f"{OTHER}:{scope}"}


def granted_by(plant: Plant, answers: Answering, scope: str) -> set[str]:
    """What a reader with a grant on a scope has in full."""
    reader = Reader("获授权者", Role.READER, "", frozenset({scope}))
    told: set[str] = set()
    cursor = ""
    while True:
        parameters = {"q": "", "size": "100", **({"cursor": cursor} if cursor else {})}
        answer = answers.search(reader, parameters)
        told |= {
            hit["unit"]["code"] for hit in answer["hits"] if hit["unit"] and hit["unit"]["pages_visible"]
        }
        if answer["next"] is None:
            return told
        cursor = answer["next"]


def hung_below(answers: Answering, scope: str) -> set[str]:
    """A code with all that hangs below it, level by level."""
    try:
        answer = answers.unit(ANONYMOUS, scope)
    except ProblemError:
        return set()
    told = {scope} if answer["described"] else set()
    if answer["children"]:
        below = answers.children(ANONYMOUS, scope, 100, "")
        assert below["next"] is None and below["total"] == answer["children"]
        for child in below["children"]:
            told |= hung_below(answers, child["code"])
    return told


def test_one_scope_covers_the_same_units_wherever_it_is_named(home):
    answers = answering(home)
    for scope in SCOPES:
        wanted = {code for code in CODES if is_below(code, scope)}
        assert found_by(answers, scope, "all") == wanted, scope
        assert found_by(answers, scope, "themes") == wanted, scope

    for scope in SCOPES[::3]:
        wanted = {code for code in CODES if is_below(code, scope)}
        assert hung_below(answers, scope) == wanted, scope
        with home.store.reading() as connection:
            rows = units.at_or_below(connection, "", scope)
            classed = {unit.identity.written for unit in units.by_rows(connection, rows).values()}
        assert classed == wanted, scope


def test_a_grant_covers_what_is_found_below_its_scope(home):
    answers = answering(home)
    for scope in random.Random(5).sample(SCOPES, 25):
        assert granted_by(home, answers, scope) == {code for code in CODES if is_below(code, scope)}, scope


def test_a_scope_of_another_archive_rests_on_nothing_of_one_s_own(home):
    answers = answering(home)
    for scope in SCOPES[::5]:
        named = f"{OTHER}:{scope}"
        wanted = {f"{OTHER}:{code}" for code in CODES if is_below(code, scope)}
        assert found_by(answers, named, "all") == wanted, scope
        assert hung_below(answers, named) == wanted, scope
    for scope in SCOPES[::25]:
        wanted = {f"{OTHER}:{code}" for code in CODES if is_below(code, scope)}
        assert granted_by(home, answers, f"{OTHER}:{scope}") == wanted, scope


def test_a_grant_of_the_store_is_read_the_same(embedded):
    """From `lantai grant add` to the right that a question has."""
    scope = next(code for code in SCOPES if code.endswith("WS") and code not in CODES)
    with embedded.store.writing() as connection:
        add_grant(connection, "获授权者", scope, dt.date(2030, 1, 1), "研究", NOW)
    answers = answering(embedded)
    answer = answers.search(answers.reader("lt_one"), {"q": f"档号:{scope}", "size": "100"})
    hits = [hit["unit"] for hit in answer["hits"] if hit["unit"] is not None]
    assert hits and all(hit["pages_visible"] for hit in hits if ":" not in hit["code"])


def test_what_lies_below_a_code_spelled_nearly_so_is_not_below_this_one(tmp_path):
    """Codes are found without their zeros; but one that is there as it is written is that one alone."""
    near = ("S1-WS·1950", "S01-WS·1950", "S-1-WS·1950")
    rows = [
        {"档号": f"{scope}-{at:03d}", "题名": f"第{at}件", "共享类型": "无条件共享"}
        for scope in near
        for at in (1, 2)
    ]
    plant = make_plant(tmp_path / "home")
    take(plant, write_package(tmp_path / "移交", rows))
    answers = answering(plant)
    for scope in near:
        assert found_by(answers, scope, "all") == {f"{scope}-{at:03d}" for at in (1, 2)}
    everything = {row["档号"] for row in rows}
    assert found_by(answers, "S1WS1950", "all") <= everything
    for scope in ("S001-WS·1950", "S1-WS-1950"):
        assert {"S1-WS·1950-001", "S01-WS·1950-001"} <= found_by(answers, scope, "all"), scope
    plant.store.close()
