"""What is said of a process that is not ready, and of the address where operators read it."""

from __future__ import annotations

from holdings.letters import Letter, say_count, say_verb


def other_schema() -> Letter:
    """The store's tables are of another version."""
    return Letter(
        "数据库的结构不是这个版本的：另一个版本的兰台升级了它，或它由备份恢复。请用同一版本重启全部进程。",
        "The tables of the store are of another version: another Lantai has upgraded them, or they came from a "
        "backup. Start all processes again with one version.",
    )


def stalled(rows: int, seconds: float) -> Letter:
    """The indices do not get on."""
    return Letter(
        f"有 {rows} 项变更在等，而索引已 {seconds:.0f} 秒没有进展（已收紧的档案仍然不会显示）。"
        "请查看写入进程的日志；没有运行的，请启动它。",
        f"{say_count(rows, 'change')} {say_verb(rows, 'waits', 'wait')}, and the indices have "
        f"not got on for {seconds:.0f} s (what was tightened is hidden all "
        "the same). See the log of the index writer; if none runs, start it.",
    )


def not_seen() -> Letter:
    """What is looked at has not answered for a while."""
    return Letter(
        "还没有查看过，或数据库、索引、队列久不答复。请稍候；一直如此，请检查它们和网络。",
        "Nothing was seen yet, or store, index or queue have not answered for a while. Wait a moment; if it stays so, "
        "check them and the network.",
    )


def failed(part: str) -> Letter:
    """A look ended in an error that nobody foresaw."""
    return Letter(
        f"查看“{part}”时出错，原因见此进程的日志。",
        f"Looking at “{part}” failed; the log of this process says why.",
    )


def metrics_port_in_use(host: str, port: int) -> Letter:
    """The address is taken, by another Lantai perhaps."""
    return Letter(
        f"运行指标的地址 {host}:{port} 已被占用，多半是同一台机器上另一个兰台进程。"
        "请在启动时给每个进程各自的 LANTAI_METRICS。",
        f"The address for metrics {host}:{port} is in use, most likely by another process of Lantai on this machine. "
        "Start each process with a LANTAI_METRICS of its own.",
    )
