"""What checks say to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from holdings.identity import UnitIdentity
from holdings.letters import Letter


def object_damaged(digest: str) -> Letter:
    """The bytes are not those that were kept."""
    return Letter(
        f"数字对象 {digest} 的内容已改变（SHA-256 不符），不能再作为原件使用。"
        "请从备份恢复该文件，再运行 lantai check。",
        f"The digital object {digest} has changed (its SHA-256 does not agree), so it is not the original any more. "
        "Restore it from a backup and run lantai check again.",
    )


def object_unreadable(digest: str, reason: str) -> Letter:
    """The bytes cannot be read."""
    return Letter(
        f"数字对象 {digest} 无法读取：{reason}。请检查磁盘与权限，再运行 lantai check。",
        f"The digital object {digest} cannot be read: {reason}. Check disk and permissions, then run lantai check.",
    )


def and_more_objects(count: int) -> Letter:
    """More objects than are told."""
    return Letter(f"另有 {count} 个数字对象有同样的问题。", f"{count} more digital objects have such faults.")


def unreferred(some: Sequence[tuple[str, int]], count: int, size: int) -> Letter:
    """Objects that no unit has; (digest, bytes) of some of them, how many there are, their bytes together."""
    listed = ", ".join(f"{digest} ({octets:,} B)" for digest, octets in some)
    zh, en = (" 等", ", …") if count > len(some) else ("", "")
    return Letter(
        f"有 {count} 个数字对象（共 {size:,} 字节）不属于任何单元：{listed}{zh}。"
        "多半是接收中断时留下的，可能含有拒收的内容。"
        "请确认没有别的馆藏共用这个对象文件夹（存储桶），再运行 lantai check --repair 清除。",
        f"{count} digital objects ({size:,} bytes) belong to no unit: {listed}{en}. Most likely an interrupted intake "
        "left them, and they may hold what was refused. See that no other home shares this folder or bucket of "
        "objects, then run lantai check --repair to erase them.",
    )


def more_open_than_below(some: Sequence[tuple[UnitIdentity, UnitIdentity]], *, more: bool) -> Letter:
    """Units with pages that are more open than one below them, each with one such unit; `more`: there are others."""
    listed = "、".join(f"{above.written}（{below.written}）" for above, below in some)
    listed_en = ", ".join(f"{above.written} ({below.written})" for above, below in some)
    zh, en = ("等", ", …") if more else ("", "")
    return Letter(
        f"下列带页面的单元比它的下级（括号中）更开放，页面里可能就有下级的内容：{listed}{zh}。"
        "请逐个核对，用 lantai unit class 收紧上级，或放宽下级。",
        f"These units with pages are more open than one below them (in brackets), and their pages may show it: "
        f"{listed_en}{en}. Look at each, and tighten what is above or open what is below with lantai unit class.",
    )


def intake_under_way() -> Letter:
    """Objects without a unit were not looked for."""
    return Letter(
        "正在接收材料，没有查找不属于任何单元的数字对象；接收完成后再运行 lantai check。",
        "An intake is under way, so objects that belong to no unit were not looked for. Run lantai check again when "
        "it is done.",
    )


def gap_in_changes() -> Letter:
    """A number is missing among the kept changes."""
    return Letter(
        "变更记录的编号不连续，索引可能漏掉一次变更。请运行 lantai reindex 重建索引，并查明谁改动过数据库。",
        "A number is missing among the kept changes, so the indices may have missed one. Run lantai reindex, and "
        "find out who changed the store by hand.",
    )


def no_index() -> Letter:
    """There are changes and no index."""
    return Letter(
        "馆藏还没有索引，任何检索都没有答复。请运行 lantai serve，索引会自动建立。",
        "The home has no index, so no search is answered. Run lantai serve; the index is then built by itself.",
    )


def text_changed(code: str, page: int) -> Letter:
    """A page's text is not the one that was kept."""
    return Letter(
        f"{code} 第 {page} 页的文字在数据库中被直接改动过，与存入时不符；索引里是改动前的文字。请查明是谁改的："
        "由备份恢复数据库；改得对的，请用更正页文字的办法再改一次（docs/operations.md），历史中才有记录。",
        f"The text of page {page} of {code} was changed in the database by hand and is not the one that was kept; the "
        "index has the text of before. Find out who did it and restore a backup; what was changed rightly is to be "
        "corrected as a page's text is (docs/operations.md), so that its history says so.",
    )


def and_more_texts(count: int) -> Letter:
    """More texts than are told."""
    return Letter(
        f"另有 {count} 页的文字被直接改动过。", f"The texts of {count} more pages were changed by hand."
    )


#: What the tables of the store hold.
_TABLES = {
    "units": ("单元", "units"),
    "page_texts": ("页文字", "page texts"),
    "page_boxes": ("字的位置", "places of characters"),
    "unit_objects": ("数字对象的名录", "names of digital objects"),
    "packages": ("移交包", "packages"),
    "outbox": ("变更", "changes"),
    "home": ("馆藏的标识", "facts of the home"),
    "readers": ("读者", "readers"),
    "grants": ("授权", "grants"),
}


def structure_damaged(said: str) -> Letter:
    """What the database itself finds wrong with its file."""
    return Letter(
        f"数据库文件的结构有损坏：{said}。请停止所有改动，复制一份，再由备份恢复（docs/operations.md“备份与恢复”）。",
        f"The structure of the database file is damaged: {said}. Stop all changes, copy it, then restore a backup "
        "(docs/operations.md).",
    )


def table_damaged(name: str, rows: int, why: str) -> Letter:
    """A table that cannot be read to its end."""
    zh, en = _TABLES.get(name, (name, name))
    return Letter(
        f"表 {name}（{zh}）读到 {rows:,} 行后无法再读：{why}。请由备份恢复数据库（docs/operations.md“备份与恢复”）。",
        f"The table {name} ({en}) can be read for {rows:,} rows and no further: {why}. Restore the database from a "
        "backup (docs/operations.md).",
    )


def tables_readable(tables: Mapping[str, int]) -> Letter:
    """The tables of a damaged store that can be read whole."""
    listed = ", ".join(f"{name} {rows:,}" for name, rows in tables.items()) or "—"
    return Letter(
        f"可以完整读出的表和行数：{listed}。数字对象另行保存，不在数据库中；索引可由恢复后的数据库重建。"
        "请由备份恢复，再运行 lantai reindex 和 lantai check。",
        f"Tables that can be read whole, with their rows: {listed}. Digital objects are kept elsewhere; indices are "
        "made again from the restored database. Restore a backup, then run lantai reindex and lantai check.",
    )


def more_damage(count: int) -> Letter:
    """More damaged files than are told."""
    return Letter(f"另有 {count} 处同样的损坏。", f"{count} more such damages.")


def remnants(names: list[str]) -> Letter:
    """What interrupted rebuilds have left, or one that is under way has begun."""
    listed = ", ".join(names)
    return Letter(
        f"索引中有没有建完的部分（{listed}）：正在重建，或重建被中断过。检索不用它；"
        "写入进程下次启动时或下一次 lantai reindex 会清除它或把它建完。",
        f"There are indices that are not finished ({listed}): a rebuild is under way, or one was interrupted. They "
        "answer nothing; they go or are finished when the index writer starts next, or at the next lantai reindex.",
    )


def kept_for_others(name: str) -> Letter:
    """The generation before was made by other rules and is kept for the software that it came from."""
    return Letter(
        f"上一代索引 {name} 由另一个版本建立，这个版本不用它；留着它，是为了退回那个版本时可用 lantai reindex --back。"
        "下一次 lantai reindex 会删除它。",
        f"The generation before, {name}, was made by another version and is not asked by this one; it is kept so that "
        "lantai reindex --back helps after a return to that version. The next lantai reindex deletes it.",
    )


def index_behind(rows: int) -> Letter:
    """The index has not applied every change."""
    return Letter(
        f"有 {rows} 项变更还没有写入索引，因此未核对索引与权限（已收紧的档案仍然不会显示）。"
        "请等写入进程完成；没有运行的，请启动 lantai serve。",
        f"{rows} changes are not in the indices yet, so entries and rights were not compared (what was tightened is "
        "hidden all the same). Wait for the index writer; if none runs, start lantai serve.",
    )


def wrong_class(place: str, zh: str, word: str, there: int, wanted: int) -> Letter:
    """A class has another number of entries than the store says."""
    return Letter(
        f"索引 {place} 中{zh}的条目有 {there} 个，按馆藏应为 {wanted} 个。"
        "请运行 lantai check --repair，或 lantai reindex 重建索引。",
        f"The index {place} has {there} entries of class {word}, and by the store it is {wanted}. "
        "Run lantai check --repair, or lantai reindex.",
    )


def wrong_token(place: str, token: str, there: int, wanted: int) -> Letter:
    """A token gives another number of entries than the store says."""
    return Letter(
        f"索引 {place} 中访问标记 {token} 给出 {there} 个条目，按馆藏应为 {wanted} 个；显示前仍会逐件复核。"
        "请运行 lantai check --repair，或 lantai reindex 重建索引。",
        f"In the index {place} the access token {token} gives {there} entries, and by the store it is {wanted}; "
        "every hit is still checked before it is shown. Run lantai check --repair, or lantai reindex.",
    )


def without_archive(place: str, count: int) -> Letter:
    """Restricted entries that belong to nobody."""
    return Letter(
        f"索引 {place} 中有 {count} 个受限条目不属于任何档案馆，谁也看不到它们。"
        "请运行 lantai check --repair，或 lantai reindex 重建索引。",
        f"{count} restricted entries in the index {place} belong to no archive, so nobody finds them. "
        "Run lantai check --repair, or lantai reindex.",
    )


def wrong_themes(place: str, there: int, wanted: int) -> Letter:
    """Themes have another number of entries of their own than the store says."""
    return Letter(
        f"索引 {place} 中专题本身的条目有 {there} 个，按馆藏应为 {wanted} 个。"
        "请运行 lantai check --repair，或 lantai reindex 重建索引。",
        f"The index {place} has {there} entries of themes, and by the store it is {wanted}. "
        "Run lantai check --repair, or lantai reindex.",
    )


def index_ahead(rows: int) -> Letter:
    """The indices have applied changes that the store does not know."""
    return Letter(
        f"索引比馆藏多出 {rows} 项变更：馆藏多半是由较早的备份（backup）恢复的，"
        "或数据库的 -wal 文件丢失而少了最后的变更；索引因此不可信。请先查明，再运行 lantai reindex 重建索引。",
        f"The indices have applied {rows} changes that the store does not know: it was most likely restored from an "
        "earlier backup, or has lost its last changes with its -wal file, so they cannot be relied on. Find out "
        "which, then run lantai reindex.",
    )


def not_mended() -> Letter:
    """What differed still differs."""
    return Letter(
        "重写有差异的单元之后仍有不符，只能重建：请运行 lantai reindex。",
        "Units that differed were entered anew and something differs still, so only a rebuild helps: "
        "run lantai reindex.",
    )


def and_more_rights(count: int) -> Letter:
    """More faults than are told."""
    return Letter(f"另有 {count} 处同样的不符。", f"{count} more such differences.")


def sampled(one_in: int) -> Letter:
    """Not every code was looked at."""
    return Letter(
        f"单个档号的访问标记抽查了约 {one_in} 分之一；类型、移交单位、档案馆的标记全部核对。"
        "要全部核对：lantai check --all。",
        f"Of the access tokens of single codes about one in {one_in} was checked; those of classes, suppliers and "
        "archives all were. To look at all of them: lantai check --all.",
    )


def many_deleted(shares: Mapping[str, float]) -> Letter:
    """Deleted entries linger; the share of each index."""
    listed = ", ".join(f"{place} {share:.1%}" for place, share in shares.items())
    return Letter(
        f"索引中有较多已删除而仍计入统计的条目（{listed}），相关度排序会略有偏差。空闲时可运行 lantai reindex。",
        f"Deleted entries linger in the statistics of relevance ({listed}), so that order is a little off. "
        "Run lantai reindex when there is time.",
    )


def no_chinese_font() -> Letter:
    """PDFs that embed no font cannot be drawn here."""
    return Letter(
        "本机没有中文字体：未嵌入字体的 PDF 的文字照样可以检索，但这些页没有页面图像，只显示文字。"
        "请安装一种中文字体，例如 Debian 的 fonts-wqy-zenhei，然后重新启动服务。",
        "This machine has no Chinese font: the text of PDFs that embed none can be searched all the same, but their "
        "pages have no image and are shown as text alone. Install a Chinese font, for example fonts-wqy-zenhei of "
        "Debian, and start the service again.",
    )
