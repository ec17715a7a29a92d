"""What checks say to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
        f"索引比馆藏多出 {rows} 项变更：馆藏多半是由较早的备份恢复的，索引因此不可信。请运行 lantai reindex 重建索引。",
        f"The indices have applied {rows} changes that the store does not know: it was most likely restored from an "
        "earlier backup, so they cannot be relied on. Run lantai reindex.",
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
