"""Mailboxes (mbox, RFC 4155): one mail after another, each behind a line that begins with `From `."""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO

from holdings.media import letters
from holdings.media.archives import Allowance, Member
from holdings.media.letters import MediaError

_LINE = 1 << 20
_QUOTED = re.compile(rb">+From ")
_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:|>From ")


def begins_mailbox(head: bytes) -> bool:
    """Does this begin like a mailbox: a line of `From `, then a header?"""
    first, _, rest = head.partition(b"\n")
    return first.startswith(b"From ") and _HEADER.match(rest) is not None


def mails_of(path: Path, folder: Path, allowance: Allowance, name: str) -> list[Member]:
    """Copies the mails of a mailbox out, in their order; their names are their numbers and are not shown.

    A line of `From ` begins a mail where a header follows it and an empty line comes before it; in the text of a mail
    it is quoted by programs that keep mailboxes, and that is undone.

    Args:
        path: the mailbox.
        folder: where to; empty.
        allowance: is used up.
        name: the mailbox's, as letters call it.

    Raises:
        MediaError: more mails or bytes than are allowed.
    """
    members: list[Member] = []
    copy: IO[bytes] | None = None
    empty, held = True, b""  # `held`: a line of `From ` of which the next line tells what it is
    try:
        with path.open("rb") as octets:
            begins = True  # a line does; a longer one comes in pieces
            while line := octets.readline(_LINE):
                if held:
                    if _HEADER.match(line):
                        if copy is not None:
                            copy.close()
                        copy = _next_mail(members, folder, allowance, name)
                    else:
                        _write(copy, held, allowance, name)
                    held = b""
                if begins and empty and line.startswith(b"From "):
                    held, empty = line, False
                else:
                    kept = line[1:] if begins and _QUOTED.match(line) else line
                    _write(copy, kept, allowance, name)
                    empty = begins and line in (b"\n", b"\r\n")
                begins = line.endswith(b"\n")
            _write(copy, held, allowance, name)
    finally:
        if copy is not None:
            copy.close()
    return members


def _next_mail(members: list[Member], folder: Path, allowance: Allowance, name: str) -> IO[bytes]:
    allowance.members -= 1
    if allowance.members < 0:
        most = allowance.limits.archive_entries
        raise MediaError(letters.too_many_entries(name, most - allowance.members, most))
    target = folder / f"mail-{len(members):06d}"
    members.append(Member(f"{len(members) + 1}.eml", target, None, shown=False))
    return target.open("wb")


def _write(copy: IO[bytes] | None, octets: bytes, allowance: Allowance, name: str) -> None:
    if copy is None:
        return
    allowance.octets -= len(octets)
    if allowance.octets < 0:
        raise MediaError(letters.unpacks_too_large(name, allowance.limits.unpacked_bytes))
    copy.write(octets)
