"""PDF, by pypdfium2: pages, text with the place of each character, pixels."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from holdings.media import letters
from holdings.media.fonts import lacks_fonts
from holdings.media.laid_text import Fractions, LaidText
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL, MediaLimits
from holdings.media.pdf_notes import attachment_bytes, attachments_of, notes_of, xfa_text
from holdings.media.pdf_signs import Shown, as_fractions, note_signs, page_signs
from holdings.media.signs import Sign

# It warns on the terminal that it cannot run the program of an XFA form.
logging.getLogger("pypdfium2").setLevel(logging.ERROR)

POINTS_PER_INCH = 72.0


class PdfObject:
    """An opened PDF. A context manager; pages are counted from 0.

    Not for use by several threads at once: pdfium has one state a process.
    """

    def __init__(self, path: Path, limits: MediaLimits = USUAL) -> None:
        """Open a PDF.

        Raises:
            MediaError: encrypted, broken, empty, or with more than `limits.pages`.
        """
        self._name = path.name
        self._limits = limits
        try:
            size = path.stat().st_size
        except OSError as error:
            raise MediaError(letters.broken(self._name, error.strerror or "?")) from error
        if size == 0:
            raise MediaError(letters.empty(self._name))
        try:
            self._pdf: Any = pdfium.PdfDocument(path)
            # Before anything else is asked of it; without it fields of forms are not drawn. A form that pdfium cannot
            # set up is drawn without its fields.
            with contextlib.suppress(pdfium.PdfiumError):
                self._pdf.init_forms()
            count = len(self._pdf)
        except pdfium.PdfiumError as error:
            if raw.FPDF_GetLastError() in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
                raise MediaError(letters.encrypted(self._name)) from error
            raise MediaError(letters.broken(self._name, str(error))) from error
        if count == 0:
            self.close()
            raise MediaError(letters.empty(self._name))
        if count > limits.pages:
            self.close()
            raise MediaError(letters.too_many_pages(self._name, count, limits.pages))
        self._count = int(count)

    @property
    def page_count(self) -> int:
        """How many pages it has, at least 1."""
        return self._count

    def page_text(self, index0: int) -> LaidText:
        """The text layer of a page; an empty text if it has none.

        Args:
            index0: page, from 0.

        Raises:
            MediaError: no such page, or it cannot be read.
        """
        page = self._page(index0)
        try:
            text_page: Any = page.get_textpage()
            try:
                signs, pictures, share = page_signs(page, text_page)
            finally:
                text_page.close()
            signs = as_fractions(signs, page.get_size())
        except pdfium.PdfiumError as error:
            raise MediaError(letters.broken(self._name, f"{index0 + 1}: {error}")) from error
        finally:
            page.close()
        return _laid(signs, share, pictures)

    def page_notes(self, index0: int) -> LaidText:
        """What annotations and fields of a page say, one on a line, in their own order; empty where there are none.

        On the last page the data of an XFA form follow.

        Args:
            index0: page, from 0.

        Raises:
            MediaError: no such page, or it cannot be read.
        """
        page = self._page(index0)
        try:
            notes = notes_of(page, self._pdf.formenv)
            shown = Shown(page) if notes else None
            signs: list[Sign] = []
            for note in notes:
                if shown is not None:
                    signs.extend([*note_signs(note, shown), Sign("\n", None)])
            signs = as_fractions(signs, page.get_size())
        finally:
            page.close()
        if index0 == self._count - 1:
            signs.extend(Sign(character, None) for character in xfa_text(self._pdf, self._limits))
        while signs and signs[-1].character == "\n":
            signs.pop()
        return _laid(signs)

    @property
    def attachments(self) -> tuple[str, ...]:
        """The names of the files that it holds, in its own order."""
        return attachments_of(self._pdf)

    def attachment(self, at: int, most: int) -> bytes | None:
        """The bytes of an embedded file, by its place in `attachments`; None where it has more than `most`."""
        return attachment_bytes(self._pdf, at, most)

    def lacks_fonts(self, index0: int) -> bool:
        """Would the page be drawn without its Chinese text, for want of a font here and in the PDF?

        Raises:
            MediaError: no such page, or it cannot be read.
        """
        page = self._page(index0)
        try:
            return lacks_fonts(page)
        finally:
            page.close()

    def page_size(self, index0: int) -> tuple[float, float]:
        """Width and height in points of a page as it is shown, turned and cropped.

        Raises:
            MediaError: no such page, or it cannot be read.
        """
        page = self._page(index0)
        try:
            width, height = page.get_size()
        finally:
            page.close()
        return float(width), float(height)

    def page_image(self, index0: int, dpi: float) -> npt.NDArray[np.uint8]:
        """A page as pixels, on white, annotations drawn: (height, width, 3), RGB.

        Args:
            index0: page, from 0.
            dpi: pixels an inch.

        Raises:
            MediaError: no such page, it cannot be drawn, or would have more than `limits.pixels`.
        """
        page = self._page(index0)
        try:
            scale = dpi / POINTS_PER_INCH
            width, height = page.get_size()
            pixels = (max(1, round(width * scale)), max(1, round(height * scale)))
            if pixels[0] * pixels[1] > self._limits.pixels:
                raise MediaError(letters.too_many_pixels(self._name, *pixels, self._limits.pixels))
            bitmap: Any = page.render(scale=scale, rev_byteorder=True)
            drawn = np.asarray(bitmap.to_numpy())
        except pdfium.PdfiumError as error:
            raise MediaError(letters.broken(self._name, f"{index0 + 1}: {error}")) from error
        finally:
            page.close()
        if drawn.ndim == 2:
            drawn = drawn[:, :, np.newaxis]
        if drawn.shape[2] == 1:
            drawn = np.repeat(drawn, 3, axis=2)
        return np.array(drawn[:, :, :3], dtype=np.uint8, order="C")

    def close(self) -> None:
        """Close it; closing twice is fine."""
        self._pdf.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _page(self, index0: int) -> Any:
        if not 0 <= index0 < self._count:
            raise MediaError(letters.no_such_page(self._name, index0 + 1, self._count))
        try:
            return self._pdf[index0]
        except pdfium.PdfiumError as error:
            raise MediaError(letters.broken(self._name, f"{index0 + 1}: {error}")) from error


def _laid(signs: list[Sign], share: float = 0.0, pictures: tuple[Fractions, ...] = ()) -> LaidText:
    return LaidText(
        "".join(sign.character for sign in signs),
        tuple(sign.box for sign in signs),
        share,
        pictures,
        tuple(at for at, sign in enumerate(signs) if not sign.seen),
    )
