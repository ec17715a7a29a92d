"""The objects of a PDF's page: where pictures lie, which text is invisible, which belongs to a hidden layer."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as raw

MAX_OBJECTS = 200_000
MAX_DEPTH = 6

MAX_LAYERS = 64
"""Optional contents of one page that are looked at."""

Bounds = tuple[float, float, float, float]
"""left, bottom, right, top in points of the page's own space."""

_Matrix = tuple[float, float, float, float, float, float]
_SAME: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_INVISIBLE = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)


@dataclass(frozen=True, slots=True)
class PageObjects:
    """What stands on a page.

    Attributes:
        pictures: where pictures lie, with their places in the order of drawing.
        texts: places in the order of drawing of text objects, by their addresses.
        invisible: addresses of those that are drawn without ink.
        hidden: addresses of those that belong to a layer that is switched off.
    """

    pictures: tuple[tuple[int, Bounds], ...]
    texts: dict[int, int]
    invisible: frozenset[int]
    hidden: frozenset[int]

    def unseen(self, text: int, x: float, y: float) -> bool:
        """Is this text object without ink at a point, or covered there by a picture that is drawn later?"""
        if text in self.invisible:
            return True
        own = self.texts.get(text)
        return own is not None and any(
            order > own and left <= x <= right and bottom <= y <= top
            for order, (left, bottom, right, top) in self.pictures
        )


def objects_of(page: Any) -> PageObjects:
    """What stands on a page of pypdfium2."""
    pictures: list[tuple[int, Bounds]] = []
    texts: dict[int, int] = {}
    invisible: set[int] = set()
    layered: list[tuple[int, Any]] = []
    for order, (found, kind, matrix) in enumerate(_found(page)):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            pictures.append((order, _bounds(found, matrix)))
        elif kind == raw.FPDF_PAGEOBJ_TEXT:
            own = _address(found)
            texts[own] = order
            if raw.FPDFTextObj_GetTextRenderMode(found) in _INVISIBLE:
                invisible.add(own)
            mark = _layer_mark(found)
            if mark is not None:
                layered.append((own, mark))
    hidden = _hidden(page, layered) if layered else frozenset()
    return PageObjects(tuple(pictures), texts, frozenset(invisible), hidden)


def text_object(text_page: Any, at: int) -> int:
    """The address of the text object that a character of a text page belongs to; 0 for none."""
    found: Any = raw.FPDFText_GetTextObject(text_page, at)
    return _address(found) if found else 0


def _address(found: Any) -> int:
    return int(ctypes.cast(found, ctypes.c_void_p).value or 0)


def _found(page: Any) -> Iterator[tuple[Any, int, _Matrix]]:
    left = [MAX_OBJECTS]
    for at in range(int(raw.FPDFPage_CountObjects(page))):
        yield from _unfolded(raw.FPDFPage_GetObject(page, at), _SAME, 0, left)


def _unfolded(found: Any, outer: _Matrix, depth: int, left: list[int]) -> Iterator[tuple[Any, int, _Matrix]]:
    left[0] -= 1
    if not found or left[0] < 0:
        return
    kind = int(raw.FPDFPageObj_GetType(found))
    if kind != raw.FPDF_PAGEOBJ_FORM:
        yield found, kind, outer
    elif depth < MAX_DEPTH:
        own = raw.FS_MATRIX()
        inner = outer
        if raw.FPDFPageObj_GetMatrix(found, ctypes.byref(own)):
            inner = _joined(outer, (own.a, own.b, own.c, own.d, own.e, own.f))
        for at in range(max(0, int(raw.FPDFFormObj_CountObjects(found)))):
            yield from _unfolded(raw.FPDFFormObj_GetObject(found, at), inner, depth + 1, left)


def _joined(outer: _Matrix, inner: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    x, y = _mapped(outer, e, f)
    return (
        outer[0] * a + outer[2] * b,
        outer[1] * a + outer[3] * b,
        outer[0] * c + outer[2] * d,
        outer[1] * c + outer[3] * d,
        x,
        y,
    )


def _mapped(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bounds(found: Any, matrix: _Matrix) -> Bounds:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(
        found, ctypes.byref(left), ctypes.byref(bottom), ctypes.byref(right), ctypes.byref(top)
    ):
        return 0.0, 0.0, 0.0, 0.0
    corners = [_mapped(matrix, x, y) for x in (left.value, right.value) for y in (bottom.value, top.value)]
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _layer_mark(found: Any) -> Any:
    """The mark by which an object belongs to optional content (ISO 32000-1, 8.11.3.2); None where it has none."""
    count = int(raw.FPDFPageObj_CountMarks(found))
    if count <= 0 or (count == 1 and raw.FPDFPageObj_GetMarkedContentID(found) >= 0):
        return None  # most marks are those of the document's structure
    for at in range(min(count, 8)):
        mark: Any = raw.FPDFPageObj_GetMark(found, at)
        if mark and _mark_name(mark) == "OC":
            return mark
    return None


def _mark_name(mark: Any) -> str:
    space, size = (ctypes.c_ushort * 8)(), ctypes.c_ulong()
    if not raw.FPDFPageObjMark_GetName(mark, space, 16, ctypes.byref(size)):
        return ""
    return bytes(space)[: max(0, min(size.value, 16) - 2)].decode("utf-16-le", "replace")


def _layer_name(mark: Any) -> bytes:
    space, size = (ctypes.c_ushort * 128)(), ctypes.c_ulong()
    if raw.FPDFPageObjMark_GetParamStringValue(mark, b"Name", space, 256, ctypes.byref(size)):
        return bytes(space)[: min(size.value, 256)]
    return b""


def _hidden(page: Any, layered: list[tuple[int, Any]]) -> frozenset[int]:
    """Those of the text objects that a viewer does not show.

    Which layers are off follows from several parts of the document. pdfium knows it when it draws: for each layer
    a black sheet that belongs to it is laid on the page, and seen or not.
    """
    shown: dict[bytes, bool] = {}
    hidden: set[int] = set()
    for own, mark in layered:
        name = _layer_name(mark) or own.to_bytes(8, "big")
        if name not in shown:
            shown[name] = len(shown) >= MAX_LAYERS or _sheet_shown(page, mark)
        if not shown[name]:
            hidden.add(own)
    return frozenset(hidden)


def _sheet_shown(page: Any, mark: Any) -> bool:
    left, bottom, right, top = page.get_bbox()
    sheet: Any = raw.FPDFPageObj_CreateNewRect(left, bottom, right - left, top - bottom)
    raw.FPDFPageObj_SetFillColor(sheet, 0, 0, 0, 255)
    raw.FPDFPath_SetDrawMode(sheet, raw.FPDF_FILLMODE_WINDING, False)
    if not raw.FPDFPageObj_AddExistingMark(sheet, mark):
        raw.FPDFPageObj_Destroy(sheet)
        return True
    raw.FPDFPage_InsertObject(page, sheet)
    try:
        drawn = page.render(
            scale=8 / max(1.0, right - left, top - bottom), draw_annots=False, may_draw_forms=False
        )
        return int(drawn.to_numpy()[..., :3].max()) < 128
    finally:
        if raw.FPDFPage_RemoveObject(page, sheet):
            raw.FPDFPageObj_Destroy(sheet)
