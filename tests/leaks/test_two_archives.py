"""Two archives with the same codes: whoever has rights in one learns nothing of the other.

Fonds, units and suppliers of both have the same codes. What a supplier, a member of staff or a grantee of one of them
is answered is compared byte for byte with a home in which nothing is there that this reader may not see.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from engines.opensearch_engine.address import Shape
from sharing.access import Role
from tests.clusters import on_cluster
from tests.leaks import requests
from tests.leaks.archives import CONDITIONAL, MARKERS, Holdings, Piece, holdings, make_archive
from tests.leaks.asking import Home, differing, search_path, unit_path

pytestmark = pytest.mark.xdist_group("leaks")

OTHER = "352002"


@dataclass(frozen=True)
class Asker:
    """Somebody with rights in one archive.

    Attributes:
        role: of the reader.
        scope: of the role.
        granted: scopes of the grants.
        archive: whose archive the rights are in.
        supplier: of whom everything is seen; empty for nobody.
        fonds: of which what has conditions is seen.
    """

    role: Role
    scope: str = ""
    granted: tuple[str, ...] = ()
    archive: str = ""
    supplier: str = ""
    fonds: tuple[str, ...] = ()

    def sees(self, piece: Piece) -> bool:
        """Whether the reader may see a unit in full that not everyone may."""
        if piece.archive != self.archive:
            return False
        fonds = piece.code.split("-")[0]
        if self.role is Role.STAFF:
            return True
        if self.role is Role.SUPPLIER:
            return (piece.row.get("立档单位") or fonds) == self.supplier
        return piece.sharing == CONDITIONAL and fonds in self.fonds


ASKERS = {
    "supplier-of-own": Asker(Role.SUPPLIER, "J101", supplier="J101"),
    "supplier-of-other": Asker(Role.SUPPLIER, f"{OTHER}:J101", archive=OTHER, supplier="J101"),
    "creator-of-other": Asker(
        Role.SUPPLIER,
        f"{OTHER}:{MARKERS['hidden creator']}",
        archive=OTHER,
        supplier=MARKERS["hidden creator"],
    ),
    "supplier-and-grantee": Asker(Role.SUPPLIER, "J102", supplier="J102"),
    "staff-of-own": Asker(Role.STAFF),
    "staff-of-other": Asker(Role.STAFF, OTHER, archive=OTHER),
    "grantee-of-own": Asker(Role.READER, granted=("J102", "J104-1"), fonds=("J102", "J104")),
    "grantee-of-other": Asker(
        Role.READER,
        granted=(f"{OTHER}:J102", f"{OTHER}:J104"),
        archive=OTHER,
        fonds=("J102", "J104"),
    ),
    "supplier-of-neither": Asker(Role.SUPPLIER, "352003:J101", archive="352003", supplier="J101"),
}


def two_archives() -> Holdings:
    """The same codes twice; other words, and now and then another class, in the second archive."""
    packages: list[tuple[Piece, ...]] = []
    for archive, seed in (("", 31), (OTHER, 32)):
        for package in holdings(seed, 5).packages:
            kept = [piece for piece in package if not piece.archive and not piece.code.startswith("J107")]
            if archive:
                kept = [replace(piece, row={**piece.row, "档案馆代码": archive}) for piece in kept]
            packages.append(tuple(kept))
    told = holdings(31, 5).themes
    both = (
        "neighbours",
        "两馆堤岸",
        "两个档案馆的堤岸档案。",
        (
            (
                "dikes",
                "堤岸",
                tuple(
                    (f"{archive}{code}", note)
                    for code, note in (
                        ("J101-A-000", "评注"),
                        ("J101-A-001", MARKERS["hidden note"]),
                        ("J102-A-000", MARKERS["conditional note"]),
                        ("J103-000", MARKERS["hidden note"]),
                    )
                    for archive in ("", f"{OTHER}:")
                ),
            ),
        ),
    )
    return Holdings(tuple(packages), (*told, both))


@pytest.fixture(scope="module")
def held() -> Holdings:
    return two_archives()


@pytest.fixture(scope="module")
def whole(held: Holdings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The home that holds everything, with all the readers."""
    home = Home(make_archive(tmp_path_factory.mktemp("whole"), held))
    add_all(home)
    yield home
    home.close()


def add_all(home: Home) -> None:
    for name, asker in ASKERS.items():
        home.add_reader(name, asker.role, asker.scope)
        for scope in asker.granted:
            home.grant(name, scope, dt.date(2026, 12, 31))


def token_of(name: str) -> str:
    return f"lt_token_of_{name}"


def asked(held: Holdings, seed: int) -> list[str]:
    paths = [
        *requests.searches(held, 40, seed=seed),
        *requests.every_word(held)[seed % 10 :: 10],
        *requests.suggestions(held)[seed % 8 :: 8],
        *requests.units_and_pages(held)[seed % 16 :: 16],
        *requests.themed(),
        "/api/v1/themes/neighbours",
    ]
    for value in ("J101", f"{OTHER}:J101", f":{OTHER}:J101", f"{OTHER}:J103", f"{OTHER}:", "352001:J101"):
        paths += [search_path(**{name: value}, size=100) for name in ("fonds", "supplier")]
        paths += [
            search_path(q=f"档号:{value}", sort="code", size=100),
            search_path(q="堤岸", supplier=value),
        ]
    return paths


@pytest.mark.parametrize("name", ASKERS)
def test_answers_equal_those_of_a_home_that_holds_only_what_the_reader_may_see(
    name: str, held: Holdings, whole: Home, tmp_path: Path
):
    asker = ASKERS[name]
    seen = held.only(lambda piece: not piece.hidden or asker.sees(piece))
    plain = Home(make_archive(tmp_path, seen.with_other_secrets(lambda piece: not asker.sees(piece))))
    try:
        add_all(plain)
        paths = asked(held, list(ASKERS).index(name))
        assert differing((whole, plain), paths, token_of(name)) == []
    finally:
        plain.close()


def test_on_a_cluster_a_supplier_learns_nothing_of_the_other_archive_either(
    held: Holdings, tmp_path: Path, opensearch_url: str
):
    name = "supplier-of-other"
    asker = ASKERS[name]
    seen = held.only(lambda piece: not piece.hidden or asker.sees(piece))
    homes = []
    for at, what in enumerate((held, seen.with_other_secrets(lambda piece: not asker.sees(piece)))):
        made = make_archive(tmp_path / str(at), what)
        homes.append(Home(on_cluster(made, opensearch_url, Shape(shards=2))))
    whole, plain = homes
    try:
        for home in homes:
            add_all(home)
        assert differing((whole, plain), asked(held, 3)[::4], token_of(name)) == []
        wanted = {piece.written for piece in held.pieces if not piece.hidden or asker.sees(piece)}
        assert set(whole.codes(token_of(name), sort="code")) == wanted
    finally:
        for home in homes:
            home.close()


@pytest.mark.parametrize("name", ASKERS)
def test_a_reader_with_rights_in_one_archive_is_answered_all_of_it_and_nothing_more(
    name: str, held: Holdings, whole: Home
):
    asker, token = ASKERS[name], token_of(name)
    wanted = {piece.written for piece in held.pieces if not piece.hidden or asker.sees(piece)}
    assert set(whole.codes(token, sort="code")) == wanted
    for piece in held.pieces:
        if "text" in piece.row:
            readable = asker.sees(piece) or not (piece.hidden or piece.sharing == CONDITIONAL)
            assert (whole.ask(unit_path(piece.written, "/pages/1"), token).status == 200) == readable
    facets = whole.search(token, size=1)["facets"]
    counted = {each["value"]: each["count"] for each in facets["supplier"]}
    suppliers = [
        f"{OTHER}:{supplier}" if piece.archive else supplier
        for piece in held.pieces
        if piece.written in wanted
        for supplier in [piece.row.get("立档单位") or piece.code.split("-")[0]]
    ]
    assert counted == {supplier: suppliers.count(supplier) for supplier in set(suppliers)}
