"""Every command that README, docs and help write down is run, in the order in which they stand."""

from __future__ import annotations

import argparse
import gzip
import io
import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from lantai.cli import build_parser, main
from lantai.theme_texts import read_theme
from tests.rooms.lantai.test_commands_in_messages import families_of, fault_of
from tests.shared import REPOSITORY

pytestmark = pytest.mark.xdist_group("written commands")

PAGES = (REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md")))
LANTAI = re.compile(r"^(?:\.venv/bin/)?lantai ")
ASSIGNED = re.compile(r"export ([A-Z_]+)=(.*)")

#: Commands that are read by the parser here and run elsewhere, and why: by how they begin.
NOT_RUN = {
    "lantai serve": "serves until it is stopped; tests/rooms/lantai/test_service.py",
    "lantai worker": "works until it is stopped, with a Redis server; tests/promises/test_jobs_over_redis.py",
    "lantai move": "needs PostgreSQL, a bucket, or rights in /srv; tests/rooms/lantai/test_move.py",
    "lantai demo": "recognises scans for minutes; tests/rooms/lantai/test_demo.py",
    "lantai ocr again": "needs an engine of recognition and scans; tests/rooms/lantai/test_ocr_commands.py",
    "lantai measure ocr": "the same; tests/rooms/lantai/test_measure.py",
    "lantai measure speed": "makes 100,000 pages; tests/rooms/lantai/test_measure.py makes a few",
    "lantai theme create port-and-shipping": "the theme of this id is there from `theme load`",
    "docker": "needs a daemon; the file is read by tests/house/test_compose.py",
    "make": "installs from the network; scripts/clone_alone.sh and tests/house/test_make.py",
    "systemctl": "needs a system that runs services",
    "createuser": "needs a PostgreSQL server",
    "createdb": "needs a PostgreSQL server",
    "pg_": "needs a PostgreSQL server",
    "rclone": "needs a bucket",
    "rsync": "copies files",
    "sqlite3": "is another program's",
    "curl": "needs a service: tests/rooms/lantai/test_bounds.py sends what it sends",
    "#": "is a remark",
}


def reason_not_to_run(command: str) -> str:
    """Why a command is not run here; empty where it is."""
    plain = command.replace(".venv/bin/", "")
    return next((why for begin, why in NOT_RUN.items() if plain.startswith(begin)), "")


def shell_lines(page: Path) -> Iterator[str]:
    """The lines of the shell blocks of a page, without remarks behind them."""
    for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        for line in block.splitlines():
            command = re.sub(r"\s{2,}#.*", "", line).strip()
            for part in command.split(" && ") if LANTAI.match(command) else [command]:
                if part:
                    yield part


def examples(parser: argparse.ArgumentParser) -> Iterator[str]:
    """The examples of all help texts."""
    for line in (parser.epilog or "").splitlines():
        if LANTAI.match(line.strip()):
            yield line.strip()
    for below in families_of(parser).values():
        yield from examples(below)


def run(command: str) -> tuple[int, str, str]:
    """Run a command of lantai as a shell would; its exit code, and what it says."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(shlex.split(command)[1:])
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """A place with no home, where a stranger stands; README says the rest."""
    monkeypatch.chdir(tmp_path)
    for name, value in (("LANTAI_OCR", "none"), ("LANTAI_WORKERS", "1")):
        monkeypatch.setenv(name, value)
    return tmp_path


def test_readme_leads_word_for_word_from_an_own_folder_to_the_first_hit(empty, monkeypatch):
    done: list[str] = []
    found_after = 0
    for command in shell_lines(REPOSITORY / "README.md"):
        if assigned := ASSIGNED.fullmatch(command):
            value = assigned[2].strip('"').replace("$PWD", str(empty))
            monkeypatch.setenv(assigned[1], value)
        elif LANTAI.match(command) and not reason_not_to_run(command):
            code, out, err = run(command)
            assert code == 0, f"{command}\n{out}\n{err}"
            if " search " in command:
                assert "J101-WS·1952·Y-0001" in out, command
                found_after = found_after or len(done) + 1
            assert "没有任何单元" not in err, command
        elif not reason_not_to_run(command):
            subprocess.run(["/bin/sh", "-c", command], cwd=empty, check=True, timeout=20)
        if not command.startswith("make demo") and not command.startswith("make test"):
            done.append(command)
    assert 0 < found_after <= 10
    # The grant of the example gives what a search below the same code finds.
    code, out, _ = run("lantai search 档号:J101-WS·1952 --as 张三 --json")
    assert code == 0 and json.loads(out)["total"]["units"] == 1


def test_each_message_says_the_next_step_to_the_first_hit(empty, monkeypatch):
    """Whoever types only what the last message says arrives too."""
    monkeypatch.setenv("LANTAI_HOME", str(empty / "馆藏"))
    folder = empty / "自己的"
    folder.mkdir()
    (folder / "目录.csv").write_text("题名,档号\n封港通知,J301-WS·2024-0001\n", encoding="utf-8")
    said = run("lantai search 封港")
    assert said[0] == 1 and "lantai check-sheet 文件夹" in said[2] and "lantai intake 文件夹" in said[2]
    assert run("lantai check-sheet 自己的")[0] == 0
    _, out, _ = run("lantai intake 自己的")
    following = re.search(r"lantai unit class [^；\n]+", out)
    assert following is not None
    code, _, err = run(following[0])
    assert code == 0 and "--yes" in err
    code, out, _ = run(f"{following[0]} --yes")
    assert code == 0 and "立即生效" in out
    assert "J301-WS·2024-0001" in run("lantai search 封港")[1]


def shelve_all_that_is_named(place: Path) -> None:
    """Folders and files that the written commands name, with the codes that they name, for a home of its own."""
    codes = dict.fromkeys(
        code
        for command in written_commands()
        for code in re.findall(r"(?<![A-Za-z:])[A-Z][0-9]{3}-[\w·-]+|\b0[0-9]{3}(?:-[0-9]+)+", command)
    )
    for theme in sorted((REPOSITORY / "samples" / "themes").glob("*.toml")):
        codes |= dict.fromkeys(code for part in read_theme(theme).sections for code, _ in part.places)
    codes |= dict.fromkeys(("Z008-RS-001", "J019-WS·2024-0001"))
    folder = place / "移交" / "2024年文书"
    folder.mkdir(parents=True)
    rows = ["题名,档号,共享类型,立档单位,日期,文件"]
    for at, code in enumerate(codes):
        (folder / f"{at}.txt").write_text("\f".join(f"{code}第{n}页：沉船打捞。" for n in (1, 2, 3)))
        title = "罗静宜学籍" if at else "闽海港班轮沉船通知"
        rows.append(f"{title}{at},{code},有条件共享,闽海港务局,1952,{at}.txt")
    (folder / "目录.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (place / "移交" / "照片").mkdir()
    (place / "移交" / "照片" / "目录.csv").write_text("题名,档号\n照片,J019-ZP·2020-0001\n", encoding="utf-8")
    workbook(place / "移交" / "2023年文书" / "目录.xlsx", "J019-WS·2022-0001")
    workbook(place / "移交" / "2025年归档" / "归档文件目录.xlsx", "J019-WS·2025-0001")
    (place / "校对.txt").write_text("校对过的一页。", encoding="utf-8")
    (place / "samples").symlink_to(REPOSITORY / "samples")
    for name, line in (
        ("段落", {"id": "1-1", "title": "港务", "text": "封港通知。"}),
        ("问题", {"id": "1", "text": "封港", "passage": "1-1"}),
    ):
        for path in (place / f"{name}.jsonl.gz", place / f"{'P' if name == '段落' else 'Q'}.jsonl.gz"):
            path.write_bytes(gzip.compress(json.dumps(line, ensure_ascii=False).encode()))


def workbook(path: Path, code: str) -> None:
    """A catalogue of one unit in a workbook."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("题名", "档号"), (path.stem, code)):
        sheet.append(row)
    path.parent.mkdir()
    book.save(path)


def written_commands() -> list[str]:
    """Commands of help texts and of the shell blocks of docs, each once."""
    said = [*examples(build_parser())]
    for page in PAGES[1:]:
        said += [line for line in shell_lines(page) if LANTAI.match(line) or reason_not_to_run(line)]
    return list(dict.fromkeys(said))


#: A reader before grants, a grant before its end, what is withdrawn before it is restored.
_TURN = (
    "reader add",
    "check-sheet",
    "intake",
    "theme load",
    "theme section",
    "theme",
    "grant",
    "unit",
    "ocr",
    "jobs",
    "reindex",
)


def turn_of(command: str) -> tuple[int, int]:
    """In which turn a command is run: those of help stand by families, not by what goes before."""
    last = " end " in command
    turn = next((at for at, begin in enumerate(_TURN) if command.startswith(f"lantai {begin}")), len(_TURN))
    return last, turn


def test_every_written_command_runs_or_says_why_it_is_not_run_here(empty, monkeypatch):
    monkeypatch.setenv("LANTAI_HOME", str(empty / "馆藏"))
    shelve_all_that_is_named(empty)
    assert run("lantai reader add 校史研究者 --role reader")[0] == 0
    commands = [each for each in written_commands() if not reason_not_to_run(each)]
    assert len(commands) > 45
    failed = {}
    taken_in: set[str] = set()
    for command in sorted(commands, key=turn_of):
        if command.startswith("lantai intake"):
            # Of two ways to take in one folder either is meant for a home of its own.
            folder = shlex.split(command)[2]
            monkeypatch.setenv("LANTAI_HOME", str(empty / ("他处" if folder in taken_in else "馆藏")))
            taken_in.add(folder)
        else:
            monkeypatch.setenv("LANTAI_HOME", str(empty / "馆藏"))
        code, out, err = run(command)
        taken = "reader add 研究者甲" in command and "已有" in err
        if code and not taken:
            failed[command] = f"{out[-200:]} {err[-300:]}"
    assert not failed, "\n".join(f"{command}: {said}" for command, said in failed.items())


def test_what_is_not_run_is_a_command_all_the_same():
    parser = build_parser()
    skipped = [each for each in written_commands() if reason_not_to_run(each)]
    assert {each.split()[0] for each in skipped} >= {"lantai", "docker"}
    faults = {each: fault_of(parser, LANTAI.sub("", each)) for each in skipped if LANTAI.match(each)}
    assert not any(faults.values()), faults


def test_commands_in_tables_and_sentences_are_there():
    parser = build_parser()
    named = {
        (page.name, found.replace("\\|", "|"))
        for page in PAGES
        for found in re.findall(r"`lantai ([^`]+)`", page.read_text(encoding="utf-8"))
    }
    assert len(named) > 50
    faults = {}
    for page, text in named:
        words = text.replace("[", " ").replace("]", " ").split()
        # `lantai unit show|class CODE` names two commands.
        ways: list[list[str]] = [[]]
        for at, word in enumerate(words):
            choices = word.split("|") if at == 1 else [word]
            ways = [[*way, choice] for way in ways for choice in choices]
        for way in ways:
            if fault := fault_of(parser, " ".join(way), alluded=True):
                faults[page, text] = fault
    assert faults == {}
