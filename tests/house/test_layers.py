"""Each foreign product stays in its adapter; a room is known to every list of rooms."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.repository import ROOT, imported, project, rooms, sources

# Product → folders and modules that may name it (design section 1). Ruff holds the same products in the
# editor, but exempts a file from all of them at once; here each adapter has its own product alone.
ADAPTERS: dict[str, tuple[str, ...]] = {
    "tantivy": ("engines/tantivy_engine/",),
    "opensearchpy": ("engines/opensearch_engine/",),
    "urllib3": ("engines/opensearch_engine/", "indexer/extraction/tika_reader.py"),
    "sqlalchemy": (
        "holdings/store/",
        "sharing/store/",
        "sharing/store.py",
        "sharing/store_scopes.py",
        "sharing/store_seen.py",
        "sharing/store_tallies.py",
    ),
    "psycopg": ("holdings/store/postgresql.py",),
    "obstore": ("holdings/s3_objects.py",),
    "alembic": ("holdings/store/", "sharing/store/", "sharing/store.py"),
    "fastapi": ("search_api/http", "portal/http"),
    "starlette": ("search_api/http", "portal/http"),
    "uvicorn": ("lantai/",),
    "rapidocr": ("ocr/rapidocr_engine.py",),
    "onnxruntime": ("ocr/rapidocr_engine.py",),
    "cv2": ("ocr/",),
    "pytesseract": ("ocr/tesseract_engine.py",),
    "pypdfium2": ("holdings/media/",),
    "lxml": ("holdings/media/",),
    "kreuzberg": ("indexer/extraction/kreuzberg_reader.py",),
    "celery": ("indexer/queues/celery_queue.py",),
    "kombu": ("indexer/queues/celery_queue.py",),
    "redis": ("indexer/queues/celery_queue.py",),
    "tika": ("indexer/extraction/tika_reader.py",),
    "requests": ("indexer/extraction/tika_reader.py",),
    "olefile": ("holdings/media/",),
    "PIL": ("holdings/media/", "ocr/"),
    "rjieba": ("analyzers/segmenters.py",),
    "jieba": ("analyzers/segmenters.py",),
    "opencc": ("analyzers/fold.py",),
    "jinja2": ("portal/",),
    "prometheus_client": ("lantai/metrics.py",),
    "rich": ("lantai/",),
}


@pytest.mark.parametrize("product", ADAPTERS)
def test_a_foreign_product_is_named_in_its_adapter_alone(product):
    namers = {path for path, tree in sources() if product in imported(tree)}
    strangers = {path for path in namers if not path.startswith(ADAPTERS[product])}
    assert strangers == set(), f"{product} belongs in {ADAPTERS[product]}"


#: How a program asks which day or time it is.
ASKS_FOR_TODAY = {
    "dt.date.today",
    "date.today",
    "datetime.date.today",
    "dt.datetime.now",
    "datetime.now",
    "datetime.datetime.now",
}


def test_the_linter_knows_the_same_products():
    banned = project()["tool"]["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"]
    assert {name for name in banned if not name.startswith(("os.", "datetime."))} == set(ADAPTERS)


def test_the_environment_is_read_in_settings_alone():
    readers = {
        path
        for path, tree in sources()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "environb"})
        or (isinstance(node, ast.ImportFrom) and {"environ", "getenv"} & {name.name for name in node.names})
    }
    assert readers <= {"lantai/settings.py"}


def test_the_machine_is_asked_for_the_time_of_day_in_the_clock_alone():
    asked = {
        path
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and (node.attr in {"utcnow", "localtime"} or ast.unparse(node) in ASKS_FOR_TODAY)
    }
    assert asked == {"holdings/clock.py"}


def test_every_room_is_packaged_checked_and_layered():
    declared = project()
    packaged = {
        pattern.removesuffix("*") for pattern in declared["tool"]["setuptools"]["packages"]["find"]["include"]
    }
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    checked = re.search(r"^ROOMS := (.*)$", makefile, re.MULTILINE)
    assert checked is not None
    assert packaged == set(rooms())
    assert set(checked[1].split()) == set(rooms())
    assert set(declared["tool"]["importlinter"]["root_packages"]) == set(rooms())


def test_a_newcomer_finds_every_room_in_the_architecture():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert [room for room in rooms() if f"`{room}/`" not in text] == []


def test_a_module_fits_in_the_head():
    long = {
        path: lines
        for path, lines in (
            (path, (ROOT / path).read_text(encoding="utf-8").count("\n")) for path, _ in sources()
        )
        if lines > 500
    }
    assert long == {}
