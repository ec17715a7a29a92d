"""What the promises of the index engines are tried on: every adapter, each with a corpus of its own."""

from __future__ import annotations

import pytest

from tests.promises.engine_adapters import ADAPTERS, begun
from tests.promises.engine_corpus import corpus


@pytest.fixture(scope="session", params=ADAPTERS, ids=lambda adapter: adapter.name)
def adapter(request):
    for needed in request.param.needs:
        request.getfixturevalue(needed)
    return request.param


@pytest.fixture(scope="session")
def held(adapter, tmp_path_factory):
    """A corpus added in several commits and nothing deleted, and the reference that holds the same."""
    return corpus(adapter, tmp_path_factory.mktemp("held"), deletes=False)


@pytest.fixture(scope="session")
def thinned(adapter, tmp_path_factory):
    """A corpus from which units were deleted, and the reference that never held them."""
    return corpus(adapter, tmp_path_factory.mktemp("thinned"), deletes=True)


@pytest.fixture
def empty(adapter, tmp_path):
    generations = adapter.open(tmp_path / "index")
    return generations, begun(generations)
