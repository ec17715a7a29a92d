"""Catalogue sheets in xlsx: which worksheets a workbook has, its shared strings and its formats.

Read here and not by a library, so that what a person sees is kept: number formats, merged cells, the count of
days from 1904, phonetic guides left out, the strict form of the standard, escapes undone once.
Source: ECMA-376 part 1, 18.2 (workbook), 18.4 (shared strings), 18.8 (styles).
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from indexer.sheets import letters
from indexer.sheets.asides import AsideKind
from indexer.sheets.errors import SheetError
from indexer.sheets.number_formats import GENERAL, NumberFormat, format_of, number_format
from indexer.sheets.package import WorkbookPackage, damage_told
from indexer.sheets.unread import UnreadWorksheet, Unseen
from indexer.sheets.worksheet import SPACES, Surroundings, WorksheetGrid, unescaped
from indexer.sheets.xml_walk import XmlWalk, is_true, local_name

MOST_WORKSHEETS = 1_000
"""The most worksheets of a workbook."""

CONTENT_TYPES = "[Content_Types].xml"
_ROOT_RELATIONS = "_rels/.rels"
_NO_STYLE = number_format(GENERAL)
_OTHERS = {
    "chartsheet": Unseen.CHART,
    "dialogsheet": Unseen.DIALOG,
    "xlMacrosheet": Unseen.MACRO,
    "xlIntlMacrosheet": Unseen.MACRO,
}


def open_workbook(package: WorkbookPackage) -> tuple[list[WorksheetGrid], list[UnreadWorksheet]]:
    """The worksheets of a workbook that a person sees, in their order, and those that are not read.

    Raises:
        SheetError: no workbook of Office Open XML, or damaged.
    """
    with damage_told(package.name):
        part = _main_part(package)
        book = _Book()
        with package.part(part) as source:
            book.walk(source)
        relations = _relations(package, _relations_of(part))
        formats: list[NumberFormat] = [_NO_STYLE]
        strings: list[str] = []
        for kind, target in relations.values():
            if kind == "styles" and target in package:
                formats = _formats(package, target)
            elif kind == "sharedStrings" and target in package:
                strings = _strings(package, target)
        surroundings = Surroundings(strings, formats, book.from_1904, book.reckoned_on_opening)
        seen: list[WorksheetGrid] = []
        unread: list[UnreadWorksheet] = []
        if len(book.sheets) > MOST_WORKSHEETS:
            raise SheetError(letters.sheet_too_large(package.name, "张工作表", "worksheets", MOST_WORKSHEETS))
        if len({relations[relation] for _, relation, _ in book.sheets}) < len(book.sheets):
            raise ValueError("two worksheets are one")
        for title, relation, state in book.sheets:
            kind, target = relations[relation]
            if kind != "worksheet":
                unread.append(UnreadWorksheet(title, _OTHERS.get(kind, Unseen.OTHER)))
            elif state != "visible":
                unread.append(UnreadWorksheet(title, Unseen.HIDDEN))
            elif target not in package:
                raise SheetError(letters.sheet_unreadable(package.name, f"{title}: no {target}"))
            else:
                seen.append(
                    WorksheetGrid(package, target, title, surroundings, _aside_parts(package, target))
                )
    return seen, unread


class _Book(XmlWalk):
    """The list of worksheets: title, relation, state."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, str]] = []
        self.from_1904 = False
        self.reckoned_on_opening = False

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if space not in SPACES:
            return
        if local == "sheet":
            relation = next(value for key, value in attributes.items() if key.endswith("relationships id"))
            title = unescaped(attributes["name"])
            self.sheets.append((title, relation, attributes.get("state", "visible")))
        elif local == "workbookPr":
            self.from_1904 = is_true(attributes.get("date1904"))
        elif local == "calcPr":
            self.reckoned_on_opening = is_true(attributes.get("fullCalcOnLoad"))


class _Relations(XmlWalk):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if local_name(name) == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes["Type"].rpartition("/")[2]
            self.found.append((attributes["Id"], kind, attributes["Target"]))


class _Styles(XmlWalk):
    """The formats that the file names, and the format of each cell style."""

    def __init__(self) -> None:
        super().__init__()
        self.written: dict[int, str] = {}
        self.used: list[int] = []
        self._in_cells = False

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        local = local_name(name)
        if local == "numFmt" and self.depth == 3:
            self.written[int(attributes["numFmtId"])] = unescaped(attributes["formatCode"])
        elif local == "cellXfs":
            self._in_cells = True
        elif local == "xf" and self._in_cells:
            self.used.append(int(attributes.get("numFmtId", 0)))

    def closed(self, name: str) -> None:
        if local_name(name) == "cellXfs":
            self._in_cells = False


class _Strings(XmlWalk):
    """The shared strings, without their phonetic guides."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._phonetic = 0
        self._reading = False

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        local = local_name(name)
        if local == "si":
            self._pieces = []
        elif local == "t":
            self._reading = not self._phonetic
        elif local == "rPh":
            self._phonetic += 1

    def characters(self, text: str) -> None:
        if self._reading:
            self._pieces.append(text)

    def closed(self, name: str) -> None:
        local = local_name(name)
        if local == "si":
            self.found.append(unescaped("".join(self._pieces)))
        elif local == "t":
            self._reading = False
        elif local == "rPh":
            self._phonetic -= 1


def _main_part(package: WorkbookPackage) -> str:
    if CONTENT_TYPES not in package or _ROOT_RELATIONS not in package:
        raise SheetError(letters.sheet_unreadable(package.name, f"no {CONTENT_TYPES}"))
    for kind, target in _relations(package, _ROOT_RELATIONS).values():
        if kind == "officeDocument":
            return target
    raise SheetError(letters.sheet_unreadable(package.name, "no workbook"))


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _relations(package: WorkbookPackage, part: str) -> dict[str, tuple[str, str]]:
    """By their names, the kind and the target of the relations of a part."""
    walk = _Relations()
    with package.part(part) as source:
        walk.walk(source)
    base = posixpath.dirname(posixpath.dirname(part))
    return {
        name: (kind, posixpath.normpath(posixpath.join("/", base, target.replace("\\", "/"))).lstrip("/"))
        for name, kind, target in walk.found
    }


def _aside_parts(package: WorkbookPackage, part: str) -> dict[str, AsideKind]:
    """The parts with the comments and text boxes of a worksheet."""
    relations = _relations_of(part)
    if relations not in package:
        return {}
    kinds = {
        "comments": AsideKind.COMMENT,
        "threadedComment": AsideKind.COMMENT,
        "drawing": AsideKind.BOX,
    }
    return {
        target: kinds[kind]
        for kind, target in _relations(package, relations).values()
        if kind in kinds and target in package
    }


def _formats(package: WorkbookPackage, part: str) -> list[NumberFormat]:
    walk = _Styles()
    with package.part(part) as source:
        walk.walk(source)
    return [number_format(format_of(number, walk.written)) for number in walk.used] or [_NO_STYLE]


def _strings(package: WorkbookPackage, part: str) -> list[str]:
    walk = _Strings()
    with package.part(part) as source:
        walk.walk(source)
    return walk.found


def is_workbook(package: WorkbookPackage) -> bool:
    """Whether an archive is one of Office Open XML with worksheets in XML."""
    return CONTENT_TYPES.lower() in package.parts() and any(
        part.startswith("xl/") and part.endswith(".xml") for part in package.parts()
    )
