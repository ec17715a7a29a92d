"""OFD (GB/T 33190-2016): pages, their text with the place of each character, annotations, attachments, pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from holdings.media import letters
from holdings.media.laid_text import Fractions, LaidText, covered_share
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL, MediaLimits
from holdings.media.ofd_drawing import drawn
from holdings.media.ofd_objects import (
    IDENTITY,
    Placed,
    Resources,
    area_of,
    joined,
    locations,
    objects_of,
    placed,
    unit_square,
)
from holdings.media.ofd_package import OfdPackage
from holdings.media.ofd_text import paragraphs, runs_of
from holdings.media.safe_xml import Element, child, children, local, words
from holdings.media.signs import Sign

A4 = (0.0, 0.0, 210.0, 297.0)
"""Millimetres; a page that says nothing of its size is taken for it."""

LEAST_FORM, FORM_SHARE = 8, 0.25
"""Texts of a page's templates, at least, and their share of all its texts, from which it is a form filled in."""

Area = tuple[float, float, float, float]
"""x, y, width, height in millimetres."""


@dataclass(frozen=True, slots=True)
class OfdPage:
    """What a page holds.

    Attributes:
        laid: its text, templates included, without annotations.
        notes: the text of its annotations, each once.
        drawable: there are pictures, lines or glyphs on it.
        lacks_fonts: there are characters on it whose font the OFD does not carry, so that they are not drawn.
    """

    laid: LaidText
    notes: LaidText
    drawable: bool
    lacks_fonts: bool = False


@dataclass(frozen=True, slots=True)
class _Document:
    part: str
    area: Area
    resources: Resources
    templates: dict[str, str]
    annotations: dict[str, tuple[str, ...]]  # parts by page ID
    attachments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _PagePlace:
    document: _Document
    location: str  # as the document names it
    part: str | None
    own: str  # ID


class OfdObject:
    """An opened OFD. A context manager; pages are counted from 0, through all its documents."""

    def __init__(self, path: Path, limits: MediaLimits = USUAL) -> None:
        """Opens an OFD.

        Raises:
            MediaError: no OFD, damaged, encrypted, without pages, or with more than `limits.pages`.
        """
        self._package = OfdPackage(path, limits)
        self._name = path.name
        try:
            self._pages, self.attachments = self._opened()
        except BaseException:
            self.close()
            raise

    @property
    def page_count(self) -> int:
        """How many pages it has, at least 1."""
        return len(self._pages)

    def page(self, index0: int) -> OfdPage:
        """What a page holds.

        Args:
            index0: page, from 0.

        Raises:
            MediaError: no such page, or it cannot be read.
        """
        place, root, area = self._root(index0)
        layers = self._objects(place, root)
        objects = [found for layer in layers for found in layer]
        printed = sum(len(runs_of(layers[at], area)) for at in (0, 2))
        runs = runs_of(objects, area)
        signs = paragraphs(runs, form=printed >= max(LEAST_FORM, FORM_SHARE * len(runs)))
        pictures = tuple(
            box
            for found in objects
            if local(found.element) == "ImageObject" and (box := _covered(found, area)) is not None
        )
        return OfdPage(
            _laid(signs, area, pictures),
            _laid(self._noted(place), area),
            any(local(found.element) != "TextObject" or found.names_glyphs for found in objects),
            any(local(found.element) == "TextObject" and not found.names_glyphs for found in objects),
        )

    def page_text(self, index0: int) -> LaidText:
        """The text of a page without its annotations; see `page`."""
        return self.page(index0).laid

    def page_size(self, index0: int) -> tuple[float, float]:
        """Width and height of a page in millimetres.

        Raises:
            MediaError: no such page, or it cannot be read.
        """
        _, _, area = self._root(index0)
        return area[2], area[3]

    def page_image(self, index0: int, dpi: float) -> npt.NDArray[np.uint8]:
        """The page as pixels on white: (height, width, 3), RGB.

        Pictures, lines and characters of embedded fonts are drawn; text in fonts that the OFD does not carry
        is not.

        Args:
            index0: page, from 0.
            dpi: pixels an inch.

        Raises:
            MediaError: no such page, it cannot be drawn, or would have too many pixels.
        """
        place, root, area = self._root(index0)
        layers = self._objects(place, root)
        return drawn(self._package, [found for layer in layers for found in layer], area, dpi)

    def close(self) -> None:
        """Close it; closing twice is fine."""
        self._package.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _opened(self) -> tuple[list[_PagePlace], tuple[str, ...]]:
        package = self._package
        pages: list[_PagePlace] = []
        attachments: list[str] = []
        for body in children(package.xml(package.entry), "DocBody"):
            location = words(child(body, "DocRoot"))
            part = package.find(location, package.entry)
            if part is None:
                raise MediaError(letters.lacks_part(self._name, location or "DocRoot"))
            root = package.xml(part)
            document = self._document(part, root)
            attachments.extend(document.attachments)
            for page in children_of(child(root, "Pages"), "Page"):
                location = page.get("BaseLoc", "")
                pages.append(_PagePlace(document, location, package.find(location, part), page.get("ID", "")))
                if len(pages) > package.limits.pages:
                    most = package.limits.pages
                    raise MediaError(letters.too_many_pages(self._name, len(pages), most))
        if not pages:
            raise MediaError(letters.empty(self._name))
        return pages, tuple(attachments)

    def _document(self, part: str, root: Element) -> _Document:
        package, common = self._package, child(root, "CommonData")
        templates = {}
        for template in children_of(common, "TemplatePage"):
            found = package.find(template.get("BaseLoc", ""), part)
            if found is not None:
                templates[template.get("ID", "")] = found
        files = [*locations(common, "PublicRes"), *locations(common, "DocumentRes")]
        return _Document(
            part,
            area_of(child(common, "PageArea")) or A4,
            Resources().added(package, files, part),
            templates,
            self._annotations(words(child(root, "Annotations")), part),
            self._attachments(words(child(root, "Attachments")), part),
        )

    def _annotations(self, location: str, beside: str) -> dict[str, tuple[str, ...]]:
        part = self._package.find(location, beside)
        found: dict[str, tuple[str, ...]] = {}
        if part is not None:
            for page in children(self._package.xml(part), "Page"):
                own = page.get("PageID", "")
                files = (self._package.find(location, part) for location in locations(page, "FileLoc"))
                found[own] = (*found.get(own, ()), *(file for file in files if file is not None))
        return found

    def _attachments(self, location: str, beside: str) -> tuple[str, ...]:
        part = self._package.find(location, beside)
        if part is None:
            return ()
        named = []
        for attachment in children(self._package.xml(part), "Attachment"):
            file = words(child(attachment, "FileLoc")).rpartition("/")[2]
            name = attachment.get("Name", "").strip()
            suffix = file[file.rfind(".") :] if "." in file else ""
            named.append((name if name.endswith(suffix) else name + suffix) if name else file)
        return tuple(name for name in named if name)

    def _root(self, index0: int) -> tuple[_PagePlace, Element, Area]:
        if not 0 <= index0 < len(self._pages):
            raise MediaError(letters.no_such_page(self._name, index0 + 1, len(self._pages)))
        place = self._pages[index0]
        if place.part is None:
            raise MediaError(letters.lacks_part(self._name, place.location or "BaseLoc"))
        root = self._package.xml(place.part)
        return place, root, area_of(child(root, "Area")) or place.document.area

    def _objects(self, place: _PagePlace, root: Element) -> tuple[list[Placed], ...]:
        """Three: of the templates that lie behind, of the page itself, of the templates in front (clause 7.7)."""
        package = self._package
        layers: dict[bool, list[Placed]] = {True: [], False: []}
        for template in children(root, "Template"):
            part = place.document.templates.get(template.get("TemplateID", ""))
            if part is None:
                continue
            behind = template.get("ZOrder", "Background") != "Foreground"
            page = package.xml(part)
            own = place.document.resources.added(package, locations(page, "PageRes"), part)
            layers[behind].extend(objects_of(child(page, "Content"), own))
        own = place.document.resources.added(package, locations(root, "PageRes"), place.part or "")
        return layers[True], list(objects_of(child(root, "Content"), own)), layers[False]

    def _noted(self, place: _PagePlace) -> list[Sign]:
        """The text of the page's annotations: what each shows, and its remark; each text once (clause 15)."""
        signs: list[Sign] = []
        said: set[str] = set()
        for part in place.document.annotations.get(place.own, ()):
            for annotation in children(self._package.xml(part), "Annot"):
                for text in (*self._shown(annotation, place.document.resources), _remark(annotation)):
                    plain = "".join(sign.character for sign in text).strip()
                    if plain and plain not in said:
                        said.add(plain)
                        signs.extend((Sign("\n", None), *text) if signs else text)
        return signs

    def _shown(self, annotation: Element, resources: Resources) -> Iterator[list[Sign]]:
        for appearance in children(annotation, "Appearance"):
            at = placed(appearance, IDENTITY)
            objects = [
                Placed(found.element, joined(at, found.matrix), found.resources)
                for found in objects_of(appearance, resources)
            ]
            for run in runs_of(objects):
                yield list(run.signs)


def children_of(element: Element | None, name: str) -> Iterator[Element]:
    """The children of this name of an element that may be missing."""
    if element is not None:
        yield from children(element, name)


def _remark(annotation: Element) -> list[Sign]:
    return [Sign(character, None) for character in words(child(annotation, "Remark"))]


def _laid(signs: list[Sign], area: Area, pictures: tuple[Fractions, ...] = ()) -> LaidText:
    return LaidText(
        "".join(sign.character for sign in signs),
        tuple(_fractions(sign, area) for sign in signs),
        covered_share(pictures),
        pictures,
        tuple(at for at, sign in enumerate(signs) if not sign.seen),
    )


def _fractions(sign: Sign, area: Area) -> Fractions | None:
    if sign.box is None:
        return None
    left, top, width, height = area
    x0, y0, x1, y1 = sign.box
    return (
        _share((x0 - left) / width),
        _share((y0 - top) / height),
        _share((x1 - left) / width),
        _share((y1 - top) / height),
    )


def _share(number: float) -> float:
    return min(1.0, max(0.0, number))


def _covered(found: Placed, area: Area) -> Fractions | None:
    """The part of the page that a picture covers: its own space is the unit square (clause 10)."""
    left, top, width, height = area
    x0, y0, x1, y1 = unit_square(found.matrix)
    box = (
        _share((x0 - left) / width),
        _share((y0 - top) / height),
        _share((x1 - left) / width),
        _share((y1 - top) / height),
    )
    return box if box[0] < box[2] and box[1] < box[3] else None
