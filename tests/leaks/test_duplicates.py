"""A unit is answered alike whether or not another one holds the same bytes, whoever asked for that one before."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from holdings.media.studio import Studio
from search_api.page_images import StudioPictures
from sharing.access import Role
from tests.leaks.asking import Home, differing, search_path, unit_path
from tests.leaks.duplicates import HIDDEN_NAME, PAIRS, SORTS, filed, make_archive

pytestmark = pytest.mark.xdist_group("leaks")

_LAYERS = (
    "",
    "/pages/1",
    "/pages/2",
    "/pages/1/image?width=200",
    "/pages/1/image",
    "/pages/1/alto",
    "/pages/1/text",
)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, Home]]:
    """A home with hidden duplicates and one that never held them; the staff has looked at all that is hidden."""
    opened = []
    for hidden in (True, False):
        plant = make_archive(tmp_path_factory.mktemp("duplicates"), hidden=hidden)
        pictures = StudioPictures(plant.objects, Studio(workers=1))
        opened.append((Home(plant, pictures=pictures), pictures))
    for home, _ in opened:
        home.add_reader("grantee")
        for scope in ("J202", "J292", "J203"):
            home.grant("grantee", scope)
        home.add_reader("supplier", Role.SUPPLIER, "J203")
    hiding = opened[0][0]
    staff = hiding.add_reader("staff", Role.STAFF)
    for one in filed():
        if one.hidden:
            for rest in _LAYERS:
                assert hiding.ask(unit_path(one.code, rest), staff).status in (200, 404)
    yield opened[0][0], opened[1][0]
    for home, pictures in opened:
        pictures.close()
        home.close()


def paths() -> list[str]:
    """All that can be asked of the units that are not hidden, on the interface and in the portal."""
    asked = [
        search_path(q="堤岸", size=100, sort="code"),
        search_path(q="堤岸 修缮", size=100),
        search_path(q=HIDDEN_NAME, size=100),
        search_path(q="", size=100, facets="class,fonds,year"),
    ]
    for one in filed():
        if not one.hidden:
            asked += [unit_path(one.code, rest) for rest in _LAYERS]
            asked += [f"/units/{quote(one.code)}", f"/units/{quote(one.code)}/pages/1"]
    return asked


def test_there_are_duplicates_of_which_something_is_missing(both):
    hiding, _ = both
    held = list(filed())
    assert len(held) == 2 * 2 * len(SORTS) * len(PAIRS)
    for one in held:
        twins = [other for other in held if other.octets == one.octets and other.hidden != one.hidden]
        assert twins, one.name
    noted = 0
    for hit in hiding.search(q="堤岸", size=100)["hits"]:
        noted += bool(hit["unit"]["text_note"])
    assert noted >= 2 * 10


@pytest.mark.parametrize("reader", ["", "lt_token_of_grantee", "lt_token_of_supplier"])
def test_an_answer_is_the_same_with_and_without_hidden_duplicates(both, reader):
    assert differing(both, paths(), token=reader) == []


@pytest.mark.parametrize("reader", ["", "lt_token_of_grantee", "lt_token_of_supplier"])
def test_no_answer_holds_the_name_of_a_hidden_file(both, reader):
    hiding, _ = both
    for path in paths():
        if HIDDEN_NAME not in path and quote(HIDDEN_NAME) not in path:
            assert HIDDEN_NAME not in hiding.ask(path, reader).body.decode("utf-8", "replace"), path


def test_a_reason_names_the_unit_s_own_file(both):
    hiding, _ = both
    named = 0
    for one in filed():
        if one.hidden or not one.code.startswith("J201"):
            continue
        for told in hiding.ask(unit_path(one.code)).told["objects"]:
            if told["note"] is not None:
                assert one.name in told["note"]["zh"] and one.name in told["note"]["en"]
                named += 1
    assert named >= 2 * 10
