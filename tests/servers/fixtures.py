"""Fixtures that give tests a real server. The first test that asks starts it, the end of the session stops it.

Where a server is not on this machine its tests are skipped and named aloud, or fail under CI=true.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

import pytest

from tests.servers.obtaining import PROMISES, ServerMissingError
from tests.servers.opensearch import OPENSEARCH
from tests.servers.postgresql import POSTGRESQL
from tests.servers.redis import REDIS
from tests.servers.running import FOLDER_VARIABLE, OWNER_VARIABLE, Server, end_shared, shared
from tests.servers.s3proxy import S3PROXY
from tests.servers.tika import TIKA
from tests.untested import untested

_OURS = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """The session's own folder of servers; its workers, and test runs inside of it, are told by the environment."""
    if FOLDER_VARIABLE not in os.environ:
        # It is made with the first server: a session that needs none leaves no folder if it is killed.
        folder = Path(tempfile.gettempdir()) / f"lantai-servers-{secrets.token_hex(8)}"
        config.stash[_OURS] = folder
        os.environ[FOLDER_VARIABLE] = str(folder)
        os.environ[OWNER_VARIABLE] = str(os.getpid())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    folder = config.stash.get(_OURS, None)
    if folder is not None:
        del os.environ[FOLDER_VARIABLE], os.environ[OWNER_VARIABLE]
        end_shared(folder)


def or_said_aloud(server: Server) -> str:
    """URL of the session's server; without it the test fails under CI=true and is skipped by name elsewhere."""
    try:
        return shared(server)
    except ServerMissingError as error:
        said_aloud(server.name, error)
        raise


def said_aloud(name: str, error: ServerMissingError) -> None:
    """Fail under CI=true, skip elsewhere, and say what is not tested."""
    untested(PROMISES[name], error)


@pytest.fixture(scope="session")
def opensearch_url() -> str:
    """A real OpenSearch, shared by all tests of the session: use a home id of your own in names of indices."""
    return or_said_aloud(OPENSEARCH)


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """A real PostgreSQL, as postgresql://lantai@127.0.0.1:PORT/postgres: make a database of your own."""
    return or_said_aloud(POSTGRESQL)


@pytest.fixture(scope="session")
def redis_url() -> str:
    """A real Redis, as redis://127.0.0.1:PORT: shared, so use names or a database number of your own."""
    return or_said_aloud(REDIS)


@pytest.fixture(scope="session")
def tika_url() -> str:
    """A real Tika server."""
    return or_said_aloud(TIKA)


@pytest.fixture(scope="session")
def s3_url() -> str:
    """A real S3 server with the bucket `tests.servers.s3proxy.BUCKET`; key and secret are there too."""
    return or_said_aloud(S3PROXY)
