"""A proxy before a server: one with TLS, its certificate made on the spot, and a password; or one of trouble."""

from __future__ import annotations

import base64
import contextlib
import http.client
import ssl
import subprocess
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

USER, PASSWORD = "lantai", "p@ss:词/✓"


#: Status and body of an answer; a status of 0 hangs up without one.
Said = tuple[int, bytes]
#: What a proxy does with a request: method, path, body and the way to the true server.
Trouble = Callable[[str, str, bytes, Callable[[bytes], Said]], Said]


def no_trouble(_method: str, _path: str, body: bytes, ask: Callable[[bytes], Said]) -> Said:
    """Pass it on."""
    return ask(body)


@dataclass
class Proxy:
    """A running proxy.

    Attributes:
        port: of loopback, where it listens.
        authority: file with the certificate that vouches for it; None without TLS.
        trouble: what it does with requests.
        refused: how many requests had no or other credentials.
        passed: how many went on.
    """

    port: int
    authority: Path | None
    trouble: Trouble = no_trouble
    refused: int = 0
    passed: int = 0
    seen: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """As a setting names it."""
        if self.authority is None:
            return f"http://127.0.0.1:{self.port}"
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
def before(url: str, certificates: Path | None = None) -> Iterator[Proxy]:
    """A proxy before the server at `url`, until the end of the block.

    Args:
        url: of the true server.
        certificates: folder for a certificate; the proxy then speaks TLS and asks for credentials.
    """
    told = urllib.parse.urlsplit(url)
    wanted = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    made, key = certificate(certificates) if certificates else (None, None)

    class Passing(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            proxy.seen.append(f"{self.command} {self.path}")
            if made and self.headers.get("authorization") != wanted:
                proxy.refused += 1
                return self._say(401, b"{}")
            proxy.passed += 1
            status, said = proxy.trouble(self.command, self.path, body, self._ask)
            if status:
                return self._say(status, said)
            self.close_connection = True
            return None

        def _ask(self, body: bytes) -> Said:
            line = http.client.HTTPConnection(told.hostname or "", told.port, timeout=60)
            try:
                line.request(self.command, self.path, body or None, {"content-type": "application/json"})
                answer = line.getresponse()
                return answer.status, answer.read()
            finally:
                line.close()

        def _say(self, status: int, body: bytes) -> None:
            with contextlib.suppress(OSError):
                self.send_response(status)
                self.send_header("content-type", "application/json; charset=UTF-8")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _pass

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
    server.daemon_threads = True
    if made:
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
