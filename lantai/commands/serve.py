"""`lantai serve`: API, portal, and the index writer beside them."""

from __future__ import annotations

import argparse
import contextlib
import logging
from typing import TYPE_CHECKING

from lantai import terminal
from lantai.commands.parsing import Families, command

if TYPE_CHECKING:
    from lantai.wiring import House

_LOG = logging.getLogger("lantai.serve")


def register(families: Families) -> None:
    """Add the command."""
    serve = command(
        families,
        "serve",
        "启动服务：API、门户、索引写入进程。Ctrl-C 停止。",
        "Serve the API and the portal, with the index writer beside them. Ctrl-C stops.",
        "lantai serve\nlantai serve --host 0.0.0.0 --port 8080\nlantai serve --no-writer",
    )
    serve.add_argument("--host", default="127.0.0.1", metavar="H", help="监听地址 address (127.0.0.1)")
    serve.add_argument(
        "--port", default=8000, type=int, metavar="P", help="端口 port (8000)；0：任一 any free"
    )
    serve.add_argument(
        "--no-writer",
        action="store_true",
        help="不启动写入进程（由另一台机器写） leave the writer to another machine",
    )
    serve.set_defaults(run=run)


def run(arguments: argparse.Namespace, house: House) -> int:
    """`lantai serve`."""
    serve_home(house, arguments.host, arguments.port, writer=not arguments.no_writer)
    return 0


def free_port(host: str, port: int) -> int:
    """The port if it can be had, else any that is free."""
    from lantai.errors import CommandFailed
    from lantai.serving import bind

    for wanted in (port, 0):
        with contextlib.suppress(CommandFailed), bind(host, wanted) as listening:
            return int(listening.getsockname()[1])
    return port


def serve_home(house: House, host: str, port: int, *, writer: bool) -> None:
    """Serve until stopped.

    Raises:
        CommandFailed: the port cannot be had.
    """
    from lantai.logs import log_to_stderr
    from lantai.operators import watched
    from lantai.serving import Front, address_of, bind
    from lantai.serving import serve as answer_until_stopped
    from lantai.watching import WriterWatch
    from portal.http import portal_app
    from search_api.http import api_app

    log_to_stderr(house.settings.log)
    listening = bind(host, port)
    try:
        # Made before the writer starts, so that a home's first migration is done by one process.
        upload = house.settings.upload_bytes
        fronts: list[Front] = []
        counts = watched(house, "serve", lambda: all(front.alive() for front in fronts))
        fronts.append(front := Front(api_app(house.answering), portal_app(house.answering), upload, counts))
        with WriterWatch(counts=counts) if writer else contextlib.nullcontext():
            terminal.say(f"兰台 Lantai: {address_of(listening)}/   API: {address_of(listening)}/api/v1/")
            _LOG.info("serving", extra={"url": address_of(listening), "writer": writer})
            answer_until_stopped(front, listening)
    finally:
        listening.close()
