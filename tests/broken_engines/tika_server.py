"""A Tika server that answers garbage, without end, too late, with refusals, or breaks off."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Behaviour = Callable[[BaseHTTPRequestHandler], None]


def answering(status: int, body: bytes) -> Behaviour:
    """Takes the object and answers this."""

    def behave(request: BaseHTTPRequestHandler) -> None:
        taken(request)
        request.send_response(status)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return behave


def breaking_off(request: BaseHTTPRequestHandler) -> None:
    """Takes the object and is gone."""
    taken(request)
    request.connection.close()


def stalling(request: BaseHTTPRequestHandler) -> None:
    """Takes the object and says nothing."""
    taken(request)
    time.sleep(600)


def dripping(request: BaseHTTPRequestHandler) -> None:
    """Answers a byte now and then, without end."""
    taken(request)
    request.send_response(200)
    request.end_headers()
    while True:
        request.wfile.write(b" ")
        request.wfile.flush()
        time.sleep(0.05)


def flooding(request: BaseHTTPRequestHandler) -> None:
    """Answers without end, as fast as it can."""
    taken(request)
    request.send_response(200)
    request.end_headers()
    while True:
        request.wfile.write(b" " * (1 << 20))


def taken(request: BaseHTTPRequestHandler) -> None:
    """The object, read to its end."""
    request.rfile.read(int(request.headers.get("Content-Length", "0")))


@contextlib.contextmanager
def serving(*behaviours: Behaviour) -> Iterator[tuple[str, list[str]]]:
    """A server that behaves so, request by request, the last one from then on; gives (URL, paths asked)."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_PUT(self) -> None:
            asked.append(self.path)
            with contextlib.suppress(OSError):
                behaviours[min(len(asked), len(behaviours)) - 1](self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
