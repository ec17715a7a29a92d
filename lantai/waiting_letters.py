"""What is said of changes that the indices have not followed, and of what nobody finds yet."""

from __future__ import annotations

from holdings.letters import Letter, say_count, say_verb


def changes_wait(count: int) -> Letter:
    """Changes that no index holds yet, and no writer runs."""
    return Letter(
        f"有 {count} 项改动尚未写入索引，检索结果可能还是旧的（收紧与撤回已经生效）。lantai write 立即写入；"
        "lantai serve 运行时自动写入。",
        f"{say_count(count, 'change')} {say_verb(count, 'waits', 'wait')} to be entered into the index, "
        "so answers may be of before (what was tightened or "
        "withdrawn is hidden already). lantai write enters them now; lantai serve does so while it runs.",
    )


def changes_kept() -> Letter:
    """What was decided is in the store, and the index could not follow."""
    return Letter(
        "改动已经保存，只是还没有写入索引，暂时检索不到。排除上述原因后运行 lantai write。",
        "The change is kept, and not in the index yet, so it is not found for now. Once the cause above is mended, run "
        "lantai write.",
    )


def changes_written(count: int) -> Letter:
    """The index holds everything now."""
    return Letter(
        f"已写入 {count} 项改动，索引与馆藏一致。",
        f"{say_count(count, 'change')} {say_verb(count, 'was', 'were')} entered; the index holds what the store says.",
    )


def writer_runs() -> Letter:
    """Another process is the writer."""
    return Letter(
        "写入进程正在运行，改动由它写入，通常一秒之内。lantai status 查看还剩多少。",
        "The index writer runs and enters changes by itself, mostly within a second. lantai status says what is left.",
    )


def nothing_for_anyone(zh: str, en: str, hidden: int, unreviewed: int) -> Letter:
    """An anonymous question found nothing, and part of the home is not for anyone.

    Args:
        zh: the classes and counts of what is not for anyone.
        en: the same in English.
        hidden: how many units these are.
        unreviewed: how many of them wait for review.
    """
    classes = Letter(
        "。未审核的，审核后定级：lantai unit class --below 档号 无条件共享 --only 未审核 --reason 已审核",
        ". What is unreviewed gets its class after review: lantai unit class --below CODE unconditional --only "
        "unreviewed --reason REVIEWED",
    )
    then = classes if unreviewed else Letter("", "")
    return Letter(
        f"没有写 --as，因此按匿名读者检索。馆藏中有 {hidden} 件不对任何人开放（{zh}），匿名一律找不到，不论其中有没有。"
        "以馆员身份检索：先 lantai reader add 馆员 --role staff，再加上 --as 馆员"
        f"{then.zh}",
        f"Without --as the question is the anonymous reader's. {say_count(hidden, 'unit')} "
        f"{say_verb(hidden, 'is', 'are')} not for anyone ({en}) and are never "
        "found so, whether or not they match. To ask as staff: lantai reader add STAFF --role staff, then add --as "
        f"STAFF{then.en}",
    )


def ask_as_staff() -> Letter:
    """Of a package nobody finds anything without rights."""
    return Letter(
        "接下来：登记一位馆员来检索：lantai reader add 馆员 --role staff，然后 lantai search 问题 --as 馆员",
        "Next: add a member of staff: lantai reader add STAFF --role staff, then lantai search QUESTION --as STAFF",
    )


def set_classes(package: int) -> Letter:
    """Some of a package waits for review."""
    return Letter(
        f"未审核的，审核后定级：lantai unit class --package {package} 无条件共享 --only 未审核 --reason 已审核",
        f"What is unreviewed gets its class after review: lantai unit class --package {package} unconditional --only "
        "unreviewed --reason REVIEWED",
    )


def who_finds(word: str) -> Letter:
    """Who may find units of a class, by its word."""
    return _WHO[word]


_WHO = {
    "unconditional": Letter("任何人都能检索、阅览", "found and read by anyone"),
    "conditional": Letter(
        "任何人能找到公开面，获授权者、供档单位与馆员能读全部",
        "anyone finds the face; whoever has a grant, its supplier and staff read all of it",
    ),
    "unreviewed": Letter("只有供档单位与馆员能找到", "found by its supplier and staff alone"),
    "withheld": Letter("只有供档单位与馆员能找到", "found by its supplier and staff alone"),
}
