"""What is said to a person when a worker process is lost."""

from __future__ import annotations

import signal

from holdings.letters import Letter


def worker_died(code: int) -> Letter:
    """A worker process ended by itself.

    Args:
        code: its exit code; negative for the number of the signal that ended it.
    """
    zh, en = ending(code)
    return Letter(
        zh=f"一个工作进程意外终止（{zh}），手头的工作没有完成。已完成的部分不受影响；"
        f"请检查内存是否充足，然后重新运行同一命令，它会从停下的地方继续。",
        en=f"A worker process ended by itself ({en}), so its work in hand is not done. What was finished is safe; "
        f"check that memory is sufficient, then run the same command again: it goes on where it stopped.",
    )


def worker_stalled(seconds: float) -> Letter:
    """A worker process gave no answer in the time it had."""
    return Letter(
        zh=f"一个工作进程超过 {seconds:g} 秒没有结果，已被终止。已完成的部分不受影响；"
        f"请检查机器负载，然后重新运行同一命令，它会从停下的地方继续。",
        en=f"A worker process gave no result within {seconds:g} seconds and was ended. What was finished is safe; "
        f"check the load of the machine, then run the same command again: it goes on where it stopped.",
    )


def ending(code: int) -> tuple[str, str]:
    """How a process ended, in Chinese and in English."""
    if code >= 0:
        return f"退出码 {code}", f"exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    return f"信号 {name}", f"signal {name}"
