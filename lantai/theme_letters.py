"""What the command line says to a curator."""

from __future__ import annotations

from collections.abc import Sequence

from holdings.letters import Letter


def no_theme(slug: str) -> Letter:
    """No theme has this id."""
    return Letter(
        f"没有标识为“{slug}”的专题，没有执行。lantai theme list 列出全部专题。",
        f"There is no theme “{slug}”, so nothing was done. lantai theme list shows all.",
    )


def theme_taken(slug: str) -> Letter:
    """A theme of this id is there already."""
    return Letter(
        f"已有标识为“{slug}”的专题，没有执行。请另取标识，或用 lantai theme section / place 修改它。",
        f"There is a theme “{slug}” already, so nothing was done. Choose another id, or change it with "
        "lantai theme section / place.",
    )


def bad_slug(slug: str) -> Letter:
    """A text that can be no id."""
    return Letter(
        f"“{slug}”不能作标识：须为小写字母、数字，以连字符分隔（如 port-and-shipping）；它出现在网址里。",
        f"“{slug}” cannot be an id: lower-case letters and digits joined by hyphens (port-and-shipping); "
        "it stands in URLs.",
    )


def no_section(theme: str, section: str) -> Letter:
    """The theme has no such section."""
    return Letter(
        f"专题“{theme}”没有“{section}”一节，没有执行。请先用 lantai theme section 建立。",
        f"The theme “{theme}” has no section “{section}”, so nothing was done. Make it with lantai theme section.",
    )


def not_placed(theme: str, code: str) -> Letter:
    """The unit is not in the theme."""
    return Letter(
        f"专题“{theme}”里没有 {code}，没有执行。lantai theme show {theme} 列出其中的单元。",
        f"{code} is not in the theme “{theme}”, so nothing was done. lantai theme show {theme} lists its units.",
    )


def no_title() -> Letter:
    """A theme or section without a title."""
    return Letter("题名不能为空，没有执行。", "A title cannot be empty; nothing was done.")


def words_become_public(slug: str) -> Letter:
    """What publishing means."""
    return Letter(
        f"专题“{slug}”已发布：题名、介绍和各节标题从此是公开文字，任何人可见；按语只随其单元的著录一同显示。",
        f"The theme “{slug}” is published: its title, introduction and section titles are public words now; "
        "a note is seen by whoever may see its unit's description.",
    )


def bad_theme_text(path: str, reason_zh: str, reason_en: str) -> Letter:
    """A file that is no theme."""
    return Letter(
        f"专题文件 {path} 无法读取：{reason_zh}。没有载入任何内容。写法见 samples/themes/ 中的例子。",
        f"{path} is no theme: {reason_en}. Nothing was loaded. samples/themes/ shows how they are written.",
    )


def units_not_held(path: str, codes: Sequence[str]) -> Letter:
    """A theme that names units which are not held."""
    listed = "、".join(codes)
    return Letter(
        f"专题文件 {path} 中的这些单元不在馆藏中：{listed}。没有载入任何内容。请先入库，或改正档号。",
        f"{path} names units that are not held: {listed}. Nothing was loaded. Take them in first, or correct "
        "the codes.",
    )
