"""The stores on which the law of sharing is tried: it is written in SQL too, which each database reads its own way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.promises import stores


@pytest.fixture(scope="module", params=stores.KINDS)
def law_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a fresh store of each kind, for all tests of a module."""
    if request.param == "sqlite":
        yield stores.sqlite(tmp_path_factory.mktemp("home"))
        return
    with stores.prepared_database(request.getfixturevalue("postgres_url")) as url:
        yield url
