"""Text that nobody can have written is kept of no format: what a program garbled before it saved it says so.

Chinese whose bytes were once taken for Latin, written into a file of every format by the same writers as sound text.
"""

from __future__ import annotations

import pytest

from holdings.plausibility import fault_of
from indexer.extraction.choose import extractor_for
from indexer.extraction.port import Unreadable
from ocr.no_engine import NoEngine
from tests.material.said import SAID
from tests.promises.test_what_files_say import ALL_MAKERS

GARBLED = tuple(text.encode("gb18030").decode("cp1252", "replace").replace("\ufffd", "¤") for text in SAID)
#: Writers whose format or encoding has no such characters, or writes one language alone.
_CANNOT = frozenset(
    name
    for name, (_, said) in ALL_MAKERS.items()
    if said[0] not in SAID or name in ("gb.txt", "windows.txt", "gbk.html", "gb2312.html", "codes.rtf")
)


@pytest.mark.parametrize("name", sorted(ALL_MAKERS.keys() - _CANNOT))
def test_garbled_text_is_kept_of_no_format_and_the_page_says_why(tmp_path, name):
    make, said = ALL_MAKERS[name]
    octets, _ = make(GARBLED[: len(said)])
    path = tmp_path / name
    path.write_bytes(octets)
    kept, reasons = [], []
    try:
        reader = extractor_for(path, name, NoEngine())
        for at in range(reader.page_count(path)):
            try:
                kept.append(reader.page(path, at).text)
            except Unreadable as error:
                reasons.append(error.letter.zh)
    except Unreadable as error:
        reasons.append(error.letter.zh)
    lines = [line for text in kept for line in text.splitlines() if fault_of(line * 3) is not None]
    assert not lines, lines[:3]
    assert reasons


def test_what_is_written_here_is_garbled():
    assert all(fault_of(text) is not None for text in GARBLED)
    assert len(ALL_MAKERS.keys() - _CANNOT) >= 45
