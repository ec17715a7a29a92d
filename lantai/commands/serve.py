"""`lantai serve`: API, portal, and the index writer beside them."""

from __future__ import annotations

import argparse
import contextlib
import logging
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from lantai import terminal
from lantai.commands.parsing import Families, command, port_number

if TYPE_CHECKING:
    from lantai.counts import Counts
    from lantai.serving import Front
    from lantai.wiring import House

_LOG = logging.getLogger("lantai.serve")


def register(families: Families) -> None:
    """Add the command."""
    serve = command(
        families,
        "serve",
        "启动服务：API、门户、索引写入进程。Ctrl-C 停止。",
        "Serve the API and the portal, with the index writer beside them. Ctrl-C stops.",
        "lantai serve\nlantai serve --host 0.0.0.0 --port 8080\nlantai serve --workers 2\nlantai serve --no-writer",
    )
    serve.add_argument("--host", default="127.0.0.1", metavar="H", help="监听地址 address (127.0.0.1)")
    serve.add_argument(
        "--port", default=8000, type=port_number, metavar="P", help="端口 port (8000)；0：任一 any free"
    )
    serve.add_argument(
        "--no-writer",
        action="store_true",
        help="不启动写入进程（由另一台机器写） leave the writer to another machine",
    )
    serve.add_argument(
        "--workers",
        default=0,
        type=int,
        metavar="N",
        help="应答的进程数；不写取 LANTAI_WORKERS，再取处理器核数 processes that answer; LANTAI_WORKERS, or one a core",
    )
    serve.set_defaults(run=run)


def run(arguments: argparse.Namespace, house: House) -> int:
    """`lantai serve`."""
    from indexer.workers import cores

    count = arguments.workers if arguments.workers > 0 else house.settings.workers or cores()
    serve_home(house, arguments.host, arguments.port, writer=not arguments.no_writer, workers=count)
    return 0


def free_port(host: str, port: int) -> int:
    """The port if it can be had, else any that is free."""
    from lantai.errors import CommandFailed
    from lantai.serving import bind

    for wanted in (port, 0):
        with contextlib.suppress(CommandFailed), bind(host, wanted) as listening:
            return int(listening.getsockname()[1])
    return port


def serve_home(house: House, host: str, port: int, *, writer: bool, workers: int = 1) -> None:
    """Serve until stopped.

    Args:
        house: the home.
        host: to listen on.
        port: to listen on; 0 for any.
        writer: whether the index writer runs beside it.
        workers: processes that answer; one is this process itself.

    Raises:
        CommandFailed: the port cannot be had.
        SettingsError: the archive's picture cannot be used.
    """
    from lantai.logs import log_to_stderr
    from lantai.serving import address_of, bind

    log_to_stderr(house.settings.log)
    _ = house.profile  # read here, so that what is wrong with it is said once and not by every process
    listening = bind(host, port)
    try:
        # Before any other process starts, so that a home's first migration is done by one.
        house.store.migrate()
        answer, counts = (_here if workers == 1 else _in_processes)(house, listening, workers)
        from lantai.watching import WriterWatch

        with WriterWatch(counts=counts) if writer else contextlib.nullcontext():
            url = address_of(listening)
            _LOG.info("serving", extra={"url": url, "writer": writer, "workers": workers})
            terminal.say(f"兰台 Lantai: {url}/   API: {url}/api/v1/")
            answer()
    finally:
        listening.close()


def _here(house: House, listening: socket.socket, _workers: int) -> tuple[Callable[[], None], Counts]:
    """Answers in this process."""
    from lantai.operators import watched
    from lantai.serving import front_of, serve

    fronts: list[Front] = []
    counts = watched(house, "serve", lambda: all(front.alive() for front in fronts))
    fronts.append(front := front_of(house, counts))
    return lambda: serve(front, listening, house.settings.serving, counts), counts


def _in_processes(house: House, listening: socket.socket, workers: int) -> tuple[Callable[[], None], Counts]:
    """Answers in processes of their own; this one takes the connections."""
    from lantai.counts import NoCounts, Pipe
    from lantai.operators import watched
    from lantai.supervising import Supervisor, service_command

    supervisors: list[Supervisor] = []
    counts = watched(house, "serve", lambda: all(one.alive() for one in supervisors))
    pipe = -1 if isinstance(counts, NoCounts) else Pipe(counts).far
    supervisor = Supervisor(
        listening,
        workers,
        service_command(workers, pipe),
        house.settings.serving,
        counts,
        (pipe,) if pipe >= 0 else (),
    )
    supervisors.append(supervisor)
    return supervisor.run, counts
