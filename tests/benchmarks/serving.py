"""What `lantai serve` gives and costs: answers a second of one and of two processes, memory, and a quiet home.

Small material made here; mixed questions at 16 connections that stay open. The client is a process of its own with
requests made beforehand, and what it costs is told: it takes its part of the same cores. Linux.
"""

from __future__ import annotations

import multiprocessing
import random
import re
import selectors
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sharing.classes import SharingClass
from tests.benchmarks.rows import Options, Row, at_least, at_most, lantai, told
from tests.homes import make_plant, take, write_package

_COMMAND = 'make bench ARGS="--only serving"'
_CONNECTIONS, _SECONDS, _IDLE_SECONDS = 16, 20.0, 60.0
_UNITS, _LEAST = 1_500, 300
_WORDS = (
    "码头 海关 盐务 粮食 学校 防疫 水利 公路 渔业 茶叶 税收 户籍 土地 铁路 邮政 银行 会议 报告 通知 批复 计划 总结 "
    "调查 统计 请示 合同 移交 修缮 治河 造船 灯塔 疏浚 仓库 工资 职工 干部 培训 卫生 防洪 征购"
).split()


def run(options: Options) -> list[Row]:
    """The rows of the table."""
    home = options.scratch / "home"
    _fill(home, options.scratch / "handed-over")
    one, two = (_asked(home, workers) for workers in (1, 2))
    ratio = two["answers"] / one["answers"]
    rows = [
        told("serve, 1 process, 16 connections", f"{one['answers']:.1f} answers/s", _COMMAND),
        told("serve, 2 processes, 16 connections", f"{two['answers']:.1f} answers/s", _COMMAND),
        at_least("serve, 2 processes over 1, 16 connections", ratio, 1.7, _COMMAND),
        told(
            "serve, processor time of an answer, 1 and 2 processes; of the client",
            f"{one['cpu_ms']:.2f} and {two['cpu_ms']:.2f} ms; {two['client_ms']:.2f} ms",
            _COMMAND,
        ),
        told("serve, memory (PSS) of each process, --workers 1", _megabytes(one), _COMMAND),
        told("serve, memory (PSS) of each process, --workers 2", _megabytes(two), _COMMAND),
    ]
    return rows + _idle(home)


def _megabytes(told: dict[str, float]) -> str:
    return ", ".join(
        f"{name.removeprefix('mb ')} {value:.0f} MB" for name, value in told.items() if "mb " in name
    )


def _fill(home: Path, package: Path) -> None:
    words = random.Random(20).choices
    rows = [
        {
            "档号": f"J1-WS·19{50 + at % 50}·Y-{at:04d}",
            "题名": f"关于{words(_WORDS)[0]}{words(_WORDS)[0]}的{words(_WORDS)[0]}",
            "日期": f"19{50 + at % 50}0101",
            "共享类型": "无条件共享",
            "text": "\f".join("".join(words(_WORDS, k=300)) for _ in range(3)),
        }
        for at in range(_UNITS)
    ]
    plant = make_plant(home, 2, f"sqlite:///{home / 'lantai.sqlite'}")
    take(plant, write_package(package, rows), SharingClass.UNCONDITIONAL)
    plant.store.close()
    # A line for each answer would be measured too, and read by nobody.
    (home / "lantai.toml").write_text('log = "warning"\n', encoding="utf-8")


def _requests() -> list[bytes]:
    pick = random.Random(7).choice
    paths = []
    for at in range(400):
        first, second, code = pick(_WORDS), pick(_WORDS), at * 3
        paths += [
            f"/api/v1/search?q={quote(first)}",
            f"/api/v1/search?q={quote(first + ' ' + second)}",
            f"/api/v1/search?q={quote(first + second + '是在哪一年')}&facets=fonds,year",
            f"/?q={quote(second)}",
            f"/api/v1/units/{quote(f'J1-WS·19{50 + code % 50}·Y-{code:04d}')}",
        ]
    return [f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() for path in paths]


def _asked(home: Path, workers: int) -> dict[str, float]:
    with _service(home, "--workers", str(workers), "--no-writer") as (pid, port):
        _ask(port, 5.0)
        before = {each: _cpu_s(each) for each in _tree(pid)}
        answers, seconds, client = _ask(port, _SECONDS)
        spent = sum(_cpu_s(each) - known for each, known in before.items())
        memory = {f"mb {_name(each)} {at}": _pss_mb(each) for at, each in enumerate(_tree(pid))}
    return {
        "answers": answers / seconds,
        "cpu_ms": spent / answers * 1e3,
        "client_ms": client / answers * 1e3,
        **memory,
    }


def _idle(home: Path) -> list[Row]:
    rows = []
    with _service(home, "--workers", "2") as (pid, port):
        _ask(port, 3.0)
        time.sleep(10)
        before = {each: _cpu_s(each) for each in _tree(pid)}
        time.sleep(_IDLE_SECONDS)
        for at, (each, known) in enumerate(before.items()):
            share = (_cpu_s(each) - known) / _IDLE_SECONDS * 100
            rows.append(
                at_most(f"a home that nobody asks, {_name(each)} {at}", share, 0.2, "% of a core", _COMMAND)
            )
    return rows


@contextmanager
def _service(home: Path, *words: str):
    server: subprocess.Popen[str] = lantai("serve", "--port", "0", *words, home=home)
    try:
        assert server.stdout is not None
        found = re.search(r"http://[0-9.]+:([0-9]+)", server.stdout.readline())
        assert found is not None, "the service did not start"
        yield server.pid, int(found[1])
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate()


def _ask(port: int, seconds: float) -> tuple[int, float, float]:
    """Answers, wall seconds and the client's processor seconds."""
    near, far = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    client = context.Process(target=_client, args=(far, port, seconds))
    client.start()
    told = near.recv()
    client.join()
    return int(told[0]), float(told[1]), float(told[2])


def _client(far, port: int, seconds: float) -> None:
    requests, selector, at = _requests(), selectors.DefaultSelector(), 0
    for number in range(_CONNECTIONS):
        connection = socket.create_connection(("127.0.0.1", port))
        at = number * 97
        connection.sendall(requests[at % len(requests)])
        selector.register(connection, selectors.EVENT_READ, [connection, bytearray(), at])
    answers, cpu, began = 0, time.process_time(), time.perf_counter()
    # So many at least: on a busy machine the first questions of a process would be all that is measured.
    while time.perf_counter() - began < seconds or answers < _LEAST:
        for key, _ in selector.select(1.0):
            connection, got, at = key.data
            piece = connection.recv(1 << 18)
            assert piece, "the service hung up"
            got += piece
            head = got.find(b"\r\n\r\n")
            if head < 0:
                continue
            length = re.search(rb"content-length: (\d+)", got[:head])
            assert length is not None and got[9:12] == b"200", bytes(got[:200])
            if len(got) >= head + 4 + int(length[1]):
                answers += 1
                got.clear()
                key.data[2] = at + 1
                connection.sendall(requests[(at + 1) % len(requests)])
    far.send((answers, time.perf_counter() - began, time.process_time() - cpu))


def _tree(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += _tree(int(child))
    return found


def _cpu_s(pid: int) -> float:
    """Processor seconds of a process, to the nanosecond: ticks of 10 ms are too coarse for a minute of rest."""
    return (
        sum(int((task / "schedstat").read_text().split()[0]) for task in Path(f"/proc/{pid}/task").iterdir())
        / 1e9
    )


def _pss_mb(pid: int) -> float:
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.findall(r"^Pss:\s+(\d+)", told, re.M)[0]) / 1024


def _name(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    return next((word for word in words if word in ("serve", "service", "writer")), "painter")
