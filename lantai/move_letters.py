"""What is said to a person about moving a home."""

from __future__ import annotations

from holdings.letters import Letter


def unfinished_here() -> Letter:
    """The store is the target of a move that is not finished."""
    return Letter(
        "这个数据库是一次尚未完成的搬迁的目的地，馆藏还不完整，因此不能使用。请再次运行同一条 lantai move，"
        "会从停下处继续；在此之前请用原来的 LANTAI_STORE。",
        "This store is where a home is being moved to, and not all of it is there yet, so it cannot be used. Run the "
        "same lantai move again, it goes on where it stopped; until then use the LANTAI_STORE of before.",
    )


def holds_home(home_id: str, ours: str) -> Letter:
    """The target holds a home."""
    if home_id == ours:
        return Letter(
            "目的数据库已经是这个馆藏（搬迁早已完成，或目的地就是现在所用的），没有改动它。"
            "请把 LANTAI_STORE 指向它；要重新搬迁，请先清空它。",
            "The target already is this home (moved there before, or it is the one in use), so it was not changed. "
            "Set LANTAI_STORE to it; to move anew, empty it first.",
        )
    return Letter(
        f"目的数据库中已有另一个馆藏（{home_id}），搬迁会毁掉它，因此没有进行。请另建一个空的数据库。",
        f"The target holds another home ({home_id}); moving would destroy it, so nothing was done. "
        "Make another, empty database.",
    )


def strange_objects(count: int, where: str) -> Letter:
    """The target holds objects that are not of this home."""
    return Letter(
        f"{where} 中有 {count:,} 个不属于这个馆藏的数字对象，可能是另一个馆藏的，因此没有搬迁。"
        "请用空的文件夹，或另一个前缀（s3://存储桶/前缀）。",
        f"{where} holds {count:,} digital objects that are not of this home, maybe another home's, so nothing was "
        "moved. Use an empty folder, or another prefix (s3://BUCKET/PREFIX).",
    )


def objects_failed(count: int) -> Letter:
    """Some objects could not be moved or verified."""
    return Letter(
        f"有 {count:,} 个数字对象没有搬迁成功（列在上面），因此搬迁没有完成，原来的馆藏照旧使用。"
        "请从备份恢复它们，再运行同一条命令，会从停下处继续。",
        f"{count:,} digital objects could not be moved (listed above), so the move is not finished and the home "
        "stays where it was. Restore them from a backup, then run the same command again; it goes on.",
    )


def object_differs(digest: str) -> Letter:
    """An object's bytes do not have its digest."""
    return Letter(
        f"数字对象 {digest} 的内容与其校验值不符。",
        f"The bytes of the digital object {digest} do not have its digest.",
    )


def changed_meanwhile() -> Letter:
    """The source was changed while it was moved."""
    return Letter(
        "搬迁期间馆藏有改动，目的地不完整，因此搬迁没有完成，原来的馆藏照旧使用。请停止所有改动后再运行同一条命令。",
        "The home was changed while it was moved, so the target lacks something and the move is not finished; the "
        "home stays where it was. Stop all changes and run the same command again.",
    )


def tables_differ(names: list[str]) -> Letter:
    """What was read back is not what was written."""
    listed = ", ".join(names)
    return Letter(
        f"从目的数据库读回的与原来的不符（{listed}），因此搬迁没有完成，原来的馆藏照旧使用。"
        "请检查目的数据库，清空后再搬迁。",
        f"What was read back from the target differs from the source ({listed}), so the move is not finished and the "
        "home stays where it was. Check the target database, empty it and move again.",
    )


def nowhere() -> Letter:
    """A move without a target."""
    return Letter(
        "没有写明搬到哪里，什么都没有做。请写 --to-store URL，或 --to-objects 文件夹或 s3://…，或两者都写。",
        "It is not said where to, so nothing was done. Write --to-store URL, or --to-objects FOLDER or s3://…, "
        "or both.",
    )


def same_place(where: str) -> Letter:
    """The target of objects is where they lie."""
    return Letter(
        f"数字对象已经在 {where}，什么都没有做。",
        f"The digital objects lie in {where} already, so nothing was done.",
    )
