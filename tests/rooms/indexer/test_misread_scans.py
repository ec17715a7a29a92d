"""From a worn scan to what is found in it: the engine's second thoughts reach the index, and nobody else's text."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from analyzers.chains import make_analyzer
from analyzers.fold import fold
from engines.port import Place
from holdings.store import homes, recognised
from index_templates import templates as t
from index_templates.templates import Partition
from indexer.entries import entries_of
from indexer.subjects import subjects
from search_api.answering import Answering
from sharing.access import ANONYMOUS
from sharing.classes import SharingClass
from tests.benchmarks.printing import KINDS, FontMissing, printed
from tests.homes import CLOCK, make_plant, take, write_package
from tests.untested import untested

TRUTH = (
    "查该县旱灾属实，仰即遵照前令办理，所有赈款由省政府财政厅拨发，各区区长应将灾民户口造册呈报，以凭核办。"
    "此令福州府各县县长。中华民国廿三年七月，福建省政府主席。"
)
#: Phrases of the truth; some of them are misread on the page.
PHRASES = [TRUTH[at : at + 4] for at in range(len(TRUTH) - 4) if TRUTH[at : at + 4].isalpha()]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory):
    try:
        image = printed(TRUTH, KINDS[2], 0.36, 3)
    except FontMissing as error:
        untested("worn scans", error)
    scan = io.BytesIO()
    Image.fromarray(image).save(scan, "PNG")
    folder = tmp_path_factory.mktemp("worn")
    rows = [
        {"档号": "J101-WS-1", "题名": "扫描件", "文件": "scan.png"},
        {"档号": "J101-WS-2", "题名": "电子件", "text": "查该县旱灾属实"},
    ]
    plant = replace(make_plant(folder / "home"), ocr="rapidocr")
    take(
        plant,
        write_package(folder / "handed", rows, {"scan.png": scan.getvalue()}),
        SharingClass.UNCONDITIONAL,
    )
    yield plant
    plant.store.close()


def found(plant, phrase: str, tolerant: str) -> bool:
    answering = Answering(plant.store, plant.generations.pinner(*_home(plant)), _analyzer(plant), CLOCK)
    answer = answering.search(ANONYMOUS, {"q": f"“{phrase}”", "tolerant": tolerant, "fonds": "J101"})
    return "J101-WS-1" in [hit["unit"]["code"] for hit in answer["hits"] if hit["unit"] is not None]


def _home(plant) -> tuple[str, str]:
    with plant.store.reading() as connection:
        return homes.fact(connection, "id"), _analyzer(plant).fingerprint


def _analyzer(plant):
    return make_analyzer(plant.segmenter)


def test_phrases_are_found_on_a_worn_page_that_its_readings_lack(home):
    with home.store.reading() as connection:
        (subject,) = [each for each in subjects(connection, [1, 2]) if each.doubts]
    text = fold(subject.texts[0][1])
    lost = [phrase for phrase in PHRASES if phrase not in text]
    assert lost, "the page is not worn enough to say anything"
    assert not any(found(home, phrase, "0") for phrase in lost)
    again = [phrase for phrase in lost if found(home, phrase, "1")]
    assert len(again) >= 0.7 * len(lost), (text, lost, again)


def test_only_what_was_recognised_has_doubts(home):
    with home.store.reading() as connection:
        assert list(recognised.doubts_of(connection, [1, 2])) == [1]
        both = subjects(connection, [1, 2])
    assert [bool(each.doubts) for each in both] == [True, False]
    scan, text = ([entry for entry in _fulltext(each, home) if t.PAGE in entry] for each in both)
    assert all(str(entry[t.TEXT_LIKELY]).split() for entry in scan)
    assert not any(t.TEXT_LIKELY in entry for entry in text)


def _fulltext(subject, home):
    return entries_of(subject, _analyzer(home))[Place(t.FULLTEXT.name, Partition.OPEN)]
