"""Do store, digital objects and indices belong together? A store that is gone is no reason to begin another home."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING

from engines.tantivy_engine.whose import home_of
from holdings.objects import ObjectsUnavailable
from lantai import move_letters
from lantai.errors import CommandFailed
from lantai.places import MoveUnfinished

if TYPE_CHECKING:
    from holdings.objects import Objects
    from lantai.settings import Settings

#: What stands before a home's id in a place of objects while that home is being moved there.
MOVING = "moving "
_ID = re.compile(r"[0-9a-f]{16}")


class HomeLost(CommandFailed):
    """Objects or indices of a home lie here, and the store is none."""


class OtherHome(CommandFailed):
    """Objects or indices that lie here are another home's."""


def refuse_lost(settings: Settings, objects: Objects) -> None:
    """Look whether a home may be begun here.

    Raises:
        HomeLost: objects or indices of one lie here.
        MoveUnfinished: objects are being moved here.
        ObjectsUnavailable: that cannot be told now.
    """
    owner = objects.owner()
    if owner.startswith(MOVING):
        raise MoveUnfinished(move_letters.objects_unfinished(_place(settings)))
    if next(iter(objects.all()), None) is not None:
        raise HomeLost(move_letters.home_lost(_place(settings), owner))
    home = home_of(settings.index)
    if home:
        raise HomeLost(move_letters.home_lost(str(settings.index), home))


def refuse_others(settings: Settings, objects: Objects, home: str) -> None:
    """Look whether what lies here is this home's, and write down that it is.

    Raises:
        OtherHome: objects or indices are another's.
        MoveUnfinished: objects are being moved here.
    """
    refuse_other_objects(settings, objects, home)
    other = home_of(settings.index)
    if other and other != home:
        raise OtherHome(move_letters.of_another(str(settings.index), other, home))


def refuse_other_objects(settings: Settings, objects: Objects, home: str) -> None:
    """The same of objects alone."""
    try:
        owner = objects.owner()
        if owner == home:
            return
        if owner.startswith(MOVING):
            raise MoveUnfinished(move_letters.objects_unfinished(_place(settings)))
        # What is no id was not written by any home: the mark itself is damaged, and is written anew.
        if _ID.fullmatch(owner) and next(iter(objects.all()), None) is not None:
            raise OtherHome(move_letters.of_another(_place(settings), owner, home))
        # Earlier versions wrote nothing down; a place without an object is nobody's.
        with contextlib.suppress(OSError):
            objects.own(home)
    except ObjectsUnavailable:
        return  # whoever needs an object is told why


def _place(settings: Settings) -> str:
    return settings.bucket.url if settings.bucket.name else str(settings.objects)
