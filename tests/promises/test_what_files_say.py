"""Of what a person sees in a file hardly anything is lost, and hardly anything is read that is not in it."""

from __future__ import annotations

import pytest

from indexer.extraction.choose import extractor_for
from indexer.extraction.port import Unreadable
from ocr.no_engine import NoEngine
from tests.material.documents import FERRY, WORD_97, placed
from tests.material.said import BY_LIBREOFFICE, MAKERS
from tests.material.said_further import FURTHER_MAKERS

RECALL = 0.98
INVENTED = 0.005
ALL_MAKERS = MAKERS | FURTHER_MAKERS


def read(path):
    reader = extractor_for(path, path.name, NoEngine())
    texts = []
    for at in range(reader.page_count(path)):
        try:
            texts.append(reader.page(path, at).text)
        except Unreadable:
            continue
    return texts


def bare(text):
    return "".join(text.split())


def compare(said, seen, texts):
    """The share of the texts that was read, and the share of what was read that nobody wrote."""
    left = bare("\n".join(texts))
    whole = len(left)
    found = 0
    for text in sorted(map(bare, said), key=len, reverse=True):
        if text in left:
            left = left.replace(text, "\0", 1)
            found += len(text)
    for text in sorted(map(bare, seen), key=len, reverse=True):
        left = left.replace(text, "\0", 1)
    written = sum(len(bare(text)) for text in said)
    return found / written, len(left.replace("\0", "")) / max(1, whole)


@pytest.mark.parametrize("name", ALL_MAKERS)
def test_what_is_written_is_read_and_nothing_else(tmp_path, name):
    make, said = ALL_MAKERS[name]
    octets, seen = make(said)
    path = tmp_path / name
    path.write_bytes(octets)
    recall, invented = compare(said, seen, read(path))
    assert recall >= RECALL and invented <= INVENTED, (recall, invented, read(path))


@pytest.mark.parametrize("name", BY_LIBREOFFICE)
def test_what_an_office_suite_wrote_is_read_and_nothing_else(tmp_path, name):
    said = WORD_97 if name.startswith("ferry") else FERRY
    recall, invented = compare(said, (), read(placed(tmp_path, name)))
    assert recall >= RECALL and invented <= INVENTED


def test_the_measure_sees_what_is_lost_and_what_is_invented():
    assert compare(["甲乙丙丁"], ["戊"], ["甲乙 丙丁\n戊"]) == (1.0, 0.0)
    assert compare(["甲乙", "丙丁"], (), ["甲乙己庚"]) == (0.5, 0.5)
