"""The places of digital objects that are held to the promises: a folder, and the session's S3 server."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from holdings.objects import FolderObjects, Objects
from holdings.s3_bucket import Bucket
from holdings.s3_objects import S3Objects
from tests.servers.s3proxy import BUCKET, KEY, SECRET

#: Room for copies that no test fills unless it means to.
ROOM = 1 << 30

KINDS = ("folder", "s3")


def bucket(endpoint: str, prefix: str = "") -> Bucket:
    """The session's bucket, below a prefix of the test's own."""
    return Bucket(BUCKET, prefix or secrets.token_hex(6), endpoint, key=KEY, secret=SECRET)


def opener(kind: str, request: pytest.FixtureRequest) -> Callable[[], Objects]:
    """What opens the same objects again and again, each time with no local copy, as another machine would."""
    folder: Path = request.getfixturevalue("tmp_path")
    if kind == "folder":
        return lambda: FolderObjects(folder / "objects")
    place = bucket(request.getfixturevalue("s3_url"))
    return lambda: S3Objects(place, folder / f"copies-{secrets.token_hex(4)}", ROOM)
