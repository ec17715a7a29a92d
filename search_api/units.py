"""One unit and what is below it; each as the store says at this moment."""

from __future__ import annotations

import base64
import binascii

from holdings.codes import normalise
from holdings.identity import UnitIdentity
from holdings.store import objects, pages, units
from holdings.store.database import Transaction
from search_api.letters import bad_parameter, not_found, notice
from search_api.request import MOST_HITS
from search_api.shapes import Ancestor, ChildrenAnswer, ObjectShape, UnitAnswer
from search_api.showing import brief, description_for, fonds_titles, title_for
from search_api.theme_sight import themes_of_units
from sharing import hierarchy
from sharing.access import Part, Protected, Reader, may_view
from sharing.store_seen import unit_seen


def unit_answer(connection: Transaction, reader: Reader, code: str) -> UnitAnswer:
    """Answer GET /units/{code}.

    Raises:
        ProblemError: 404, the unit is not held or not for this reader.
    """
    protected = seen_unit(connection, reader, code)
    unit = protected.unit
    full = may_view(reader, protected, Part.DESCRIPTION)
    readable = may_view(reader, protected, Part.PAGES)
    within = themes_of_units(connection, reader, [unit.row])
    return {
        "unit": brief(reader, protected, (), fonds_titles(connection, reader, [unit])),
        "description": description_for(reader, protected),
        "description_visible": full,
        "ancestors": [
            _ancestor(reader, written, above)
            for written, above in hierarchy.ancestors(connection, protected, reader)
        ],
        "children": hierarchy.count_children(connection, reader, unit.identity),
        "page_numbers": pages.numbers_of(connection, unit.row) if readable else [],
        "objects": _objects(connection, unit.row) if readable else [],
        "themes": [{"id": theme.slug, "title": theme.title} for theme in within],
    }


def children_answer(
    connection: Transaction, reader: Reader, code: str, size: int, cursor: str
) -> ChildrenAnswer:
    """Answer GET /units/{code}/children.

    Raises:
        ProblemError: 404 as for the unit itself; 400 for a size or cursor that cannot be understood.
    """
    protected = seen_unit(connection, reader, code)
    if not 1 <= size <= MOST_HITS:
        raise bad_parameter(
            "size", f"请写 1 到 {MOST_HITS} 的整数。", f"write a whole number from 1 to {MOST_HITS}."
        )
    identity = protected.unit.identity
    below = hierarchy.children(connection, reader, identity, _read_key(cursor), size + 1)
    shown = below[:size]
    titles = fonds_titles(connection, reader, (each.unit for each in shown))
    following = None
    if len(below) > size:
        following = _write_key(units.order_keys(connection, [shown[-1].unit.identity.number]))
    return {
        "children": [brief(reader, each, (), titles) for each in shown],
        "total": hierarchy.count_children(connection, reader, identity),
        "next": following,
    }


def read_identity(code: str) -> UnitIdentity:
    """A unit's identity as URLs write it; 404 for what can be none."""
    archive, colon, rest = code.partition(":")
    return UnitIdentity(archive, normalise(rest)) if colon else UnitIdentity("", normalise(code))


def seen_unit(connection: Transaction, reader: Reader, code: str) -> Protected:
    """The unit of a code, with what decides who may see it.

    Raises:
        ProblemError: 404, it is not held or its face is not for this reader; the store is asked the same for both.
    """
    identity = read_identity(code)
    seen = unit_seen(connection, reader, identity) if _storable(identity) else None
    if seen is None:
        raise not_found()
    return seen


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
            "name": each.name,
            "kind": each.kind,
            "pages": each.pages,
            "bytes": each.size,
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
