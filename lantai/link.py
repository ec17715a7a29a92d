"""The link between the process that takes connections and one that answers them: words of nine bytes."""

from __future__ import annotations

import socket
import struct

_WORD = struct.Struct("!BQ")

#: To the process that answers: a connection (its descriptor travels with the word); and whether it is there.
TAKE, LOOK = 1, 2
#: From it: it can answer; a connection has ended; it is there.
READY, ENDED, HERE = 3, 4, 5
#: Bytes that are read at a time.
_AT_ONCE = _WORD.size * 512


def word(kind: int, ticket: int = 0) -> bytes:
    """A word as it is sent.

    Args:
        kind: one of those above.
        ticket: number of the connection that it speaks of.
    """
    return _WORD.pack(kind, ticket)


def receive_words(link: socket.socket) -> list[tuple[int, int]] | None:
    """What has come, (kind, ticket) each; None where the other side has ended.

    Words are sent whole, and a socket between two processes of a machine cuts none: it is read by multiples of them.
    """
    told = link.recv(_AT_ONCE)
    if not told:
        return None
    return list(_WORD.iter_unpack(told[: len(told) - len(told) % _WORD.size]))


def receive_connection(link: socket.socket) -> tuple[int, int, list[int]] | None:
    """The next word and the descriptors that came with it; None where the other side has ended.

    Raises:
        BlockingIOError: nothing has come yet.
    """
    told, descriptors, _, _ = socket.recv_fds(link, _WORD.size, 1, socket.MSG_DONTWAIT)
    if len(told) < _WORD.size:
        return None
    kind, ticket = _WORD.unpack(told)
    return kind, ticket, list(descriptors)
