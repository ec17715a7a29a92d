"""What is said of setting the class of many units."""

from __future__ import annotations

from holdings.letters import Letter


def nothing_below(code: str) -> Letter:
    """Nothing is held at or below a code."""
    return Letter(
        f"{code} 及其下没有任何单元，没有执行。请核对档号（J10 不包括 J101）；lantai search 可以查找。",
        f"Nothing is held at or below {code}, so nothing was done. Check the code (J10 does not cover J101); lantai "
        "search finds codes.",
    )


def no_package(number: int) -> Letter:
    """No accepted package has this number."""
    return Letter(
        f"没有编号为 {number} 的移交包，没有执行。lantai intake 结束时写出编号；再次运行同一命令也会写出。",
        f"No package has the number {number}, so nothing was done. lantai intake says the number at its end; run it "
        "again on the same folder and it says it once more.",
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
        "请写明哪些单元，且只用一种写法：一个档号，或 --below 档号、--package 编号、--query 问题",
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
