"""Where a home's truth lies: opening stores and places of objects, whether settings or a command name them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from holdings.s3_bucket import Bucket
from lantai import letters, move_letters
from lantai.errors import CommandFailed, SettingsError

if TYPE_CHECKING:
    from holdings.objects import Objects
    from holdings.store.database import Store
    from lantai.settings import Settings


class MoveUnfinished(CommandFailed):
    """The store is the target of a move that was not finished: not all of the home is in it."""


def open_store(url: str) -> Store:
    """A store by its URL; nothing is asked of it yet.

    Raises:
        SettingsError: its driver is not installed.
    """
    # Its tables are part of the schema that migrations are compared with.
    import sharing.store  # noqa: F401
    from holdings.store.database import Store

    try:
        return Store(url)
    except ImportError as error:
        raise SettingsError(letters.no_driver(str(error.name))) from None
    except Exception as error:
        # By its name: the library is known to the rooms of the store alone.
        if type(error).__name__ not in ("NoSuchModuleError", "ArgumentError"):
            raise
        raise SettingsError(letters.no_driver(type(error).__name__)) from None


def no_store_yet(url: str) -> bool:
    """Whether the file of a store on this machine is not there, or empty; of one on a server the server knows."""
    prefix = "sqlite:///"
    if not url.startswith(prefix):
        return False
    path = Path(url.removeprefix(prefix))
    return not path.exists() or (path.is_file() and not path.stat().st_size)


def refuse_unfinished(store: Store) -> None:
    """Look whether all of the home is there.

    Raises:
        MoveUnfinished: a move to this store was begun and not finished.
    """
    from holdings.store.homes import fact
    from holdings.store.moving import FACT

    with store.reading() as connection:
        if fact(connection, FACT):
            raise MoveUnfinished(move_letters.unfinished_here())


def objects_at(settings: Settings, bucket: Bucket, folder: Path) -> Objects:
    """Where digital objects lie: in the bucket if it has a name, else in the folder."""
    if bucket.name:
        from holdings.s3_objects import S3Objects

        return S3Objects(bucket, settings.home / "copies", settings.copies_bytes)
    from holdings.objects import FolderObjects

    return FolderObjects(folder)
