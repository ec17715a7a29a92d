"""What is said to a person about jobs and the queue."""

from __future__ import annotations

from holdings.letters import Letter
from holdings.parser_letters import shown


def carrier_away() -> Letter:
    """Redis cannot be reached. Never its address: it may hold a password."""
    return Letter(
        "任务队列（Redis）现在连不上，任务没有送出，也没有丢失；恢复后自动继续。"
        "请检查 Redis 是否在运行，以及 LANTAI_QUEUE 中的地址与密码。",
        "The queue (Redis) cannot be reached now. No job is lost, and the work goes on by itself once it is back. "
        "Check that Redis runs, and the address and password in LANTAI_QUEUE.",
    )


def set_aside(name: str, tries: int, why: Letter | None) -> Letter:
    """An object that was given up after some tries."""
    file = shown(name)
    zh = f"最后一次：{why.zh}" if why else "每次都使工作进程终止。"
    en = f"The last time: {why.en}" if why else "Each time the process that worked on it was lost."
    return Letter(
        f"“{file}”试读 {tries} 次都没有成功，已搁置，其余各件照常进行。{zh}原文件已原样保存；"
        "排除原因后运行 lantai jobs retry。",
        f'Reading "{file}" was tried {tries} times without success and set aside; everything else went on. {en} '
        "The file itself is kept unchanged; when the cause is mended run lantai jobs retry.",
    )


def worker_lost() -> Letter:
    """The worker that had a job is gone without a word."""
    return Letter(
        "处理它的工作进程意外终止，可能是内存不足或机器停机。",
        "The worker process that had it ended without a word; memory may have been short, or its machine stopped.",
    )


def out_of_time() -> Letter:
    """A job took longer than a job may."""
    return Letter(
        "处理时间超过一个任务的上限，已中断。", "It took longer than a job may, and was interrupted."
    )


def job_failed(error: str) -> Letter:
    """An error that nobody explains."""
    why = shown(error)
    return Letter(f"处理时出错（{why}）。", f"It failed ({why}).")


def no_workers_needed() -> Letter:
    """`lantai worker` while work is done in the process."""
    return Letter(
        "LANTAI_QUEUE 是 inline：入库工作在 lantai intake 自己的进程里进行，不需要另开工作进程。"
        "要由多台机器分担，请把 LANTAI_QUEUE 设为 Redis 的地址（redis://主机:6379/0）。",
        "LANTAI_QUEUE is inline: the work of an intake is done by lantai intake itself, and no worker is needed. "
        "To share it between machines set LANTAI_QUEUE to the address of a Redis (redis://host:6379/0).",
    )
