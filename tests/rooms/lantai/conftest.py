"""A home with a few units of every class, and `lantai` as a person runs it."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lantai.cli import main
from tests.shared import REPOSITORY

SHEET = """档号,题名,公开题名,责任者,日期,共享类型,立档单位,人名,文件
J101,闽海港务局全宗,,闽海港务局,1949-1985,无条件共享,闽海港务局,,
J101-WS·1952·Y-0001,关于恢复沿海班轮的通知,,闽海港务局,19520310,无条件共享,闽海港务局,,一.txt
J101-WS·1952·Y-0002,关于留用引水员林大椿的报告,关于留用引水员的报告,闽海港务局,19520402,有条件共享,闽海港务局,林大椿,二.txt
J101-WS·1952·Y-0003,港区爆炸物处置专报,,闽海港务局,19520511,暂不共享,闽海港务局,,三.txt
J101-WS·1952·Y-0004,职工来信,,闽海港务局,19520601,,闽海港务局,,四.txt
"""
TEXTS = {
    "一.txt": "自四月一日起恢复沿海定期客货班轮。",
    "二.txt": "引水员林大椿等六人熟悉航道，拟予留用，参与沉船打捞。",
    "三.txt": "沉船附近发现不明爆炸物，已会同军管会处置。",
    "四.txt": "职工来信反映食堂事。",
}


@dataclass(frozen=True)
class Said:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def last(self) -> str:
        return self.out.splitlines()[-1]


Lantai = Callable[..., Said]


@pytest.fixture
def lantai(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Lantai]:
    """`lantai WORDS...` on a home of the test's own; a command that arranges the log does so until the test ends."""
    monkeypatch.setenv("LANTAI_OCR", "none")
    monkeypatch.setenv("LANTAI_WORKERS", "1")

    def run(*words: str) -> Said:
        capsys.readouterr()
        code = main(words)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield run
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A folder with a catalogue and four texts."""
    folder = tmp_path / "移交"
    folder.mkdir()
    (folder / "目录.csv").write_text(SHEET, encoding="utf-8")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def filled(lantai: Lantai, package: Path) -> Lantai:
    """`lantai` on a home that holds the package."""
    said = lantai("intake", str(package))
    assert said.code == 0, said.err
    return lantai


@pytest.fixture
def started(home: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts `lantai WORDS...` as a process of its own; ended with the test."""
    running: list[subprocess.Popen[str]] = []

    def start(*words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "lantai", *words],
            cwd=REPOSITORY,
            env={**os.environ, "LANTAI_OCR": "none"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()
