"""Makes an exhibit of the museum: a small home as the software of today leaves it.

    python -m tests.museum.make_exhibit NAME [two-archives]

Run it with the software whose home is to be kept, once; exhibits are never made again.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from sharing.access import ANONYMOUS
from tests.museum.two_archives import home_of_two_archives
from tests.promises.asked_home import answering, asked_home

MUSEUM = Path(__file__).resolve().parent
#: What is asked of every exhibit; the answers lie beside it.
ASKED = (
    {"sort": "code", "size": "50"},
    {"q": "福州", "sort": "code"},
    {"q": "“修复铁路”", "sort": "date"},
    {"q": "題名:泉州", "sort": "code"},
    {"q": "海港", "scope": "themes", "sort": "code"},
)


def told(answer) -> list[object]:
    """What of an answer must stay the same in every later version: units in order, pages, totals."""
    hits = [
        [(hit["unit"] or hit["theme"]).get("code", ""), [page["number"] for page in hit["pages"]]]
        for hit in answer["hits"]
    ]
    return [hits, _in_one_number(answer["total"])]


def _in_one_number(total: Mapping[str, int | bool]) -> dict[str, int | bool]:
    """Totals as they were before themes were counted apart from units."""
    return {
        name: value + total.get("themes", 0) if name == "units" else value
        for name, value in total.items()
        if name != "themes"
    }


def _copy_store(store: Path, to: Path) -> None:
    """Copy a store in small pages: the same content in a third of the bytes."""
    shutil.copyfile(store, to)
    with closing(sqlite3.connect(to, isolation_level=None)) as connection:
        for statement in ("PRAGMA journal_mode=DELETE", "PRAGMA page_size=1024", "VACUUM"):
            connection.execute(statement)


def main(name: str, archives: str = "") -> None:
    """Make the exhibit of this name, of one archive or of two."""
    exhibit = MUSEUM / name
    exhibit.mkdir()
    with tempfile.TemporaryDirectory() as folder:
        make = home_of_two_archives if archives == "two-archives" else asked_home
        plant = make(Path(folder), 12)
        answers = answering(plant)
        kept = [[parameters, told(answers.search(ANONYMOUS, parameters))] for parameters in ASKED]
        plant.store.close()
        home = Path(folder) / "home"
        _copy_store(home / "home.sqlite", exhibit / "home.sqlite")
        shutil.copytree(home / "index", exhibit / "index", ignore=shutil.ignore_patterns("*.lock"))
    text = json.dumps(kept, ensure_ascii=False, indent=1) + "\n"
    (exhibit / "answers.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
