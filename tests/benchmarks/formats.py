"""Pages a second of processor time that each reader gives: `python -m tests.benchmarks.formats`.

No recognition: of an image, what decoding it takes.
"""

from __future__ import annotations

import io
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import xlsxwriter
from PIL import Image

from indexer.extraction.choose import extractor_for
from ocr.port import ReadPage, blank_page
from tests.benchmarks import unseen
from tests.rooms.holdings.media_samples import pdf
from tests.rooms.holdings.ofd_samples import made, text_object
from tests.rooms.indexer.compound_samples import compound
from tests.rooms.indexer.office_samples import open_document, paragraph, slides, word
from tests.rooms.indexer.test_extraction_mail import attached, letter, outlook
from tests.shared import shared

SENTENCE = "各级国家档案馆应当按照规定向社会开放档案，提供数字档案共享服务。"
PAGES = 200
LINES = 25  # of 32 characters: about what a page of A4 holds


class Decoded:
    """A recogniser that looks at nothing."""

    name = "decoded"

    def read(self, image: npt.NDArray[np.uint8]) -> ReadPage:
        """A blank page."""
        return blank_page(image.shape[1], image.shape[0], self.name)


def scans(folder: Path) -> dict[str, Path]:
    """A page of A4 at 200 dots an inch as it is scanned, in each form; the TIFF has ten."""
    page = Image.fromarray(unseen.pages()[1].pixels)
    forms: dict[str, tuple[Image.Image, str, dict[str, object]]] = {
        "JPEG": (page, "JPEG", {"quality": 85}),
        "PNG": (page, "PNG", {}),
        "TIFF, 1 bit": (page.convert("1"), "TIFF", {"compression": "group4"}),
        "TIFF, LZW": (page, "TIFF", {"compression": "tiff_lzw"}),
        "TIFF, JPEG": (page, "TIFF", {"compression": "jpeg", "save_all": True, "append_images": [page] * 9}),
        "JPEG 2000": (page, "JPEG2000", {}),
        "WebP": (page, "WEBP", {"quality": 85}),
    }
    for at, (image, form, options) in enumerate(forms.values()):
        image.save(folder / f"scan-{at}", form, **options)
    return {name: folder / f"scan-{at}" for at, name in enumerate(forms)}


def samples(folder: Path) -> dict[str, Path]:
    """One file a format; most of `PAGES` pages of 800 characters."""
    page = [SENTENCE] * LINES
    breaking = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    found = {
        "OFD": made(
            folder / "a.ofd",
            ["".join(text_object(line, x=10, y=10 + 3.5 * at, size=3) for at, line in enumerate(page))]
            * PAGES,
        ),
        "docx": word(folder / "a.docx", breaking.join("".join(map(paragraph, page)) for _ in range(PAGES))),
        "pptx": slides(
            folder / "a.pptx", dict.fromkeys(range(1, PAGES + 1), "\n".join(page)), range(1, PAGES + 1)
        ),
        "odt": open_document(
            folder / "a.odt",
            "text",
            "<text:soft-page-break/>".join(
                "".join(f"<text:p>{line}</text:p>" for line in page) for _ in range(PAGES)
            ),
        ),
        "doc": shared("formats", "test.doc"),
    }
    placed = [(60.0, 780.0 - 28 * at, line) for at, line in enumerate(page)]
    found["PDF"] = pdf(folder / "a.pdf", [placed] * PAGES)
    with xlsxwriter.Workbook(folder / "a.xlsx") as book:
        for _ in range(PAGES):
            sheet = book.add_worksheet()
            for at in range(100):
                sheet.write_row(at, 0, [f"J001-{at}", "档案题名", at])
    found["xlsx"] = folder / "a.xlsx"
    hexed = "".join(f"\\'{octet:02x}" for octet in SENTENCE.encode("gb18030"))
    found["rtf"] = folder / "a.rtf"
    found["rtf"].write_text(
        "{\\rtf1\\ansi\\ansicpg936 " + "\\page ".join([f"{hexed}\\par " * LINES] * PAGES) + "}"
    )
    found["html"] = folder / "a.html"
    lines = "".join(f"<p>{line}</p>" for line in page)
    turned = '<p style="page-break-before:always">'.join([lines] * PAGES)
    found["html"].write_text(f"<html><meta charset=utf-8>{turned}", "utf-8")
    found["txt"] = folder / "a.txt"
    found["txt"].write_bytes("\f".join(["\n".join(page)] * PAGES).encode("gb18030"))
    mail = letter(body="\n".join(page * 2))
    for at in range(20):
        mail.add_attachment("\n".join(page), filename=f"{at}.txt")
    found["eml"] = folder / "a.eml"
    found["eml"].write_bytes(mail.as_bytes())
    held = {
        f"__attach_version1.0_#{at:08X}": attached(f"{at}.txt", "\n".join(page * 2).encode())
        for at in range(20)
    }
    found["msg"] = folder / "a.msg"
    found["msg"].write_bytes(compound(outlook(**held)))
    found["zip"], found["tar.gz"] = folder / "a.zip", folder / "a.tgz"
    docx = word(folder / "one.docx", "".join(map(paragraph, page))).read_bytes()
    with zipfile.ZipFile(found["zip"], "w") as package:
        for at in range(PAGES):
            package.writestr(f"{at}.docx", docx)
    with tarfile.open(found["tar.gz"], "w:gz") as archive:
        for at in range(PAGES):
            entry = tarfile.TarInfo(f"{at}.docx")
            entry.size = len(docx)
            archive.addfile(entry, io.BytesIO(docx))
    return found


def main() -> None:
    """Prints a line a format: pages, and pages a second of processor time, the best of three."""
    with tempfile.TemporaryDirectory() as folder:
        for name, path in (samples(Path(folder)) | scans(Path(folder))).items():
            best, pages = float("inf"), 0
            for _ in range(3):
                began = time.process_time()
                reader = extractor_for(path, path.name, Decoded())
                pages = reader.page_count(path)
                for at in range(pages):
                    reader.page(path, at)
                best = min(best, time.process_time() - began)
            print(f"{name:12}{pages:6} pages {pages / best:10.0f} pages/s")


if __name__ == "__main__":
    main()
