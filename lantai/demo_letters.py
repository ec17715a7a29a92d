"""What the demonstration says to a person."""

from __future__ import annotations

from holdings.letters import Letter


def no_samples(folder: str) -> Letter:
    """The installation has no samples."""
    return Letter(
        f"没有找到样例馆藏（{folder}），演示没有开始。样例随源代码提供：请在源代码文件夹中运行 make demo。",
        f"There are no sample holdings at {folder}, so there is nothing to show. They come with the source: run "
        "make demo in a checkout.",
    )


def answers_wrong(reader: str, code: str, question: str) -> Letter:
    """An answer that the law does not allow."""
    return Letter(
        f"演示发现错误：{reader}在“{question}”的答复中看到了不该看到的 {code}。请停止使用并报告。",
        f"The demonstration found a fault: {reader} was shown {code} for “{question}”, which the law does not allow. "
        "Stop using this version and report it.",
    )


def nothing_found(reader: str, question: str) -> Letter:
    """An answer that lacks what the law allows."""
    return Letter(
        f"演示发现错误：{reader}问“{question}”，没有得到应有的档案。"
        "样例被改动过的，请用空的 LANTAI_HOME 再试；否则请报告。",
        f"The demonstration found a fault: {reader} asked “{question}” and did not find what is there for them. If the "
        "samples were changed, try again with an empty LANTAI_HOME; else report it.",
    )
