"""One unit and what is below it; each as the store says at this moment."""

from __future__ import annotations

import base64
import binascii

from holdings.codes import fonds_code, normalise
from holdings.identity import UnitIdentity
from holdings.media.types import media_type
from holdings.store import objects, pages, units
from holdings.store.database import Transaction
from search_api.bare_levels import is_bare_level
from search_api.context import Context
from search_api.letters import bad_parameter, not_found, notice
from search_api.request import MOST_HITS
from search_api.shapes import Ancestor, ChildrenAnswer, ObjectShape, UnitAnswer
from search_api.showing import (
    bare_brief,
    brief,
    description_for,
    fonds_titles,
    title_for,
    titles_of_fonds,
)
from search_api.theme_sight import themes_of_units
from sharing import hierarchy
from sharing.access import Part, Protected, Reader, may_view
from sharing.store_seen import unit_seen


def unit_answer(connection: Transaction, context: Context, reader: Reader, code: str) -> UnitAnswer | None:
    """Answer GET /units/{code} of a unit that the reader sees; None where there is none."""
    protected = _seen(connection, reader, read_identity(code))
    if protected is None:
        return None
    unit = protected.unit
    full = may_view(reader, protected, Part.DESCRIPTION)
    readable = may_view(reader, protected, Part.PAGES)
    within = themes_of_units(connection, reader, [unit.row])
    return {
        "unit": brief(reader, protected, (), fonds_titles(connection, reader, [unit]), context.apply),
        "described": True,
        "description": description_for(reader, protected),
        "description_visible": full,
        "ancestors": _ancestors(connection, reader, unit.identity),
        "children": hierarchy.count_children(connection, reader, unit.identity),
        "page_numbers": pages.numbers_of(connection, unit.row) if readable else [],
        "objects": _objects(connection, unit.row) if readable else [],
        "themes": [{"id": theme.slug, "title": theme.title} for theme in within],
    }


def bare_answer(connection: Transaction, context: Context, reader: Reader, code: str) -> UnitAnswer:
    """Answer GET /units/{code} of a code at which the reader sees no unit.

    Raises:
        ProblemError: 404, the reader sees nothing below it either.
    """
    identity = _bare_level(connection, context, reader, code)
    total = hierarchy.count_children(connection, reader, identity)
    if not total:
        raise not_found()
    titles = titles_of_fonds(connection, reader, [(identity.archive, fonds_code(identity.code))])
    return {
        "unit": bare_brief(identity, titles),
        "described": False,
        "description": {"档号": identity.written},
        "description_visible": False,
        "ancestors": _ancestors(connection, reader, identity),
        "children": total,
        "page_numbers": [],
        "objects": [],
        "themes": [],
    }


def children_answer(
    connection: Transaction, context: Context, reader: Reader, code: str, size: int, cursor: str
) -> ChildrenAnswer | None:
    """Answer GET /units/{code}/children of a unit that the reader sees; None where there is none.

    Raises:
        ProblemError: 400 for a size or cursor that cannot be understood.
    """
    seen = _seen(connection, reader, read_identity(code))
    return None if seen is None else _children(connection, context, reader, seen.unit.identity, size, cursor)


def children_of_bare_level(
    connection: Transaction, context: Context, reader: Reader, code: str, size: int, cursor: str
) -> ChildrenAnswer:
    """Answer GET /units/{code}/children of a code at which the reader sees no unit.

    Raises:
        ProblemError: 404, nothing is seen below it either; 400 for a size or cursor that cannot be understood.
    """
    identity = _bare_level(connection, context, reader, code)
    told = _children(connection, context, reader, identity, size, cursor)
    if not told["total"]:
        raise not_found()
    return told


def _bare_level(connection: Transaction, context: Context, reader: Reader, code: str) -> UnitIdentity:
    identity = read_identity(code)
    if not _storable(identity) or not is_bare_level(connection, context, reader, identity):
        raise not_found()
    return identity


def _children(
    connection: Transaction, context: Context, reader: Reader, identity: UnitIdentity, size: int, cursor: str
) -> ChildrenAnswer:
    if not 1 <= size <= MOST_HITS:
        raise bad_parameter(
            "size", f"请写 1 到 {MOST_HITS} 的整数。", f"write a whole number from 1 to {MOST_HITS}."
        )
    below = hierarchy.children(connection, reader, identity, _read_key(cursor), size + 1)
    shown = below[:size]
    titles = fonds_titles(connection, reader, (each.unit for each in shown))
    following = None
    if len(below) > size:
        following = _write_key(units.order_keys(connection, [shown[-1].unit.identity.number]))
    return {
        "children": [brief(reader, each, (), titles, context.apply) for each in shown],
        "total": hierarchy.count_children(connection, reader, identity),
        "next": following,
    }


def read_identity(code: str) -> UnitIdentity:
    """A unit's identity as URLs write it; 404 for what can be none."""
    archive, colon, rest = code.partition(":")
    return UnitIdentity(archive, normalise(rest)) if archive and colon else UnitIdentity("", normalise(code))


def seen_unit(connection: Transaction, reader: Reader, code: str) -> Protected:
    """The unit of a code, with what decides who may see it.

    Raises:
        ProblemError: 404, it is not held or its face is not for this reader; the store is asked the same for both.
    """
    seen = _seen(connection, reader, read_identity(code))
    if seen is None:
        raise not_found()
    return seen


def _seen(connection: Transaction, reader: Reader, identity: UnitIdentity) -> Protected | None:
    return unit_seen(connection, reader, identity) if _storable(identity) else None


def _ancestors(connection: Transaction, reader: Reader, identity: UnitIdentity) -> list[Ancestor]:
    return [
        _ancestor(reader, written, above)
        for written, above in hierarchy.ancestors(connection, identity, reader)
    ]


def _storable(identity: UnitIdentity) -> bool:
    # A store cannot be asked for text that is no text.
    try:
        f"{identity.archive}{identity.code}".encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in identity.code and "\x00" not in identity.archive


def _ancestor(reader: Reader, written: str, above: Protected | None) -> Ancestor:
    if above is None:
        return {"code": written, "title": "", "level": "", "level_label": "", "visible": False}
    level = above.unit.level
    return {
        "code": written,
        "title": title_for(reader, above),
        "level": level.word,
        "level_label": level.zh,
        "visible": True,
    }


def _objects(connection: Transaction, row: int) -> list[ObjectShape]:
    return [
        {
            "number": each.position + 1,
            "name": each.name,
            "kind": each.kind,
            "media_type": media_type(each.kind, each.name),
            "pages": each.pages,
            "bytes": each.size,
            "digest": each.digest,
            "note": notice("no-text", each.note) if each.note is not None else None,
        }
        for each in objects.of_units(connection, [row]).get(row, [])
    ]


def _write_key(keys: dict[int, tuple[str, bytes]]) -> str:
    (_, key) = next(iter(keys.values()))
    return base64.urlsafe_b64encode(key).decode("ascii").rstrip("=")


def _read_key(cursor: str) -> bytes:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise bad_parameter(
            "cursor",
            "它不是上一页给出的 next。请从第一页重新开始。",
            "it is not the next of an earlier page. Start again from the first.",
        ) from None
