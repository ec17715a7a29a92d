"""What accession, writing and rebuilding say to a person."""

from __future__ import annotations

from holdings.letters import Letter
from holdings.parser_letters import shown


def intake_busy() -> Letter:
    """Another intake is under way."""
    return Letter(
        "此馆藏正在进行另一次接收；一次只能接收一批，否则两批的档号无法核对。请等它结束后再运行一次 lantai intake。",
        "Another intake of this home is under way. Packages are taken in one at a time, so that their codes can be "
        "compared. Run lantai intake again when it has ended.",
    )


def held_otherwise(source: str, differs: tuple[str, ...]) -> Letter:
    """A unit that another package holds with another description, class or objects."""
    name, what = shown(source), "、".join(differs)
    zh, en = [], []
    for element, (in_zh, in_en) in _MENDED_OTHERWISE.items():
        if element in differs:
            zh.append(in_zh)
            en.append(in_en)
    if set(differs) - _MENDED_OTHERWISE.keys():
        zh.insert(0, "著录有误的，用 lantai unit correct 更正")
        en.insert(0, "mend its description with lantai unit correct")
    return Letter(
        f"这个档号已由“{name}”接收，但内容不同（{what}）。一个档号只能指一件档案。"
        f"是同一件的：{'；'.join(zh)}。不是同一件，请改正档号。",
        f'This reference code was taken in from "{name}" already, with other content ({what}). One code identifies one '
        f"unit. If it is the same unit: {'; '.join(en)}. If not, correct the code.",
    )


#: What no correction of the description changes, and what does.
_MENDED_OTHERWISE = {
    "共享类型": (
        "共享类型用 lantai unit class 划定，再次接收不改变它",
        "set its class with lantai unit class, for taking it in again changes none",
    ),
    "文件": (
        "已接收的文件不能替换，请用新的档号移交新的文件，或把这一行移出这批档案",
        "files that were taken in are not replaced, so hand the new ones over under a code of their own, or take the "
        "row out of the package",
    ),
}


def held_withdrawn(source: str) -> Letter:
    """A unit that was withdrawn."""
    name = shown(source)
    return Letter(
        f"这个档号已由“{name}”接收，后来撤回了。撤回的档案不因再次移交而恢复。请把这一行移出这批档案；要恢复它，请用 "
        "lantai unit restore。",
        f'This reference code was taken in from "{name}" and withdrawn later. Handing a unit over again does not bring '
        "it back. Take the row out of the package; lantai unit restore brings the unit back.",
    )


def staged_elsewhere(source: str) -> Letter:
    """A unit that another, unfinished package has."""
    name = shown(source)
    return Letter(
        f"这个档号在另一批还没接收完的档案“{name}”里。请先对那一批再运行 lantai intake 完成它，或改正档号。",
        f'This reference code is in another package, "{name}", whose intake was interrupted. Finish that one first by '
        "running lantai intake on it again, or correct the code.",
    )


def more_open_than_held(code: str) -> Letter:
    """A new unit with files is more open than a held unit below it."""
    below = shown(code)
    return Letter(
        f"这件档案带有文件，却比馆藏中它的下级 {below} 更开放，下级的内容可能由此泄露。"
        "请把它的共享类型改得与下级一样严，或先放宽下级。",
        f"This unit has files and is more open than {below}, which is held below it, so it might show what that one "
        "holds back. Make its sharing class as strict, or open that one first.",
    )


def stricter_than_held(code: str) -> Letter:
    """A new unit is stricter than a held unit with pages above it."""
    above = shown(code)
    return Letter(
        f"馆藏中它的上级 {above} 带有页面，却比这一行更开放，这一件的内容可能已经可见。"
        "请先用 lantai unit class 收紧上级，再接收。",
        f"{above}, which is held above this unit, has pages and is more open, so it might show what this one holds "
        "back. Tighten that one first with lantai unit class, then take the package in.",
    )


def bytes_unread(path: str, why: str) -> Letter:
    """A file that could not be kept."""
    name = shown(path)
    return Letter(
        f"无法保存文件“{name}”（{why}），接收停在这里，馆藏没有任何改动。请检查磁盘空间和权限，再运行同一命令，"
        "它会从停下的地方继续。",
        f'The file "{name}" could not be kept ({why}), so the intake stopped; nothing in the home was changed. Check '
        "disk space and permissions and run the same command again: it goes on where it stopped.",
    )


def traces_left() -> Letter:
    """What a refused package had left was erased, but the store's file could not be written anew."""
    return Letter(
        "这批材料因密级被拒收。先前接收中断时留下的字节和著录已经删除，但数据库文件里还可能留有痕迹：有别的进程一直在读，"
        "无法重写文件。请停止 lantai serve 后再运行同一命令。",
        "The package was refused as a state secret. The bytes and rows that an interrupted intake had left of it are "
        "deleted, but the store's file may still hold traces: somebody reads from it all the time, so it could not be "
        "written anew. Stop lantai serve and run the same command again.",
    )


def changed_meanwhile(path: str) -> Letter:
    """The package was changed between verifying and staging."""
    name = shown(path)
    return Letter(
        f"“{name}”在接收过程中被改动，已核对的和收到的不一致，接收停在这里，馆藏没有任何改动。"
        "请等文件不再变动，再运行一次 lantai intake。",
        f'"{name}" was changed while it was being taken in, so what was verified is not what came; nothing in the '
        "home was changed. Run lantai intake again once its files are at rest.",
    )


def some_objects_unread(names: tuple[str, ...], total: int, first: Letter) -> Letter:
    """Some of a unit's objects have no text, or not on every page."""
    zh = "、".join(f"“{shown(name)}”" for name in names[:3])
    en = ", ".join(f'"{shown(name)}"' for name in names[:3])
    more = len(names) - 3
    if more > 0:
        zh, en = f"{zh} 等", f"{en} and {more} more"
    return Letter(
        f"{total} 个文件中有 {len(names)} 个缺少全部或部分文字：{zh}。第一个的原因：{first.zh}",
        f"Of {total} files {len(names)} lack all or some of their text: {en}. Of the first: {first.en}",
    )


def not_findable_yet() -> Letter:
    """The writer has not come so far in the time there was."""
    return Letter(
        "档案已经接收，但索引还没有跟上或暂时连不上，暂时搜不到。写入进程会继续；没有写入进程时再运行同一命令即可。"
        "可用 lantai status 查看还剩多少。",
        "The units are taken in, but the index has not followed yet or cannot be reached, so they are not found for "
        "now. The index writer goes on; where none runs, run the same command again. lantai status says how much is "
        "left.",
    )


def counts_differ(place: str, found: int, wanted: int) -> Letter:
    """An index has applied everything and still does not hold what it should."""
    return Letter(
        f"索引 {place} 有 {found} 个条目，按馆藏应有 {wanted} 个，检索结果会有缺漏或重复。"
        "馆藏本身没有问题。请运行：lantai reindex",
        f"The index {place} has {found} entries where the holdings make {wanted}, so answers may lack or repeat "
        "something. The holdings themselves are sound. Run: lantai reindex",
    )


def sample_differs(place: str) -> Letter:
    """A rebuilt index does not answer a sample question as the store says."""
    return Letter(
        f"重建的索引 {place} 没有通过抽查，已弃用；现有索引照常使用。请再运行一次 lantai reindex；仍不通过请报告。",
        f"The rebuilt index {place} failed a sample question and was thrown away; the present one goes on answering. "
        "Run lantai reindex again, and report it if it fails once more.",
    )


def rebuild_failed(why: str) -> Letter:
    """The writer process could not rebuild."""
    return Letter(
        f"重建索引失败：{why}。现有索引照常使用。请检查磁盘空间，再运行一次 lantai reindex。",
        f"Rebuilding the index failed: {why}. The present one goes on answering. Check the disk space and run "
        "lantai reindex again.",
    )


def writer_is_asked() -> Letter:
    """Another process is the writer and does the rebuild."""
    return Letter(
        "另一个进程（lantai serve 或 lantai intake）正是索引写入进程，已请它重建；进度如下。中断本命令不会中断重建。",
        "Another process (lantai serve or lantai intake) is the index writer and was asked to rebuild; this is how far "
        "it is. To interrupt this command does not interrupt it.",
    )


def writer_has_not_begun() -> Letter:
    """The writer was asked and has not begun yet."""
    return Letter(
        "写入进程还没有开始重建：它可能正在写入别的变更，或在另一台机器上（那里的 lantai reindex 才能请到它）。"
        "继续等待；一直如此，请看它的日志，或停止它再运行 lantai reindex。",
        "The index writer has not begun yet: it may be busy with other changes, or run on another machine (then run "
        "lantai reindex there). Still waiting; if it stays so, see its log, or stop it and run lantai reindex again.",
    )


def nothing_to_roll_back() -> Letter:
    """There is no generation before."""
    return Letter(
        "没有更早而完好的索引可以退回。只有重建过一次之后，才保留上一代索引。请运行 lantai reindex 重建。",
        "There is no earlier whole index to go back to; one is kept only after a rebuild. Run lantai reindex instead.",
    )


def made_by_others() -> Letter:
    """The generation before was made by other rules."""
    return Letter(
        "上一代索引由另一套分词规则建立，用现在的软件检索会漏掉档案。请用建立它的那个版本的 lantai 退回。",
        "The generation before was made by other rules of analysis; asked by this software it would miss records. "
        "Go back with the version of lantai that made it.",
    )
