"""What a process of the studio does: draws one page a task (`holdings.media.studio` starts it and bounds its time)."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from holdings.media.drawing import draw, full_size
from holdings.media.drawn import ERROR, MEASURE, NONE, PICTURE, READY, SIZE, NoPictureError
from holdings.media.kinds import MediaKind
from holdings.media.letters import MediaError, broken
from holdings.media.limits import MediaLimits
from holdings.own_names import without_place


def serve(connection: Connection) -> None:
    """What a process does: one answer a task; it ends with its parent, whose end of the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    try:
        terms = json.loads(connection.recv_bytes())
        limits = MediaLimits(**terms["limits"])
        _bound(int(terms["memory"]))
        connection.send_bytes(READY)
        while True:
            task = json.loads(connection.recv_bytes())
            # Should the parent die while a page is drawn, nobody waits: SIGALRM ends the process, in any loop.
            _alarm(float(terms["seconds"]) + 2)
            connection.send_bytes(_done(task, limits))
            _alarm(0)
    except (EOFError, OSError):
        os._exit(0)


def _alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _bound(memory: int) -> None:
    """Keeps the process from taking more than `memory` bytes beyond what it has; where the system can."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _done(task: dict[str, Any], limits: MediaLimits) -> bytes:
    path, kind, index0 = Path(task["path"]), MediaKind(task["kind"]), int(task["page"])
    try:
        if not task["width"]:
            return MEASURE + SIZE.pack(*full_size(path, kind, index0, limits))
        drawing = draw(path, kind, index0, int(task["width"]), limits)
    except NoPictureError:
        return NONE
    except MediaError as error:
        letter = error.letter
    except Exception as error:  # whatever a decoder raises costs this page alone
        why = f"{type(error).__name__}: {error}".replace(str(path), path.name)
        letter = broken(path.name, why[:200])
    else:
        return PICTURE + SIZE.pack(drawing.width, drawing.height) + drawing.jpeg
    # The object's bytes lie under their digest; people know it by its name.
    told = without_place(letter, path, task["name"])
    return ERROR + json.dumps([told.zh, told.en]).encode()
