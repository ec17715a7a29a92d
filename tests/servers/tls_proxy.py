"""A proxy before a server: TLS with a certificate made on the spot, and basic authentication."""

from __future__ import annotations

import base64
import contextlib
import http.client
import ssl
import subprocess
import threading
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

USER, PASSWORD = "lantai", "p@ss:词/✓"


@dataclass
class Proxy:
    """A running proxy.

    Attributes:
        port: of loopback, where it listens with TLS.
        authority: file with the certificate that vouches for it.
        refused: how many requests had no or other credentials.
    """

    port: int
    authority: Path
    refused: int = 0
    passed: int = 0
    seen: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """As a setting names it."""
        user, password = (urllib.parse.quote(part, safe="") for part in (USER, PASSWORD))
        return f"https://{user}:{password}@localhost:{self.port}"


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that vouches for itself, and its key."""
    made, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(key), "-out", str(made)),
        ],
        check=True,
        capture_output=True,
    )
    return made, key


@contextlib.contextmanager
def before(url: str, folder: Path) -> Iterator[Proxy]:
    """A proxy before the server at `url`, until the end of the block."""
    told = urllib.parse.urlsplit(url)
    wanted = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    made, key = certificate(folder)

    class Passing(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            proxy.seen.append(f"{self.command} {self.path}")
            if self.headers.get("authorization") != wanted:
                proxy.refused += 1
                return self._say(401, "text/plain", b"Unauthorized")
            proxy.passed += 1
            line = http.client.HTTPConnection(told.hostname or "", told.port, timeout=60)
            sent = {"content-type": self.headers.get("content-type") or "application/json"}
            line.request(self.command, self.path, body or None, sent)
            answer = line.getresponse()
            self._say(answer.status, answer.getheader("content-type") or "text/plain", answer.read())
            line.close()
            return None

        def _say(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _pass

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    proxy = Proxy(server.server_address[1], made)
    serving = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    serving.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        serving.join(10)
