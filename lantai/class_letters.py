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


def nothing_asked() -> Letter:
    """A question without anything to ask, which a search answers with all that is held."""
    return Letter(
        "--query 的问题是空的（只有空白或看不见的字符），那会是全部馆藏，因此没有改动。"
        "请写出问题；确要全部，请逐个全宗用 --below。",
        "The question after --query asks nothing (blanks or unseen characters only), which would mean all that is "
        "held, so nothing was changed. Write the question; if all is meant, name each fonds with --below.",
    )


def question_altered(query: str, zh: str, en: str) -> Letter:
    """A question that the search did not ask as it stands.

    Args:
        query: the question.
        zh: what the search says of it.
        en: the same in English.
    """
    return Letter(
        f"“{query}”没有照原样检索：{zh}找到的不全是所指的单元，因此没有改动。请改写问题，或分几次执行，"
        "直到 lantai search 不再这样提示。",
        f"“{query}” was not searched as it stands: {en} What was found is not just what was meant, so nothing was "
        "changed. Write it otherwise or in several commands, until lantai search says this no more.",
    )


def not_followed() -> Letter:
    """The indices lack changes of before the command."""
    return Letter(
        "索引还没有跟上此前的改动，按问题挑选会漏掉或错选刚改过的单元，因此没有改动。lantai status 查看还剩多少；"
        "写完之后再运行同一命令，或改用 --below、--package。",
        "The index has not followed all changes made before, so a question would miss or mistake the units just "
        "changed; nothing was changed. lantai status says what is left; run the same command once it is done, or use "
        "--below or --package.",
    )


def refused(reasons: Sequence[Letter], most: int) -> Letter:
    """Some of many units cannot have the class; so many reasons are given at most."""
    more = len(reasons) - most
    lines = [
        Letter(
            f"其中 {len(reasons)} 件不能改，因此全部没有改动：",
            f"Of the units {len(reasons)} cannot be changed, so nothing was changed:",
        )
    ]
    lines += reasons[:most]
    if more > 0:
        lines.append(Letter(f"… 另有 {more} 件", f"… and {more} more"))
    return Letter("\n  ".join(line.zh for line in lines), "\n  ".join(line.en for line in lines))


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
