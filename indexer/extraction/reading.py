"""What an extraction worker does: opens objects, reads pages, says each word as it is known."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import itertools
import pickle
import re
import resource
import time
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import numpy.typing as npt

from holdings.letters import LantaiError, Letter
from holdings.media import letters as media_letters
from holdings.media.archives import Allowance
from holdings.media.limits import MediaLimits
from indexer.extraction import letters
from indexer.extraction.choose import extractor_of, kind_of_object
from indexer.extraction.limits import USUAL, ReadingLimits
from indexer.extraction.port import Extractor, Unreadable
from indexer.extraction.recognised import Leaves, LeftForLater, Recogniser
from indexer.extraction.tasks import (
    ALL,
    CHUNK,
    Chooser,
    Finished,
    Later,
    NoPage,
    NotOpened,
    Opened,
    Page,
    Ready,
    Task,
    Useless,
    Word,
)
from indexer.extraction.tika_choice import NO_TIKA, TikaChoice
from ocr.engines import make_engine
from ocr.port import OcrEngine, OcrError, ReadPage

#: Words of cheap pages are kept back this long, in seconds, and at most so many, to send them together.
_KEPT_BACK_S = 0.05
_KEPT_BACK = 64
#: The largest word that is sent, in bytes: a page of half a million characters with their places has 30 million.
_LARGEST_WORD = 256 << 20
#: Where memory runs short the kernel ends a worker before its parent, proc(5), oom_score_adj.
_OOM_SCORE = "500"


class EngineMissing(LantaiError):
    """The engine that recognises text cannot be made; no page with pixels can be read."""


class LateEngine:
    """An engine that is made when the first page needs it: most objects need none."""

    def __init__(self, name: str) -> None:
        """For the engine of this name (`ocr.engines.ENGINE_NAMES`)."""
        self.name = name

    @functools.cached_property
    def _engine(self) -> OcrEngine:
        try:
            return make_engine(self.name)
        except OcrError as error:
            raise EngineMissing(Letter(error.zh, error.en)) from error
        except ImportError as error:
            raise EngineMissing(letters.engine_missing(self.name, str(error))) from error

    def read(self, image: npt.NDArray[np.uint8]) -> ReadPage:
        """As `ocr.port.OcrEngine.read`.

        Raises:
            OcrError: the image cannot be read as a page.
            EngineMissing: the engine cannot be made.
        """
        return self._engine.read(image)


def chooser(ocr: str, limits: ReadingLimits, tika: TikaChoice = NO_TIKA) -> Chooser:
    """The readers of every format, with the recognition engine of this name."""
    return chooser_with(LateEngine(ocr), limits.media, _in_time(tika, limits))


def leaving_chooser(ocr: str, limits: ReadingLimits, tika: TikaChoice = NO_TIKA) -> Chooser:
    """As `chooser`, but pages that the engine would have to recognise are left for others."""
    return chooser_with(Leaves(ocr), limits.media, _in_time(tika, limits))


def _in_time(tika: TikaChoice, limits: ReadingLimits) -> TikaChoice:
    """A server that is away is given up with a letter before the process that waits for it is."""
    return dataclasses.replace(tika, seconds=min(tika.seconds, 0.75 * limits.page_seconds))


def chooser_with(engine: Recogniser, limits: MediaLimits, tika: TikaChoice = NO_TIKA) -> Chooser:
    """The readers of every format, with this recognition engine."""

    def choose(path: Path, name: str) -> tuple[Extractor, str]:
        kind = kind_of_object(path, name)
        return extractor_of(kind, name, engine, Allowance.whole(limits), tika=tika), kind.value

    return choose


def serve(make: Callable[[], Chooser], limits: ReadingLimits, connection: Connection) -> None:
    """Answers tasks until the pipe ends."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_OOM_SCORE, encoding="ascii")
    choose = make()
    _bound(limits)
    connection.send([Ready()])
    # By where the bytes lie and by the name: what the name decides of one object must not decide it of another.
    opened: tuple[tuple[Path, str], Extractor, str] | None = None
    while True:
        task: Task = connection.recv()
        try:
            if opened is None or opened[0] != (task.path, task.name):
                opened = None  # closes the one before
                opened = ((task.path, task.name), *choose(task.path, task.name))
            words = _words(task, opened[1], opened[2], limits)
            _send(connection, words, task, together=opened[1].cheap)
        except EngineMissing as error:
            connection.send([Useless(error.letter)])
            return
        except Unreadable as error:  # while its kind was looked at
            connection.send([NotOpened("", error.letter), Finished()])
        except (EOFError, ConnectionError):
            raise
        except Exception as error:
            opened = None  # what it holds may be what there is too much of
            connection.send([NotOpened("", _failed(task, error, limits)), Finished()])


def _bound(limits: ReadingLimits) -> None:
    """What the system itself refuses this process, and all that it starts."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Unpacked members; a file that grows without end fills no disk.
    largest = limits.media.unpacked_bytes
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    # Memory that is its own (setrlimit(2), RLIMIT_DATA, Linux 4.7): what libraries reserved when they were loaded
    # grows with the cores of the machine, and is not the object's doing.
    most = limits.memory_bytes + _own_bytes()
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _own_bytes() -> int:
    """Bytes of private writable memory of this process; 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    found = re.search(r"^VmData:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) << 10 if found else 0


def _words(task: Task, extractor: Extractor, kind: str, limits: ReadingLimits) -> Iterator[Word]:
    pages: Iterable[int] = task.pages
    if task.opening:
        try:
            count = extractor.page_count(task.path)
        except EngineMissing:
            raise
        except Unreadable as error:
            yield NotOpened(kind, error.letter)
        except Exception as error:
            yield NotOpened(kind, _failed(task, error, limits))
        else:
            most = max(limits.media.pages, limits.media.archive_pages)
            if count > most:  # a reader without a limit of its own
                yield NotOpened(kind, media_letters.too_many_pages(task.name, count, most))
                yield Finished()
                return
            chunk = ALL if extractor.cheap else CHUNK
            yield Opened(kind, count, chunk)
            pages = itertools.islice((at for at in range(count) if at not in task.done), chunk)
    for at in pages:
        try:
            page = extractor.page(task.path, at)
        except EngineMissing:
            raise
        except LeftForLater:
            yield Later(at)
        except Unreadable as error:
            yield NoPage(at, error.letter)
        except Exception as error:
            yield NoPage(at, _failed(task, error, limits))
        else:
            yield Page(page)
    yield Finished()


def _send(connection: Connection, words: Iterator[Word], task: Task, *, together: bool) -> None:
    """Says the words; each at once, so that a worker lost in a page is known by the page, unless `together`."""
    kept: list[Word] = []
    since = time.monotonic()
    for word in words:
        kept.append(word)
        if not together or len(kept) >= _KEPT_BACK or time.monotonic() - since > _KEPT_BACK_S:
            connection.send_bytes(_carried(kept, task))
            kept, since = [], time.monotonic()
    if kept:
        connection.send_bytes(_carried(kept, task))


def _carried(words: list[Word], task: Task) -> bytes:
    """The words as `Connection.recv` takes them; a page that no pipe can carry is told as unread."""
    try:
        carried = pickle.dumps(words, pickle.HIGHEST_PROTOCOL)
        if len(carried) <= _LARGEST_WORD:
            return carried
    except Exception:
        carried = b""
    return pickle.dumps([_carriable(word, task) for word in words], pickle.HIGHEST_PROTOCOL)


def _carriable(word: Word, task: Task) -> Word:
    if isinstance(word, Page):
        try:
            size = len(pickle.dumps(word, pickle.HIGHEST_PROTOCOL))
        except Exception as error:
            return NoPage(word.page.object_page, _failed(task, error, USUAL))
        if size > _LARGEST_WORD // _KEPT_BACK:
            return NoPage(word.page.object_page, letters.page_too_long(task.name, word.page.object_page))
    return word


def _failed(task: Task, error: Exception, limits: ReadingLimits) -> Letter:
    if isinstance(error, MemoryError):
        return letters.too_much_memory(task.name, limits.memory_bytes)
    why = f"{type(error).__name__}: {error}".replace(str(task.path), task.name)
    return letters.reader_failed(task.name, why[:200])
