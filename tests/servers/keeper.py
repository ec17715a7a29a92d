"""Keeps one server: starts it, and ends it with its owner or when asked to, whatever became of the tests.

    python -m tests.servers.keeper OWNER_PID USER FOLDER COMMAND...

The server is a process group of its own. FOLDER is removed where the owner ended without ending the server.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

_LOOK = 0.2
_GRACE = 15.0


def alive(pid: int) -> bool:
    """Whether a process lives; a dead one that nobody has buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
    except ProcessLookupError:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def end(group: int, grace: float = _GRACE) -> None:
    """End a process group: politely, then for good."""
    for signed, seconds in ((signal.SIGTERM, grace), (signal.SIGKILL, 5.0)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signed)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(-1, os.WNOHANG)
            try:
                os.killpg(group, 0)
            except ProcessLookupError:
                return
            time.sleep(0.05)


def main(owner: int, user: str, folder: str, command: list[str]) -> int:
    """Start, keep, end."""
    asked: list[int] = []
    for signed in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(signed, lambda number, _frame: asked.append(number))
    as_user = {"user": user, "group": Path.cwd().stat().st_gid, "extra_groups": []} if user else {}
    server = subprocess.Popen(command, start_new_session=True, **as_user)  # type: ignore[call-overload]
    Path("server.pid").write_text(str(server.pid))
    while server.poll() is None and not asked and alive(owner):
        time.sleep(_LOOK)
    end(server.pid)
    if not alive(owner):
        shutil.rmtree(folder, ignore_errors=True)
    return server.poll() or 0


if __name__ == "__main__":
    # An interrupt from the keyboard is for the tests; the keeper follows when they are gone.
    sys.exit(main(int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]))
