"""Where the test material lies that is shared between checkouts and never copied into the repository.

A clone alone has none of it, and its tests pass: each promise is tested on material of the project's own
(tests/material). What only the shared material shows is a test of its own, marked `shared("what it shows")`.
"""

from __future__ import annotations

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


class SharedMaterialMissingError(FileNotFoundError):
    """A file of the shared test material is not where it should be."""


def shared_root() -> Path:
    """The folder `shared`: LANTAI_SHARED, else `shared` beside the repository's own folder."""
    named = os.environ.get("LANTAI_SHARED", "")
    return Path(named).expanduser().resolve() if named else REPOSITORY.parent / "shared"


def shared_is_expected() -> bool:
    """Is there shared material, or does the environment say so? If so, a file of it that is missing is a failure."""
    return bool(os.environ.get("LANTAI_SHARED", "")) or shared_root().exists()


def shared(*parts: str) -> Path:
    """Path of one file or folder of the shared test data; asked for inside of a test or fixture, not while importing.

    Args:
        *parts: the path below `shared/data`, for example `shared("retrieval", "queries.jsonl.gz")`.
            A leading "data" may be named too: `shared("data", "retrieval")` is `shared("retrieval")`. A leading
            "cases" names the folder beside `data`.

    Returns:
        An existing path.

    Raises:
        SharedMaterialMissingError: nothing is there; the message says where it was looked for and what to do.
    """
    root = shared_root()
    # LANTAI_SHARED may name the folder `shared` or the folder `data` in it.
    base = root / "data" if (root / "data").is_dir() else root
    below = parts[1:] if parts[:1] == ("data",) else parts
    if parts[:1] == ("cases",):
        base = base.parent if base.name == "data" else base
    path = base.joinpath(*below)
    if not path.exists():
        raise SharedMaterialMissingError(
            f"Shared test material is missing: {path}\n"
            "Without it this test cannot compare with the figures that the design promises.\n"
            "Set LANTAI_SHARED to the folder `shared` (the one that holds `data`), "
            "or put that folder beside the repository."
        )
    return path
