"""What is said of setting the class of many units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from holdings.letters import Letter

#: Of many packages so many are named, the latest.
_MOST_NAMED: Final = 10


def nothing_below(code: str) -> Letter:
    """Nothing is held at or below a code."""
    return Letter(
        f"{code} 及其下没有任何单元，没有执行。请核对档号（J10 不包括 J101）；lantai search 可以查找。",
        f"Nothing is held at or below {code}, so nothing was done. Check the code (J10 does not cover J101); lantai "
        "search finds codes.",
    )


def no_package(text: str, known: Mapping[int, str]) -> Letter:
    """No accepted package has this number or name.

    Args:
        text: the number or the name.
        known: names of the packages that there are, by number.
    """
    latest = sorted(known.items())[-_MOST_NAMED:]
    there = "、".join(f"{number} {name}" for number, name in latest)
    more = len(known) - len(latest)
    if not known:
        zh, en = "馆藏还没有接收过移交包。", "No package was taken in yet."
    elif more:
        zh, en = (
            f"最近的有：{there}；更早的还有 {more:,} 个。",
            f"The latest are: {there}; {more:,} are older.",
        )
    else:
        zh, en = f"现有：{there}。", f"There are: {there}."
    return Letter(
        f"没有编号或名称为“{text}”的移交包，没有执行。{zh}lantai intake 结束时写出编号；再次运行同一命令也会写出。",
        f"No package has the number or name “{text}”, so nothing was done. {en} lantai intake says the number at its "
        "end; run it again on the same folder and it says it once more.",
    )


def several_packages(text: str, numbers: Sequence[int]) -> Letter:
    """A name that several packages have, where one is to be meant."""
    zh, en = "、".join(map(str, numbers)), ", ".join(map(str, numbers))
    return Letter(
        f"名称为“{text}”的移交包不止一个，定级须指明一个，没有执行。请写编号：{zh}。",
        f"Several packages have the name “{text}” and a class is set for one, so nothing was done. Write its number: "
        f"{en}.",
    )


def package_without_units(text: str) -> Letter:
    """A package of which no unit is held."""
    return Letter(
        f"移交包“{text}”中没有单元，没有执行。请核对编号。",
        f"The package “{text}” has no units, so nothing was done. Check its number.",
    )


def nothing_found(query: str) -> Letter:
    """No unit has all of a question."""
    return Letter(
        f"没有单元符合“{query}”的全部内容，没有执行。请先用 lantai search 试好问题。",
        f"No unit has all of “{query}”, so nothing was done. Try the question with lantai search first.",
    )


def one_choice() -> Letter:
    """Which units are meant is not said, or said twice."""
    return Letter(
        "请写明哪些单元，且只用一种写法：一个档号，或 --below 档号、--package 编号或名称、--query 问题",
        "say which units in one way: a code, or --below CODE, --package N, --query Q",
    )


def only_for_many() -> Letter:
    """--only or --yes with a single unit."""
    return Letter(
        "--only 与 --yes 只与 --below、--package、--query 连用",
        "--only and --yes go with --below, --package and --query",
    )


def nothing_changed_yet(count: int) -> Letter:
    """A preview."""
    return Letter(
        f"以上只是预览，没有任何改动。加上 --yes 再运行同一命令，即改动这 {count} 件，每件记入历史。",
        f"This is a preview, and nothing was changed. Run the same command with --yes to change these {count} units, "
        "each with its history.",
    )


def nothing_to_change(word: str) -> Letter:
    """All of them have the class."""
    return Letter(
        f"这些单元都已是{word}（或不在 --only 之列），没有改动。",
        f"All of them are {word} already, or left out by --only; nothing was changed.",
    )
