"""Digital objects over HTTP: whole or in ranges (RFC 9110, 14), with name, size and digest, and nothing a browser runs.

An object is sent as something to keep (`attachment`), under a policy that lets nothing in it run, and never under
another type than was said (`nosniff`): what an archive was handed over may be a page of anybody, and this site's
visitors are signed in here. It is never compressed on the way: ranges and digest are of the bytes that are kept.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from search_api.originals import Original, another_state, range_beyond
from search_api.problems import ProblemError, problem_body
from sharing.access import Reader

#: In the scope of a request that was HEAD: the answer is as to GET, and its body is not made.
HEAD_ONLY: Final = "lantai.head_only"
#: Bytes that are read and sent at once.
_PIECE: Final = 256 << 10
_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,19})-([0-9]{0,19})[ \t]*", re.ASCII)
#: `attr-char` of RFC 8187, 3.2.1, beside letters and digits.
_PLAIN: Final = "!#$&+-.^_`|~"
_POLICY: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes of an object: from the first, so many."""

    first: int
    count: int


class Unsatisfiable(Exception):
    """A range that begins after the end."""


def object_response(request: Request, reader: Reader, original: Original, vary: str) -> Response:
    """An object as an answer: 200, 206, 304, 412 or 416.

    Args:
        request: what was asked.
        reader: who asked.
        original: which is closed when it is sent, or at once where it is not.
        vary: the headers by which answers differ.
    """
    etag = f'"{original.digest[:32]}"'
    headers = {
        "Vary": vary,
        # What was granted is not kept by caches, yet can be continued where a download broke off: hence its ETag.
        "Cache-Control": "no-cache" if reader.anonymous else "no-store",
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(original.digest)).decode('ascii')}:",
        "Content-Disposition": disposition(original.name),
        "Content-Security-Policy": _POLICY,
    }
    if not _is_meant(request.headers.get("if-match", "*"), etag):
        original.content.close()
        return _refusal(another_state(), vary)
    if names(request.headers.get("if-none-match", ""), etag):
        original.content.close()
        return Response(status_code=304, headers=headers)
    try:
        # A range is of GET alone (RFC 9110, 14.2).
        ranged = not request.scope.get(HEAD_ONLY)
        stretch = asked_stretch(request.headers, etag, original.size) if ranged else None
    except Unsatisfiable:
        original.content.close()
        refusal = _refusal(range_beyond(original.size), vary)
        refusal.headers["Content-Range"] = f"bytes */{original.size}"
        return refusal
    status = 200
    if stretch is None:
        stretch = Stretch(0, original.size)
    else:
        status = 206
        last = stretch.first + stretch.count - 1
        headers["Content-Range"] = f"bytes {stretch.first}-{last}/{original.size}"
    return _Piecewise(original.content, stretch, status, headers, original.media_type)


def _refusal(problem: ProblemError, vary: str) -> Response:
    said = {"Vary": vary, "Cache-Control": "no-store"}
    return Response(problem_body(problem), problem.status, said, "application/problem+json")


def _is_meant(header: str, etag: str) -> bool:
    """Whether If-Match names an entity tag; compared strongly, as RFC 9110, 13.1.1 has it."""
    return header.strip() == "*" or etag in {each.strip() for each in header.split(",")}


def disposition(name: str) -> str:
    """Content-Disposition of a file that is to be kept (RFC 6266): its name for all, and in plain ASCII for the old."""
    plain = "".join(char if " " <= char <= "~" and char not in '"\\%' else "_" for char in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe=_PLAIN, errors='replace')}"


def asked_stretch(headers: Mapping[str, str], etag: str, size: int) -> Stretch | None:
    """The range that a request asks for; None for all of it.

    Several ranges, another unit than bytes, and a range of another state (If-Range, RFC 9110, 13.1.5) get all of it: a
    server may always send that.

    Raises:
        Unsatisfiable: there is nothing in the range.
    """
    if "range" not in headers or headers.get("if-range", etag).strip() != etag:
        return None
    told = _RANGE.fullmatch(headers["range"].strip())
    if told is None or not (told[1] or told[2]):
        return None
    if not told[1]:
        count = min(int(told[2]), size)
        first = size - count
    else:
        first = int(told[1])
        last = min(int(told[2]), size - 1) if told[2] else size - 1
        if told[2] and int(told[2]) < first:
            return None  # no range at all
        count = last - first + 1
    if count <= 0:
        raise Unsatisfiable
    return Stretch(first, count)


def names(header: str, etag: str) -> bool:
    """Whether a header of entity tags (If-None-Match) names one; compared weakly, as RFC 9110, 13.1.2 has it."""
    return header.strip() == "*" or etag in {each.strip().removeprefix("W/") for each in header.split(",")}


class _Piecewise(Response):
    """Bytes of a file, read as they are sent."""

    def __init__(
        self, content: BinaryIO, stretch: Stretch, status: int, headers: Mapping[str, str], media_type: str
    ) -> None:
        self._content = content
        self._stretch = stretch
        # Said here and not by the framework, which names a charset for every text: nobody knows it.
        told = {"Content-Type": media_type, "Content-Length": str(stretch.count)}
        super().__init__(None, status, {**headers, **told})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._content as content:
            await send(
                {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
            )
            left = 0 if scope.get(HEAD_ONLY) else self._stretch.count
            if left:
                content.seek(self._stretch.first)
            while left:
                piece = await run_in_threadpool(content.read, min(_PIECE, left))
                if not piece:
                    # Shorter than it was a moment ago: whoever counts the bytes sees that it broke off.
                    raise OSError("a digital object ended before its size")
                left -= len(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": left > 0})
            if scope.get(HEAD_ONLY) or not self._stretch.count:
                await send({"type": "http.response.body", "body": b""})
