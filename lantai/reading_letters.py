"""What `lantai ocr` says when it cannot do what it was asked."""

from __future__ import annotations

from collections.abc import Iterable

from holdings.letters import Letter


def bad_confidence(value: float) -> Letter:
    """A confidence that is none."""
    return Letter(
        f"--under {value} 不是把握程度，因此没有列出任何页。请写 0 到 1 之间的数，如 0.95。",
        f"--under {value} is no confidence, so no page was looked for. Write a number from 0 to 1, such as 0.95.",
    )


def bad_limit(value: int) -> Letter:
    """A number of pages that is none."""
    return Letter(
        f"--limit {value} 不是页数。请写正整数。",
        f"--limit {value} is no number of pages. Write a positive whole number.",
    )


def bad_setting(setting: str, known: Iterable[str]) -> Letter:
    """A setting that is not known."""
    choices = " ".join(known)
    return Letter(
        f"没有名为“{setting}”的识读方式，没有重新识读。可用的是 {choices}。",
        f"There is no setting “{setting}”, so nothing was read again. Choose from {choices}.",
    )


def no_text() -> Letter:
    """Nothing was handed in as the text of a page."""
    return Letter(
        "没有收到文字，页面没有改动。请用 --text 文件 或标准输入给出整页文字；页上确实没有字时写 --blank。",
        "No text was handed in, so the page was not changed. Give the text of the whole page by --text FILE or on "
        "standard input; write --blank if nothing is written on the page.",
    )


def unreadable_text(path: str, why: str) -> Letter:
    """A text that cannot be read."""
    return Letter(
        f"读不到 {path}（{why}），页面没有改动。请核对路径和权限。",
        f"{path} cannot be read ({why}), so the page was not changed. Check the path and its permissions.",
    )


def not_utf8(path: str) -> Letter:
    """A text in another encoding."""
    return Letter(
        f"{path} 不是 UTF-8 文本，页面没有改动。请另存为 UTF-8 后再交。",
        f"{path} is not UTF-8, so the page was not changed. Save it as UTF-8 and hand it in again.",
    )
