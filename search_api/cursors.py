"""Cursors: where an answer goes on. They are made of the open holdings' own codes and nothing else."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass

from engines.port import Ordered
from search_api.letters import bad_parameter


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where an answer goes on.

    Attributes:
        match: what `auto` was decided to be, so that the next page is of the same list; may be empty.
        offset: by relevance, how many units come before.
        after: by code or date, the last unit before; None by relevance.
    """

    match: str = ""
    offset: int = 0
    after: Ordered | None = None


def write(cursor: Cursor) -> str:
    """A cursor as text for a URL."""
    after = [cursor.after.date, cursor.after.order, cursor.after.unit] if cursor.after is not None else None
    told = json.dumps([cursor.match, cursor.offset, after], ensure_ascii=True, separators=(",", ":"))
    return base64.urlsafe_b64encode(told.encode("ascii")).decode("ascii").rstrip("=")


def read(text: str) -> Cursor:
    """The inverse of `write`.

    Raises:
        ProblemError: 400, the text is no cursor.
    """
    try:
        if len(text) > 4_000:
            raise ValueError(text[:40])
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        match, offset, after = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if match not in ("", "all", "any") or type(offset) is not int or not 0 <= offset <= 1_000_000:
            raise ValueError(match)
        if after is None:
            return Cursor(match, offset)
        date, order, unit = after
        if (
            type(date) is not int
            or type(order) is not str
            or type(unit) is not int
            or not 0 <= unit < 1 << 63
        ):
            raise ValueError(after)
        if not -99_999_999 <= date <= 99_999_999:
            raise ValueError(date)
        order.encode("utf-8")
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise bad_parameter(
            "cursor",
            "它不是上一页给出的 next。请从第一页重新开始。",
            "it is not the next of an earlier page. Start again from the first.",
        ) from None
    return Cursor(match, offset, Ordered(unit, order, date))
