"""The errand that a piece of work belongs to: one id, from whoever asked to the last job that follows from it.

It stands in log lines and in the header ``X-Request-ID``, and nothing is ever decided by it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Neither a token of ours (it has an underscore) nor anything that would break a line of a log.
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:-]{0,63}")

_now: ContextVar[str] = ContextVar("errand", default="")


def current() -> str:
    """The id of the errand under way; empty where there is none."""
    return _now.get()


def made() -> str:
    """A new id: 16 hexadecimal digits."""
    return secrets.token_hex(8)


def taken(told: str) -> str:
    """The id that somebody brought, if it is well formed; else a new one.

    Args:
        told: up to 64 letters, digits, full stops, colons and hyphens, not beginning with a sign.
    """
    return told if _WELL_FORMED.fullmatch(told) else made()


@contextmanager
def within(errand: str) -> Iterator[None]:
    """What is done in it belongs to the errand of this id; empty: to none."""
    before = _now.set(errand)
    try:
        yield
    finally:
        _now.reset(before)
