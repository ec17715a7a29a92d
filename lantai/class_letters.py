"""What is said of setting the class of many units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from holdings.letters import Letter, say_count

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
    """--only, --yes or --also-limited with a single unit."""
    return Letter(
        "--only、--yes、--also-limited 只与 --below、--package、--query 连用",
        "--only, --yes and --also-limited go with --below, --package and --query",
    )


def nothing_changed_yet(count: int) -> Letter:
    """A preview."""
    return Letter(
        f"以上只是预览，没有任何改动。加上 --yes 再运行同一命令，即改动这 {count} 件，每件记入历史。",
        f"This is a preview, and nothing was changed. Run the same command with --yes to change "
        f"{say_count(count, 'unit')}, each with its history.",
    )


def nothing_to_change(word: str) -> Letter:
    """All of them have the class."""
    return Letter(
        f"这些单元都已是{word}，或不在 --only 之列，或由目录限制，没有改动。",
        f"All of them are {word} already, left out by --only or limited by their catalogue; nothing was changed.",
    )


def limited_stay(count: int) -> Letter:
    """What its own catalogue limits is not opened along with others."""
    return Letter(
        f"另有 {count} 件，移交的目录自己写着限制（控制、不开放等），不随其他件开放，以免不知不觉公开。"
        "核对之后，逐件写档号：lantai unit class 档号 类型 --reason 理由；或在同一命令后加 --also-limited。",
        f"The catalogue that came with them limits {say_count(count, 'further unit')} (控制, 不开放 ...), not opened "
        "along with the others, or it would happen unseen. Once reviewed, name each by its code: lantai unit class "
        "CODE CLASS --reason TEXT. Or add --also-limited to the same command.",
    )


def opened_in_spite_of(code: str, column: str, words: str) -> Letter:
    """A single unit was opened further than its own catalogue says."""
    return Letter(
        f"请注意：{code} 的目录在“{column}”里写着“{words}”，现在已比目录所写更开放。"
        f"如非审核的结果，请改回：lantai unit class {code} 未审核 --reason 理由",
        f"Note: the catalogue of {code} says “{words}” in {column}, and the unit is more open than that now. If no "
        f"review decided so, take it back: lantai unit class {code} unreviewed --reason TEXT",
    )
