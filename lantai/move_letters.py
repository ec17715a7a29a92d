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


def objects_unfinished(where: str) -> Letter:
    """Objects are being moved to where this home looks for them."""
    return Letter(
        f"{where} 是一次尚未完成的搬迁的目的地，数字对象还没有到齐，因此没有打开。请再次运行同一条 lantai move，"
        "会从停下处继续；在此之前请用原来的 LANTAI_OBJECTS。",
        f"{where} is where digital objects are being moved to, and not all of them are there yet, so the home was not "
        "opened: a move into it was not finished. Run the same lantai move again, it goes on where it stopped; until "
        "then use the LANTAI_OBJECTS of before.",
    )


def home_lost(where: str, home: str) -> Letter:
    """The store is no home, and something of one lies here."""
    zh, en = (f"馆藏 {home} 的", f" of the home {home}") if home else ("一个馆藏的", " of a home")
    return Letter(
        f"{where} 中有{zh}数字对象或索引，而设置所指的数据库里没有馆藏："
        "数据库多半被删除、移走，或 LANTAI_STORE 指向别处。没有另建新馆藏，也没有改动任何东西。"
        "请由备份恢复数据库（docs/operations.md“备份与恢复”）或改正 LANTAI_STORE；"
        "确要另建一个空的馆藏，请先把这个文件夹移走，或换一个 LANTAI_HOME 与 LANTAI_OBJECTS。",
        f"{where} holds digital objects or indices{en}, and the store that is set holds no home: most likely it was "
        "deleted or moved away, or LANTAI_STORE names another. No new home was begun and nothing was changed. Restore "
        "the store from a backup (docs/operations.md) or correct LANTAI_STORE; to begin an empty home, move this "
        "folder away first, or set another LANTAI_HOME and LANTAI_OBJECTS.",
    )


def of_another(where: str, other: str, home: str) -> Letter:
    """Objects or indices are another home's."""
    return Letter(
        f"{where} 属于馆藏 {other}，而数据库是馆藏 {home} 的：两者不是一起的，因此没有打开，也没有改动任何东西。"
        "请放回原来的数据库或改正 LANTAI_STORE、LANTAI_OBJECTS；若数据库才是对的，请把这个文件夹移走："
        "索引可用 lantai reindex 重建，数字对象须由备份恢复。",
        f"{where} belongs to the home {other} and the store is that of the home {home}: they are not of one piece, so "
        "nothing was opened or changed. Put the right store back, or correct LANTAI_STORE or LANTAI_OBJECTS; if the "
        "store is right, move this folder away: indices are made again by lantai reindex, objects come from a backup.",
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
