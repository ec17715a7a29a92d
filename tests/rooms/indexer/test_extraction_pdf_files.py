"""A PDF that holds files: its own pages first, then what each file says."""

from __future__ import annotations

import pytest

from holdings.media.drawing import draw, full_size
from holdings.media.drawn import NoPictureError
from holdings.media.kinds import MediaKind
from indexer.extraction.port import Unreadable
from tests.rooms.holdings.pdf_samples import hexed, pdf_page, stream, text
from tests.rooms.indexer.test_extraction import pages_of


def _portfolio(path, files):
    names = " ".join(f"{hexed(name)} {20 + 2 * at} 0 R" for at, name in enumerate(files))
    objects = {}
    for at, (name, octets) in enumerate(files.items()):
        objects[20 + 2 * at] = (
            f"<< /Type /Filespec /F (a) /UF {hexed(name)} /EF << /F {21 + 2 * at} 0 R >> >>".encode()
        )
        objects[21 + 2 * at] = stream(octets, "/Type /EmbeddedFile")
    catalog = f"/Collection << /Type /Collection >> /Names << /EmbeddedFiles << /Names [{names}] >> >>"
    return pdf_page(path, text("见所附各件", 60, 700), catalog=catalog, objects=objects)


def test_the_files_in_a_portfolio_are_found(tmp_path):
    inner = pdf_page(tmp_path / "inner.pdf", text("渡口木桥年久失修", 60, 700)).read_bytes()
    path = _portfolio(tmp_path / "a.pdf", {"函件.pdf": inner, "清单.txt": "杉木二百根".encode()})
    read = pages_of(path)
    assert [page.text for page in read] == [
        "见所附各件\n附件：函件.pdf；清单.txt",
        "函件.pdf\n渡口木桥年久失修",
        "清单.txt\n杉木二百根",
    ]
    assert [page.object_page for page in read] == [0, 1, 2]
    assert draw(path, MediaKind.PDF, 0, 100).width == 100
    for look in (lambda: draw(path, MediaKind.PDF, 1, 100), lambda: full_size(path, MediaKind.PDF, 2)):
        with pytest.raises(NoPictureError):
            look()


def test_portfolios_within_one_another_end_and_a_file_without_bytes_says_so(tmp_path):
    octets = "最里面的字".encode()
    for depth in range(8):
        octets = _portfolio(tmp_path / "a.pdf", {"里.pdf" if depth else "里.txt": octets}).read_bytes()
    assert 2 <= len(pages_of(tmp_path / "a.pdf")) <= 8
    with pytest.raises(Unreadable, match="空的"):
        pages_of(_portfolio(tmp_path / "b.pdf", {"空.txt": b""}))
