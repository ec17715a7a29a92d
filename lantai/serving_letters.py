"""What is said to a client whose request is not answered, before any question is asked."""

from __future__ import annotations

from http import HTTPStatus

from holdings.letters import Letter
from search_api.problems import ProblemError, problem_body


def raw_answer(problem: ProblemError) -> bytes:
    """An answer as it goes over the wire, for whoever gets no other; the connection ends after it."""
    body = problem_body(problem)
    again = f"retry-after: {problem.retry_after}\r\n" if problem.retry_after else ""
    head = (
        f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}\r\n"
        "content-type: application/problem+json\r\n"
        f"content-length: {len(body)}\r\n"
        "cache-control: no-store\r\n"
        f"{again}"
        "connection: close\r\n\r\n"
    )
    return head.encode("ascii") + body


def head_too_large(most: int) -> ProblemError:
    """The first line and the headers of a request are too long; `most` in bytes."""
    letter = Letter(
        f"请求行与请求头超过 {most >> 10} KB 的上限，连接已关闭。请缩短网址，或清除本站的 Cookie 后再试。",
        f"The first line and the headers of the request are larger than {most >> 10} KB, so the connection was closed. "
        "Ask with a shorter address, or clear this site's cookies, and try again.",
    )
    return ProblemError(431, "head-too-large", "Request header fields too large", letter)


def too_slow(seconds: float) -> ProblemError:
    """A request did not come whole in time."""
    letter = Letter(
        f"请求在 {seconds:.0f} 秒内没有收完，连接已关闭。请检查网络后重新发送。",
        f"The request did not arrive whole within {seconds:.0f} seconds, so the connection was closed. Check the "
        "network and send it again.",
    )
    return ProblemError(408, "too-slow", "Request timeout", letter)


def line_not_utf8() -> ProblemError:
    """An address was typed with letters of another encoding, as terminals set to GBK do."""
    letter = Letter(
        "网址中的文字不是 UTF-8 编码（多半是 GBK），无法认出所问的词，没有执行。请把终端设为 UTF-8，或写成百分号编码，"
        "用 curl 时请写：curl -G --data-urlencode 'q=封港' http://…/api/v1/search（文字须为 UTF-8）。",
        "The address holds letters that are not UTF-8 (most likely GBK), so the words asked for cannot be told and "
        "nothing was done. Set the terminal to UTF-8, or percent-encode them; with curl: "
        "curl -G --data-urlencode 'q=封港' http://…/api/v1/search (in UTF-8).",
    )
    return ProblemError(400, "not-utf-8", "Not UTF-8", letter)


def not_http() -> ProblemError:
    """What came is no HTTP request."""
    letter = Letter(
        "收到的不是合格的 HTTP 请求，没有执行。网址中的空格须写成 %20；用 curl 时请写："
        "curl -G --data-urlencode 'q=海港 码头' 网址",
        "What arrived is not a valid HTTP request, so nothing was done. A space in an address is written %20; with "
        "curl say: curl -G --data-urlencode 'q=WORDS' ADDRESS",
    )
    return ProblemError(400, "not-http", "Not a valid request", letter)


def too_many_connections(of_address: bool) -> ProblemError:
    """There are too many connections."""
    if of_address:
        letter = Letter(
            "来自您这一地址的连接已达上限，这一个没有接受。请关闭其他连接或稍后再试；"
            "反向代理的地址请管理员写入 LANTAI_PROXIES。",
            "Your address has as many connections as it may have, so this one was not taken. Close others or try "
            "again in a moment; whoever runs this home names the addresses of reverse proxies in LANTAI_PROXIES.",
        )
        return ProblemError(503, "too-many-connections", "Too many connections", letter, 5)
    letter = Letter(
        "服务的连接已达上限，这一个没有接受。请稍后再试；管理员可调高 LANTAI_LIMIT_CONNECTIONS。",
        "The service has as many connections as it may have, so this one was not taken. Try again in a moment; "
        "whoever runs this home can raise LANTAI_LIMIT_CONNECTIONS.",
    )
    return ProblemError(503, "too-many-connections", "Too many connections", letter, 5)


def crowded() -> ProblemError:
    """Too many questions wait."""
    letter = Letter(
        "等待答复的问题太多，这一个没有检索。请稍后再试。",
        "Too many questions wait for an answer, so this one was not asked. Try again in a moment.",
    )
    return ProblemError(503, "crowded", "Too many questions wait", letter, 5)


def out_of_descriptors(most: int) -> Letter:
    """For the log: the process may open no more files."""
    return Letter(
        f"进程打开的文件与连接已达上限（{most}），新的连接被拒绝。请调高上限（ulimit -n、systemd 的 LimitNOFILE、"
        "容器的 ulimits）后重启服务。",
        f"The process has as many files and connections open as it may ({most}), so new connections are turned away. "
        "Raise the limit (ulimit -n, LimitNOFILE of systemd, ulimits of a container) and start the service again.",
    )


def few_descriptors(most: int, connections: int) -> Letter:
    """For the log: fewer connections than the setting says."""
    return Letter(
        f"进程最多能打开 {most} 个文件与连接，因此每个进程只接受 {connections} 个连接。要接受更多，请调高上限"
        "（ulimit -n、systemd 的 LimitNOFILE、容器的 ulimits）。",
        f"The process may open {most} files and connections, so each process takes {connections} connections. For more "
        "raise the limit (ulimit -n, LimitNOFILE of systemd, ulimits of a container).",
    )
