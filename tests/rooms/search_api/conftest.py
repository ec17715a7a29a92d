"""One archive for all tests of this room, and a way to ask it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from search_api.http import api_app
from sharing.access import ANONYMOUS
from tests.journeys.serving import served
from tests.rooms.search_api.archive import Archive, build


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The archive is made once: its tests share a worker."""
    for item in items:
        if "rooms/search_api" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("search_api"))


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Some 160 units of every class, with themes and readers."""
    return build(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="session")
def ask(archive: Archive):
    """Asks as the anonymous reader: `ask("训令", scope="fulltext")`."""

    def asking(question: str = "", reader=ANONYMOUS, **parameters: str):
        told = {name.rstrip("_"): value for name, value in parameters.items()}
        return archive.answering.search(reader, {"q": question, **told})

    return asking


@pytest.fixture(scope="session")
def client(archive: Archive) -> Iterator[httpx.Client]:
    """The API over loopback, as `lantai serve` runs it."""
    with served(api_app(archive.answering)) as origin, httpx.Client(base_url=origin, timeout=30) as opened:
        yield opened
