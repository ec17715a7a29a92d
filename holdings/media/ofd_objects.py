"""What stands on a page of an OFD: its objects, templates and composites unfolded, each with its place.

GB/T 33190-2016: clause 7.7 pages, 7.9 resources, 8.5 the page's space, 13 composite objects. The space is in
millimetres, origin top left, y down.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from holdings.media.ofd_package import OfdPackage
from holdings.media.safe_xml import Element, child, children, local, words

MAX_OBJECTS = 200_000
"""Objects of one page, composites unfolded; a map of the land register has 60,000."""

MAX_DEPTH = 12
"""Composites and blocks within one another. A composite that holds itself ends here."""

Matrix = tuple[float, float, float, float, float, float]
"""a b c d e f: x' = a x + c y + e, y' = b x + d y + f."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_FARTHEST = 1e7  # millimetres; what is farther is nonsense


@dataclass(frozen=True, slots=True)
class Placed:
    """An object of a page: a TextObject, ImageObject or PathObject.

    Attributes:
        element: its XML.
        matrix: from its own space to the page's.
        resources: where its fonts and pictures are looked up.
    """

    element: Element
    matrix: Matrix
    resources: Resources

    @property
    def names_glyphs(self) -> bool:
        """It is text, drawn by glyphs of a font that the OFD carries."""
        return child(self.element, "CGTransform") is not None and self.font is not None

    @property
    def font(self) -> str | None:
        """The part that holds the font of a TextObject; None where the OFD does not carry it."""
        return self.resources.fonts.get(self.element.get("Font", ""))


@dataclass(slots=True)
class Resources:
    """Fonts, pictures and composite units by their IDs (clause 7.9); values are parts of the package."""

    fonts: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    units: dict[str, Element] = field(default_factory=dict)

    def added(self, package: OfdPackage, locations: list[str], beside: str) -> Resources:
        """These resources and those of the parts at `locations`, which `beside` names."""
        sums = Resources(dict(self.fonts), dict(self.pictures), dict(self.units))
        for location in locations:
            part = package.find(location, beside)
            if part is None:
                continue
            root = package.xml(part)
            base = root.get("BaseLoc", "").strip().replace("\\", "/")
            folder = part.rpartition("/")[0]
            base = base.lstrip("/") if base.startswith("/") else f"{folder}/{base}".strip("/")
            for element in root.iter():
                kind, own = local(element), element.get("ID", "")
                if kind == "Font" and (found := _file(package, element, "FontFile", part, base)):
                    sums.fonts[own] = found
                elif kind == "MultiMedia" and (found := _file(package, element, "MediaFile", part, base)):
                    sums.pictures[own] = found
                elif kind == "CompositeGraphicUnit":
                    sums.units[own] = element
        return sums


def _file(package: OfdPackage, element: Element, name: str, part: str, base: str) -> str | None:
    location = words(child(element, name))
    if not location:
        return None
    return (
        None if location.startswith("/") else package.find("/" + f"{base}/{location}", part)
    ) or package.find(location, part, base)


def objects_of(content: Element | None, resources: Resources) -> Iterator[Placed]:
    """The objects of a page's or template's Content, in the order in which they are drawn."""
    left = [MAX_OBJECTS]
    if content is not None:
        yield from _unfolded(content, IDENTITY, resources, 0, left)


def _unfolded(
    holder: Element, matrix: Matrix, resources: Resources, depth: int, left: list[int]
) -> Iterator[Placed]:
    if depth > MAX_DEPTH:
        return
    for element in holder:
        left[0] -= 1
        if left[0] < 0:
            return
        kind = local(element)
        if element.get("Visible") in ("false", "0"):  # clause 8.5: nobody sees it
            continue
        if kind in ("Layer", "PageBlock", "Content", "Appearance"):
            yield from _unfolded(element, matrix, resources, depth + 1, left)
        elif kind in ("TextObject", "ImageObject", "PathObject"):
            yield Placed(element, placed(element, matrix), resources)
        elif kind == "CompositeObject":
            unit = resources.units.get(element.get("ResourceID", ""))
            content = child(unit, "Content")
            if content is not None:
                yield from _unfolded(content, placed(element, matrix), resources, depth + 1, left)


def placed(element: Element, outer: Matrix) -> Matrix:
    """From an object's own space (its CTM, then its Boundary's corner) through the space around it."""
    boundary = numbers(element.get("Boundary", ""))
    x, y = (boundary[0], boundary[1]) if len(boundary) >= 2 else (0.0, 0.0)
    ctm = numbers(element.get("CTM", ""))
    own: Matrix = (ctm[0], ctm[1], ctm[2], ctm[3], ctm[4], ctm[5]) if len(ctm) == 6 else IDENTITY
    if not ctm and local(element) == "ImageObject" and len(boundary) == 4:
        own = (boundary[2], 0.0, 0.0, boundary[3], 0.0, 0.0)  # a picture is the unit square (clause 10)
    return joined(outer, (own[0], own[1], own[2], own[3], own[4] + x, own[5] + y))


def joined(outer: Matrix, inner: Matrix) -> Matrix:
    """First `inner`, then `outer`."""
    a, b, c, d, e, f = inner
    x, y = mapped(outer, e, f)
    return (
        outer[0] * a + outer[2] * b,
        outer[1] * a + outer[3] * b,
        outer[0] * c + outer[2] * d,
        outer[1] * c + outer[3] * d,
        x,
        y,
    )


def mapped(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point through a matrix, kept where numbers can be reckoned with."""
    a, b, c, d, e, f = matrix
    return _kept(a * x + c * y + e), _kept(b * x + d * y + f)


def unit_square(matrix: Matrix) -> tuple[float, float, float, float]:
    """x0, y0, x1, y1 around the unit square, which is a picture's own space (clause 10)."""
    corners = [mapped(matrix, x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def area_of(element: Element | None) -> tuple[float, float, float, float] | None:
    """x, y, width and height of the PhysicalBox of a page's Area; None where there is none (clause 7.5)."""
    for name in ("PhysicalBox", "ApplicationBox", "CropBox"):
        box = numbers(words(child(element, name)))
        if len(box) == 4 and 0.1 <= box[2] <= 100_000 and 0.1 <= box[3] <= 100_000:
            return box[0], box[1], box[2], box[3]
    return None


def numbers(text: str) -> list[float]:
    """The numbers of a list, such as a Boundary or CTM; empty where one of them is none."""
    try:
        found = [float(word) for word in text.replace(",", " ").split(None, 15)[:15]]
    except ValueError:
        return []
    return found if all(math.isfinite(number) and abs(number) <= _FARTHEST for number in found) else []


def locations(element: Element | None, name: str) -> list[str]:
    """The texts of the children of this name."""
    return [] if element is None else [words(found) for found in children(element, name)]


def _kept(number: float) -> float:
    return min(_FARTHEST, max(-_FARTHEST, number)) if math.isfinite(number) else 0.0
