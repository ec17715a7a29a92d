"""Formats that nothing nearer reads, by a Tika server: EPUB, Visio, Publisher, Works, WordPerfect, and a thousand more.

The client is Tika's own for Python, with the sending done here: it would follow the environment's proxies, trust any
certificate, read an answer of any length into memory, and start a server of its own where none answers.
"""

from __future__ import annotations

import html
import json
import logging
import re
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from unittest import mock

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from holdings.media import letters as media_letters
from holdings.media.foreign import Words, foreign_format
from holdings.media.kinds import MediaKind
from holdings.media.letters import MediaError
from holdings.media.limits import MediaLimits
from holdings.pages import Reading
from indexer.extraction import letters, tika_letters
from indexer.extraction.flowing import cut
from indexer.extraction.html import markup_text
from indexer.extraction.nothing import why_unread
from indexer.extraction.port import ExtractedPage, Unreadable
from indexer.extraction.recognised import media_unreadable
from indexer.extraction.tika_choice import TikaChoice

# On being imported the client opens a log in the folder for temporary files, which may be somebody else's.
with mock.patch.object(logging, "FileHandler", lambda _path: logging.NullHandler()):
    import tika.tika as client

client.TikaClientOnly = True
client.log.handlers.clear()
client.log.disabled = True  # what it would say, with names of objects, our letters say

#: The largest object that is sent, in bytes.
MOST_BYTES = 512 << 20
#: Waits before a server that is away, or was just started again, is tried again, in seconds.
_WAITS = (0.5, 1.0, 2.0, 4.0, 8.0)
#: An object that the server did not survive so many times is not sent again.
_MOST_DEATHS = 2
#: An answer is markup around the text, with what is told of the object.
_BYTES_A_CHARACTER, _BYTES_BESIDE = 8, 32 << 20
_PIECE = 1 << 16
#: A server refuses to be asked for less time, in milliseconds (its minimumTimeoutMillis, which nobody need change).
_LEAST_MS = 30_000

_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
# Parts of packages of Office, and those whose markup is text and nothing else.
_PART = re.compile(r"(\[Content_Types\]|[\w-]+(/[\w.-]+)+|_rels/\.rels|content|styles|meta|settings)(\.\w+)?")
_TEXT_PART = re.compile(
    r"word/(document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml|ppt/(slides|notesSlides)/\w+\.xml"
)
_PAGE = re.compile(r'<div class="(?:page|slide-content|slide)">')


@dataclass(frozen=True, slots=True)
class TikaText:
    """What Tika read.

    Attributes:
        pages: texts of the pages, sheets or slides that it tells apart; one that holds others is followed by them.
        cut: the text was longer than it may be, and ends early.
        torn: the package has lost its end, and some of its parts with it.
    """

    pages: tuple[str, ...]
    cut: bool
    torn: bool = False


class TikaExtractor:
    """Reads an object whole, at its first page. Text beyond the limit is cut, and the page after says so."""

    cheap = True

    def __init__(self, name: str, kind: MediaKind, choice: TikaChoice, limits: MediaLimits) -> None:
        """For the object of this name.

        Args:
            name: as letters call it.
            kind: of the object.
            choice: the server.
            limits: of the text.
        """
        self.reads = frozenset({kind})
        self._name = name
        self._choice = choice
        self._most = limits.text_characters
        self._opened: Path | None = None
        self._pages: list[str] = []
        self._cut = self._torn = False

    def page_count(self, path: Path) -> int:
        """Number of pages, at least 1.

        Raises:
            Unreadable: encrypted, broken, without any text, or there is no answer.
        """
        self._open(path)
        return len(self._pages) + (self._cut or self._torn)

    def page(self, path: Path, index0: int) -> ExtractedPage:
        """One page.

        Raises:
            Unreadable: as `page_count`, or the text was cut or the package torn before it.
        """
        self._open(path)
        if self._torn and index0 == len(self._pages):
            raise Unreadable(tika_letters.package_torn(self._name))
        if self._cut and index0 == len(self._pages):
            raise Unreadable(tika_letters.text_cut(self._name, self._most))
        if not 0 <= index0 < len(self._pages):
            raise Unreadable(letters.no_such_page(self._name, index0, len(self._pages)))
        return ExtractedPage(index0, self._pages[index0], Reading.BORN)

    def _open(self, path: Path) -> None:
        if self._opened == path:
            return
        found = foreign_format(path) if MediaKind.UNKNOWN in self.reads else None
        if found is not None and found.words in (Words.NONE, Words.LOCKED):
            raise Unreadable(why_unread(path, self._name))
        try:
            read = tika_text(path, self._name, self._choice, self._most)
        except MediaError as error:
            raise media_unreadable(error, path, self._name) from error
        except OSError as error:
            raise Unreadable(letters.unreadable(self._name, error.strerror or str(error))) from error
        self._pages = cut(read.pages, self._name, 2 * self._most)
        self._cut, self._torn = read.cut, read.torn
        self._opened = path


def tika_text(path: Path, name: str, choice: TikaChoice, most: int) -> TikaText:
    """The text of an object.

    Args:
        path: the object.
        name: its name, as letters call it.
        choice: the server.
        most: characters of text; what is beyond is cut.

    Raises:
        MediaError: encrypted, broken, too large, or without any text.
        Unreadable: the server gives no answer.
    """
    if path.stat().st_size > MOST_BYTES:
        raise MediaError(media_letters.part_too_large(path.name, path.name, MOST_BYTES))
    seconds = choice.seconds
    until = time.monotonic() + seconds
    deaths = 0
    for wait in (*_WAITS, *(_WAITS[-1] for _ in range(1_000))):
        try:
            status, text = _asked(path, choice, most, until)
        except requests.ConnectTimeout:
            pass
        except _TooLong as error:
            raise Unreadable(tika_letters.too_slow(name, seconds)) from error
        except requests.RequestException as error:
            if not _refused(error):
                # It had the object and broke off.
                deaths += 1
                if deaths >= _MOST_DEATHS:
                    raise Unreadable(tika_letters.server_died(name, deaths)) from error
        else:
            if status == 200:
                return _read(text, path, name)
            if status not in (429, 500, 502, 503, 504):
                raise _refusal(status, path, name)
            if status == 500:
                deaths += 1
                if deaths >= _MOST_DEATHS:
                    raise _refusal(status, path, name)
        if time.monotonic() + wait > until:
            raise Unreadable(tika_letters.server_away(name, seconds))
        time.sleep(wait)
    raise AssertionError("there is always a further wait")


class _TooLong(requests.RequestException):
    """The server has the object and is not done in time."""


@dataclass
class _Answer:
    """What the client looks at in an answer."""

    status_code: int
    octets: bytearray
    headers: dict[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"

    @property
    def text(self) -> str:
        return self.octets.decode("utf-8", "replace")


def _asked(path: Path, choice: TikaChoice, most: int, until: float) -> tuple[int, str]:
    headers = {
        "Accept": "application/json",
        # Recognition is ours: its text comes with boxes and confidence.
        "X-Tika-OCRskipOcr": "true",
        "writeLimit": str(most),
        "maxEmbeddedResources": "10000",
        "X-Tika-Timeout-Millis": str(max(_LEAST_MS, int(1_000 * (until - time.monotonic())))),
    }
    with path.open("rb") as octets:
        verbs = {"put": _sender(until, _BYTES_A_CHARACTER * most + _BYTES_BESIDE)}
        status, text = client.callServer("put", choice.url, "/rmeta/xml", octets, headers, httpVerbs=verbs)
    return int(status), str(text)


def _sender(until: float, most: int) -> Callable[..., _Answer]:
    """What the client sends with: bounded in time and size."""

    def put(url: str, octets: BinaryIO, *, headers: dict[str, str], **_: Any) -> _Answer:
        with requests.Session() as session:
            session.trust_env = False
            left = max(0.1, until - time.monotonic())
            try:
                response = session.put(
                    url, octets, headers=headers, stream=True, timeout=(min(5.0, left), left)
                )
                with closing(response):
                    answer = _Answer(response.status_code, bytearray())
                    # Not iter_content: that waits for a whole piece, however slowly it drips.
                    while piece := response.raw.read1(_PIECE, decode_content=True):
                        answer.octets += piece
                        if len(answer.octets) > most:
                            raise _TooLong("an answer without end")
                        if time.monotonic() > until:
                            raise _TooLong("late")
                    return answer
            except (requests.ReadTimeout, ReadTimeoutError) as error:
                raise _TooLong("late") from error
            except HTTPError as error:  # of the body: it broke off
                raise requests.ConnectionError("broken off") from error
            except requests.ConnectionError as error:
                if "timed out" in str(error).lower() and not isinstance(error, requests.ConnectTimeout):
                    raise _TooLong("late") from error
                raise

    return put


def _refused(error: requests.RequestException) -> bool:
    """Nobody listens there, so nobody has the object."""
    return "Failed to establish a new connection" in str(error) or "NewConnectionError" in str(error)


def _read(text: str, path: Path, name: str) -> TikaText:
    try:
        told: list[dict[str, Any]] = json.loads(text)
        if not all(isinstance(one, dict) for one in told):
            raise TypeError("no list of objects")
        whole = told[0]
    except (ValueError, LookupError, TypeError) as error:
        raise Unreadable(tika_letters.no_sense(name)) from error
    exception = str(whole.get("X-TIKA:EXCEPTION:container_exception", ""))
    if "EncryptedDocumentException" in exception or str(whole.get("X-TIKA:encrypted", "")) == "true":
        raise MediaError(media_letters.encrypted(path.name))
    pages = _pages(whole)
    limit = "X-TIKA:EXCEPTION:write_limit_reached"
    was_cut = any(str(one.get(limit, "")) == "true" for one in told)
    if exception and not any(pages) and not was_cut:
        why = exception.splitlines()[0].rpartition(".")[2][:200]
        raise MediaError(media_letters.broken(path.name, why))
    if pages and _lists_parts(pages[0]):
        # A package without its end was opened as a bare archive: it gives the names of its parts, and their markup.
        pages = [page for held in told[1:] if _bears_text(held) for page in _pages(held) if page]
        if not pages:
            raise MediaError(media_letters.broken(path.name, "ZIP"))
        return TikaText(tuple(pages), was_cut, torn=True)
    for held in told[1:]:
        own = [page for page in _pages(held) if page]
        if own:
            title = str(held.get("resourceName") or held.get("X-TIKA:embedded_resource_path") or "").strip(
                "/"
            )
            pages += [f"{title}\n{own[0]}" if title else own[0], *own[1:]]
    if not any(pages):
        kind = str(whole.get("Content-Type", "") or "?")
        raise Unreadable(tika_letters.no_text(name, kind))
    return TikaText(tuple(pages), was_cut)


def _lists_parts(text: str) -> bool:
    return bool(text) and all(map(_PART.fullmatch, text.split("\n")))


def _bears_text(held: dict[str, Any]) -> bool:
    return bool(_TEXT_PART.fullmatch(str(held.get("resourceName") or "").strip("/")))


def _pages(told: dict[str, Any]) -> list[str]:
    markup = str(told.get("X-TIKA:content") or "")
    found = _BODY.search(markup)
    body = found[1] if found else html.escape(markup) if "<" not in markup else markup
    first, *others = _PAGE.split(body)
    pages = [markup_text(piece) for piece in others]
    before = markup_text(first)
    return [before, *pages] if before or not pages else pages


def _refusal(status: int, path: Path, name: str) -> Exception:
    if status == 422:
        return MediaError(media_letters.broken(path.name, "Tika 422"))
    if status == 413:
        return MediaError(media_letters.part_too_large(path.name, path.name, MOST_BYTES))
    return Unreadable(tika_letters.refused(name, status))
