"""The operators' address (``LANTAI_METRICS``): ``/metrics``, ``/live``, ``/ready``. Apart from what readers ask.

Its numbers count everything that is held, withheld records too, so it is never served where readers ask, and by
default not at all.
"""

from __future__ import annotations

import json
import logging
import socket
import socketserver
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from lantai import probe_letters as letters
from lantai import probing
from lantai.counts import Counts, NoCounts
from lantai.errors import CommandFailed
from lantai.probing import Part, Prober

if TYPE_CHECKING:
    from lantai.metrics import Metrics
    from lantai.wiring import House

_LOG = logging.getLogger("lantai.operators")

#: A client that is slower, in seconds, is hung up on.
_PATIENCE_S = 5.0

#: What each kind of process needs to be ready.
NEEDS = {
    "serve": (Part.STORE, Part.INDEX, Part.WRITER),
    "writer": (Part.STORE, Part.INDEX, Part.WRITER),
    "worker": (Part.STORE, Part.QUEUE),
}


def watched(house: House, part: str, alive: Callable[[], bool] = lambda: True) -> Counts:
    """Offer the operators' address of this process, where the settings name one; returns what counts for it.

    Args:
        house: the home.
        part: ``serve``, ``writer`` or ``worker``.
        alive: whether the process still does something; may wait for some seconds.

    Raises:
        CommandFailed: the address cannot be had.
    """
    settings = house.settings
    if settings.metrics is None:
        return NoCounts()
    from lantai.metrics import Metrics
    from search_api.version import installed_version

    queue = None
    if settings.queue != "inline":
        from indexer.queues.celery_queue import CeleryCarrier

        queue = CeleryCarrier(settings.queue, house.home_id)
    prober = Prober(house, NEEDS[part], settings.stalled_seconds, probing.EVERY_S, queue)
    metrics = Metrics(part, installed_version(), prober.states)
    server = _server(settings.metrics, metrics, prober, alive)
    prober.start()
    threading.Thread(target=server.serve_forever, name="operators", daemon=True).start()
    _LOG.info("operators_may_ask", extra={"address": "{}:{}".format(*server.server_address[:2])})
    return metrics


def _server(
    address: tuple[str, int], metrics: Metrics, prober: Prober, alive: Callable[[], bool]
) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        timeout = _PATIENCE_S
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_HEAD(self) -> None:
            self._answer()

        def _answer(self) -> None:
            status, body, media_type = _told(
                self.path, self.headers.get("Accept", ""), metrics, prober, alive
            )
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def version_string(self) -> str:
            return "lantai"

        def log_message(self, format: str, *args: object) -> None:
            _LOG.debug("operator_asked", extra={"line": format % args})

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET

        def server_bind(self) -> None:
            # HTTPServer's own would ask DNS who we are, and wait for it.
            socketserver.TCPServer.server_bind(self)

        def handle_error(self, request: object, client_address: object) -> None:
            _LOG.debug("operator_left")

    try:
        return Server(address, Handler)
    except (OSError, OverflowError):
        raise CommandFailed(letters.metrics_port_in_use(*address)) from None


def _told(
    path: str, accept: str, metrics: Metrics, prober: Prober, alive: Callable[[], bool]
) -> tuple[int, bytes, str]:
    match path.partition("?")[0]:
        case "/metrics":
            body, media_type = metrics.told(accept)
            return 200, body, media_type
        case "/live":
            living = alive()
            return _json(200 if living else 503, {"live": living})
        case "/ready":
            troubles = prober.troubles()
            reasons = [
                {"part": trouble.part.value, "zh": trouble.letter.zh, "en": trouble.letter.en}
                for trouble in troubles
            ]
            return _json(503 if troubles else 200, {"ready": not troubles, "reasons": reasons})
        case _:
            return _json(404, {"paths": ["/metrics", "/live", "/ready"]})


def _json(status: int, told: object) -> tuple[int, bytes, str]:
    return status, json.dumps(told, ensure_ascii=False).encode("utf-8"), "application/json; charset=utf-8"
