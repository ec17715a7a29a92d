"""Every format gives its text, found by a phrase, or its reason: the project's own documents, and the shared ones."""

from __future__ import annotations

import re

import pytest

from indexer.extraction.choose import extractor_for
from indexer.extraction.port import Unreadable
from ocr.no_engine import NoEngine
from tests.material import documents
from tests.material.shared_formats import PHRASES, REASONS
from tests.shared import REPOSITORY, shared


def found(path):
    """Texts and letters of all pages."""
    texts, letters = [], []
    try:
        reader = extractor_for(path, path.name, NoEngine())
        for at in range(reader.page_count(path)):
            try:
                texts.append(reader.page(path, at).text)
            except Unreadable as error:
                letters.append(error.letter.zh)
    except Unreadable as error:
        letters.append(error.letter.zh)
    return texts, letters


@pytest.mark.parametrize("name", documents.PHRASES)
def test_a_document_of_every_format_gives_its_text(tmp_path, name):
    texts, _ = found(documents.placed(tmp_path, name))
    assert any(documents.PHRASES[name] in text for text in texts)


@pytest.mark.parametrize("name", documents.REASONS)
def test_a_document_without_text_gives_its_reason(tmp_path, name):
    texts, letters = found(documents.placed(tmp_path, name))
    assert not any(texts) and any(documents.REASONS[name] in letter for letter in letters)


public_files = pytest.mark.shared("files of many formats by other writers give their text or their reason")


@public_files
@pytest.mark.parametrize("name", sorted({*PHRASES, *REASONS}))
def test_every_shared_file_gives_its_text_or_its_reason(name):
    texts, letters = found(shared("formats", name))
    if name in PHRASES:
        assert any(PHRASES[name] in text for text in texts)
    else:
        assert any(REASONS[name] in letter for letter in letters)


@public_files
def test_the_docs_tell_of_every_shared_file():
    text = (REPOSITORY / "docs" / "formats.md").read_text(encoding="utf-8")
    told = set(
        re.findall(
            r"[^\s|,]+\.(?:ofd|pdf|txt|eml|docx?|html|odt|rtf)", text.partition("The shared test files")[2]
        )
    )
    assert {path.name for path in shared("formats").iterdir()} == {*PHRASES, *REASONS} <= told
