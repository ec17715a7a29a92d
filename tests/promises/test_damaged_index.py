"""Whatever is done to the folder of the indices: it is named, nothing wrong is answered, and one command mends it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from lantai.cli import main
from tests.homes import write_package
from tests.promises.asked_home import rows
from tests.rooms.lantai.conftest import Said

ASKED = (("search", '"修复铁路"', "--sort", "date"), ("search", "", "--sort", "code"))


def deleted(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def emptied(path: Path) -> None:
    as_file(path, b"")


def halved(path: Path) -> None:
    kept = path.read_bytes() if path.is_file() else b"half a folder"
    as_file(path, kept[: len(kept) // 2])


def with_a_flipped_bit(path: Path) -> None:
    kept = bytearray(path.read_bytes() if path.is_file() else b"no folder")
    kept[len(kept) // 2] ^= 4
    as_file(path, bytes(kept))


def replaced_by_garbage(path: Path) -> None:
    as_file(path, bytes(range(256)) * 5)


def replaced_by_a_folder(path: Path) -> None:
    deleted(path)
    path.mkdir()
    (path / "something").write_text("else", encoding="utf-8")


def replaced_by_a_pipe(path: Path) -> None:
    deleted(path)
    os.mkfifo(path)


def as_file(path: Path, content: bytes) -> None:
    deleted(path)
    path.write_bytes(content)


def nested_without_end(path: Path) -> None:
    as_file(path, b"[" * 100_000)


def with_values_of_no_kind(path: Path) -> None:
    kept = json.loads(path.read_bytes())
    as_file(path, json.dumps(dict.fromkeys(kept) if isinstance(kept, dict) else {}).encode())


def with_another_home(path: Path) -> None:
    as_file(
        path, path.read_bytes().replace(json.loads(path.read_bytes())["home"].encode(), b"0123456789abcdef")
    )


DAMAGES = (
    deleted,
    emptied,
    halved,
    with_a_flipped_bit,
    replaced_by_garbage,
    replaced_by_a_folder,
    replaced_by_a_pipe,
)
#: Of the generation that answers, below `index`.
FILES = {
    "words": "g*/fulltext-open/*.term",
    "places of words": "g*/fulltext-open/*.idx",
    "positions": "g*/fulltext-open/*.pos",
    "stored": "g*/catalogue-open/*.store",
    "lengths": "g*/fulltext-restricted/*.fieldnorm",
    "columns": "g*/catalogue-open/*.fast",
    "deleted entries": "g*/catalogue-open/*.del",
    "list of segments": "g*/fulltext-open/meta.json",
    "list of files": "g*/fulltext-open/.managed.json",
    "list of sums": "g*/fulltext-open/parts.json",
    "number applied": "g*/catalogue-open/applied.json",
    "an index": "g*/themes-restricted",
    "manifest": "g*/manifest.json",
    "sum of the manifest": "g*/manifest.crc",
    "generation": "g*",
    "which one answers": "current",
    "number of the last made": "last-made",
    "the whole folder": ".",
}
#: Nothing is lost by these, so there is nothing to name.
HARMLESS = {
    ("sum of the manifest", deleted),
    ("list of sums", deleted),
    ("number of the last made", with_a_flipped_bit),
}
#: What is written as JSON may be JSON and say nothing that makes sense.
OF_JSON = (
    *(
        (kind, nested_without_end)
        for kind in ("list of segments", "list of files", "list of sums", "number applied", "manifest")
    ),
    *(
        (kind, with_values_of_no_kind)
        for kind in ("list of segments", "list of sums", "number applied", "manifest")
    ),
    ("manifest", with_another_home),
)
LOCKS = ("writer.lock", "intake.lock", "g*/catalogue-open/.tantivy-writer.lock")


class Home:
    """A home in a folder and the commands that a person gives it."""

    def __init__(self, folder: Path, capsys, monkeypatch) -> None:
        self.folder = folder
        self._capsys = capsys
        for name, value in (("HOME", str(folder)), ("OCR", "none"), ("WORKERS", "1")):
            monkeypatch.setenv(f"LANTAI_{name}", value)

    def run(self, *words: str) -> Said:
        self._capsys.readouterr()
        code = main(words)
        said = self._capsys.readouterr()
        assert "Traceback" not in said.err, said.err
        return Said(code, said.out, said.err)

    def answers(self) -> list[object]:
        found: list[object] = []
        for words in ASKED:
            said = self.run(*words, "--json")
            assert said.code == 0, said.err
            hits = said.json["hits"]
            found.append([said.json["total"], [hit["unit"]["code"] for hit in hits]])
        return found

    def path(self, pattern: str) -> Path:
        return self.folder / "index" if pattern == "." else min((self.folder / "index").glob(pattern))


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A home whose indices have files of every kind: some entries were deleted."""
    folder = tmp_path_factory.mktemp("made")
    home = folder / "home"
    write_package(folder / "移交", rows(24))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("HOME", str(home)), ("OCR", "none"), ("WORKERS", "1")):
            patch.setenv(f"LANTAI_{name}", value)
        assert main(["intake", str(folder / "移交")]) == 0
        # Of one that is withheld the entries are deleted and made anew.
        assert main(["unit", "class", "J001-001-0016", "withheld", "--reason", "试验"]) == 0
        assert main(["check", "--repair", "--json"]) == 0
    return home


@pytest.fixture
def home(made, tmp_path, capsys, monkeypatch) -> Home:
    shutil.copytree(made, tmp_path / "home")
    return Home(tmp_path / "home", capsys, monkeypatch)


def test_the_home_has_files_of_every_kind(home):
    for pattern in FILES.values():
        assert home.path(pattern).exists()
    assert home.run("check").code == 0


@pytest.mark.parametrize(
    ("kind", "damage"), [*((kind, damage) for kind in FILES for damage in DAMAGES), *OF_JSON]
)
def test_a_damage_is_named_answers_nothing_wrong_and_one_command_mends_it(home, kind, damage):
    before = home.answers()
    damage(home.path(FILES[kind]))

    said = home.run("check", "--json")
    assert said.code == (0 if (kind, damage) in HARMLESS else 1), (kind, said.out)
    if said.code:
        assert all("lantai" in each["zh"] and each["en"] for each in said.json["wrong"])
    is_asked = home.run(*ASKED[0], "--json").code == 0
    # What is said of questions is true: of all that is damaged, that none is asked, or that they go on.
    if kind == "number of the last made":
        assert is_asked and not any("is not asked" in each["en"] for each in said.json["wrong"])
    assert home.run("status").code == 0
    for words, (total, codes) in zip(ASKED, before, strict=True):
        said = home.run(*words, "--json")
        if said.code == 0:
            found = [said.json["total"], [hit["unit"]["code"] for hit in said.json["hits"]]]
            assert found == [total, codes], kind
        else:
            assert "lantai reindex" in said.err or "lantai serve" in said.err

    said = home.run("reindex")
    assert said.code == 0, said.err
    assert home.answers() == before
    said = home.run("check")
    assert said.code == 0, said.err
    assert "每个单元都可检索" in home.run("status").out


def exchange(one: Path, other: Path) -> None:
    beside = one.with_name("exchanged")
    one.rename(beside)
    other.rename(one)
    beside.rename(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("g*/fulltext-open/*.store", "g*/catalogue-open/*.store"),
        ("g*/fulltext-open/*.store", "g*/fulltext-restricted/*.store"),
        ("g*/catalogue-open/*.term", "g*/catalogue-restricted/*.term"),
        ("g*/fulltext-open", "g*/fulltext-restricted"),
    ],
)
def test_what_is_another_indexs_is_named_and_nothing_is_answered_of_it(home, one, other):
    before = home.answers()
    exchange(home.path(one), home.path(other))
    said = home.run("check", "--json")
    assert said.code == 1 and any("index" in each["en"] for each in said.json["wrong"])
    assert home.run(*ASKED[0]).code == 1
    assert home.run("reindex").code == 0
    assert home.answers() == before and home.run("check").code == 0


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_that_is_a_folder_is_named_and_mended(home, lock):
    folder, _, name = lock.rpartition("/")
    place = home.path(folder or ".") / name
    if place.exists():
        deleted(place)
    place.mkdir()
    said = home.run("check")
    assert said.code == 1 and place.name in said.err
    assert home.run("reindex").code == 0
    assert home.run("check").code == 0
