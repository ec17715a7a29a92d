"""The service's log: one line an event, its static name and its fields. Never a token, never a question."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys

from holdings import errands

#: How ``LANTAI_LOG`` may be set: how much is said, and whether for people or, as JSON, for programs.
LOG_CHOICES = ("debug", "info", "warning", "error", "json", "json-debug", "json-warning", "json-error")

_STANDARD = frozenset(vars(logging.LogRecord("", 0, "", 0, "", None, None))) | {
    "message",
    "asctime",
    "taskName",
}


class FieldFormatter(logging.Formatter):
    """``2026-11-22T16:20:01+0000 info lantai.serve writer_started pid=4711``; fields come by ``extra=``."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter.format`."""
        record.levelname = record.levelname.lower()
        told = " ".join(f"{name}={_field(value)}" for name, value in _fields(record).items())
        line = super().format(record)
        return f"{line} {told}" if told else line


class JsonFormatter(logging.Formatter):
    """An object a line: ``at``, ``level``, ``logger``, ``event``, ``request`` where there is one, and the fields.

    ``at`` is ISO 8601 in UTC with milliseconds; ``trace`` is the stack of an error that nobody foresaw.
    """

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter.format`."""
        at = dt.datetime.fromtimestamp(record.created, dt.UTC)
        told: dict[str, object] = {
            "at": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        for name, value in _fields(record).items():
            # A field never takes the place of what every line has.
            told[f"{name}_" if name in told else name] = value
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=str)


def _fields(record: logging.LogRecord) -> dict[str, object]:
    errand = errands.current()
    fields: dict[str, object] = {"request": errand} if errand else {}
    told = vars(record).items()
    return fields | {name: value for name, value in told if name not in _STANDARD and name != "color_message"}


def _field(value: object) -> str:
    text = str(value)
    # One event is one line, whatever a client put into a path.
    return text if text.isprintable() and " " not in text and '"' not in text else ascii(text)


def log_to_stderr(choice: str) -> None:
    """Send this process's log to stderr.

    Args:
        choice: one of `LOG_CHOICES`.
    """
    as_json = choice.startswith("json")
    level = choice.removeprefix("json").removeprefix("-") or "info"
    # Our own stream: rich and progress may stand in for sys.stderr elsewhere.
    arrange = logging.StreamHandler(sys.stderr)
    arrange.setFormatter(JsonFormatter() if as_json else FieldFormatter())
    logging.basicConfig(level=level.upper(), handlers=[arrange], force=True)
    # Uvicorn's own access log would hold questions; of its other words only warnings are news.
    logging.getLogger("uvicorn.access").disabled = True
    # The steps of a migration are a home being made, of which nobody wants lines.
    logging.getLogger("alembic").setLevel(max(logging.WARNING, logging.getLogger().level))
    logging.getLogger("uvicorn.error").setLevel(max(logging.WARNING, logging.getLogger().level))
