"""The service's log: one line an event, its static name and its fields. Never a token, never a question."""

from __future__ import annotations

import logging
import sys

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
        fields = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        told = " ".join(
            f"{name}={_field(value)}" for name, value in fields.items() if name != "color_message"
        )
        line = super().format(record)
        return f"{line} {told}" if told else line


def _field(value: object) -> str:
    text = str(value)
    # One event is one line, whatever a client put into a path.
    return text if text.isprintable() and " " not in text and '"' not in text else ascii(text)


def log_to_stderr(level: str) -> None:
    """Send this process's log to stderr.

    Args:
        level: debug, info, warning or error.
    """
    # Our own stream: rich and progress may stand in for sys.stderr elsewhere.
    arrange = logging.StreamHandler(sys.stderr)
    arrange.setFormatter(FieldFormatter())
    logging.basicConfig(level=level.upper(), handlers=[arrange], force=True)
    # Uvicorn's own access log would hold questions; of its other words only warnings are news.
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("uvicorn.error").setLevel(max(logging.WARNING, logging.getLogger().level))
