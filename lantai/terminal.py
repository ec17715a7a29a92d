"""The terminal: what is said on stdout, what is told on stderr, and how long work shows how far it is."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from holdings.letters import Letter

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

#: Seconds between two lines of progress where there is no terminal.
_LINE_EVERY = 5.0
#: Columns of a table that goes to a pipe or a file.
_PIPE_WIDTH = 160


def prepare() -> None:
    """Both streams write UTF-8, and a character that cannot be written never ends a command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def legible(text: str) -> str:
    """An argument as text: bytes that were no UTF-8 become the replacement character."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def say(text: str = "") -> None:
    """A line of what was asked for, on stdout."""
    print(text, flush=True)


def say_json(told: object) -> None:
    """The one object that ``--json`` prints."""
    print(json.dumps(told, ensure_ascii=False, indent=2))


def tell(letter: Letter) -> None:
    """A letter, Chinese first, on stderr."""
    print(letter, file=sys.stderr)


def tell_line(text: str) -> None:
    """A line on stderr."""
    print(text, file=sys.stderr)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows under headings, on stdout."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        shown.add_column(heading, overflow="fold")
    for row in rows:
        # Text, not markup: a title may hold brackets.
        shown.add_row(*(Text(cell) for cell in row))
    console().print(shown)


def console() -> Console:
    """The standard output as rich sees it."""
    from rich.console import Console

    if sys.stdout.isatty():
        return Console(highlight=False, soft_wrap=False)
    return Console(highlight=False, width=_PIPE_WIDTH)


class Progress:
    """How far long work is: a bar on a terminal, else a line now and then; always on stderr.

    Use it as a context manager.
    """

    def __init__(self) -> None:
        self._bar: RichProgress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._last = ("", -1, 0.0)

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich import progress
            from rich.console import Console

            self._bar = progress.Progress(
                progress.TextColumn("{task.description}"),
                progress.BarColumn(bar_width=30),
                progress.TextColumn("{task.fields[told]}"),
                progress.TimeRemainingColumn(),
                console=Console(stderr=True),
            )
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, label: str, done: int, total: int, failed: int = 0, rate: float = 0.0) -> None:
        """Show how far a stage is.

        Args:
            label: the stage, in both languages.
            done: how much is done, failures included.
            total: how much there is; 0 while that is not known.
            failed: how much of it could not be done.
            rate: units a second; 0 where it is not known.
        """
        told = _told(done, total, failed, rate)
        if self._bar is not None:
            if label not in self._tasks:
                self._tasks[label] = self._bar.add_task(label, total=total or None, told="")
            self._bar.update(self._tasks[label], completed=done, total=total or None, told=told)
            return
        now = time.monotonic()
        last_label, last_done, last_at = self._last
        ended = bool(total) and done >= total
        if label == last_label and (done == last_done or (not ended and now - last_at < _LINE_EVERY)):
            return
        self._last = (label, done, now)
        print(f"{label}: {told}", file=sys.stderr)


def _told(done: int, total: int, failed: int, rate: float) -> str:
    parts = [f"{done:,}/{total:,}" if total else f"{done:,}"]
    if failed:
        parts.append(f"未成 failed {failed:,}")
    if total:
        parts.append(f"剩余 left {max(0, total - done):,}")
    if rate:
        parts.append(f"{rate:,.0f}/s")
    return "  ".join(parts)
