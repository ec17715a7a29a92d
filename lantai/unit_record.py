"""All that the home knows of one unit, for staff at the machine: no reader's rights are asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from holdings.clock import Clock
from holdings.identity import written
from holdings.store import themes, units
from holdings.store.database import Transaction
from holdings.units import CORRECTABLE, Unit
from sharing.store import protect

_MORE_ELEMENTS = {"密级": "secrecy", "开放标识": "opening"}

# `class` is a word of Python, so this part of the shape is written as a call.
_WithClass = TypedDict("_WithClass", {"class": str})


class Record(_WithClass):
    """What `lantai unit show --json` prints; a withdrawn unit is told of too."""

    code: str
    level: str
    level_label: str
    class_label: str
    face_hidden: bool
    published: list[str]
    supplier: str
    fonds: str
    ancestors: list[str]
    template: str
    description: dict[str, str]
    other_cells: list[tuple[str, str]]
    pages: int
    text_note: str
    poorly_read: int
    withdrawn: bool
    themes: list[str]
    history: list[dict[str, str]]


def record_of(connection: Transaction, unit: Unit) -> Record:
    """The record of a unit."""
    state = protect(connection, [unit])[unit.row].state
    told = unit.description
    description: dict[str, str] = {}
    for element, attribute in {**CORRECTABLE, **_MORE_ELEMENTS}.items():
        value = getattr(told, attribute)
        text = value if isinstance(value, str) else ";".join(value)
        if text:
            description[element] = text
    if told.stated_pages:
        description["页数"] = str(told.stated_pages)
    slugs = themes.slugs(connection)
    return Record(
        {
            "code": unit.identity.written,
            "level": unit.level.word,
            "level_label": unit.level.zh,
            "class": state.sharing_class.word,
            "class_label": state.sharing_class.zh,
            "face_hidden": state.face_hidden,
            "published": sorted(state.published),
            "supplier": unit.supplied_by,
            "fonds": unit.written_fonds,
            "ancestors": [written(unit.identity.archive, code) for code in unit.ancestors],
            "template": unit.template,
            "description": description,
            "other_cells": list(told.other_cells),
            "pages": unit.pages,
            "text_note": unit.text_note,
            "poorly_read": unit.poorly_read,
            "withdrawn": unit.withdrawn,
            "themes": [slugs[row] for row in themes.with_units(connection, [unit.row]).get(unit.row, [])],
            "history": units.history(connection, unit.row),
        }
    )


def lines_of(record: Record, clock: Clock) -> Iterator[str]:
    """The record as lines for a person; moments of its history are those of the archive's clock."""
    yield f"{record['code']}  {record['level_label']} {record['level']}"
    if record["withdrawn"]:
        yield "已撤回 withdrawn"
    hidden = "，公开面已隐藏 face hidden" if record["face_hidden"] else ""
    published = f"，公开面另示 published: {', '.join(record['published'])}" if record["published"] else ""
    yield f"共享类型 class: {record['class_label']} {record['class']}{hidden}{published}"
    for element, text in record["description"].items():
        yield f"{element}: {text}"
    for heading, text in record["other_cells"]:
        yield f"其他列 other column {heading}: {text}"
    yield f"供档单位 supplier: {record['supplier']}"
    if record["ancestors"]:
        yield f"上级 above: {' › '.join(record['ancestors'])}"
    yield f"页面 pages: {record['pages']}" + (f"  {record['text_note']}" if record["text_note"] else "")
    if record["poorly_read"]:
        yield f"其中识读把握不足 poorly read: {record['poorly_read']}"
    if record["themes"]:
        yield f"专题 themes: {', '.join(record['themes'])}"
    for line in record["history"]:
        change = " → ".join(filter(None, (line["before"], line["after"])))
        parts = (clock.local(line["at"]), line["action"], line["element"], change, line["reason"])
        yield "历史 history: " + "  ".join(filter(None, parts))
