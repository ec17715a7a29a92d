"""An answer as a person reads it in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from lantai import terminal

if TYPE_CHECKING:
    from rich.text import Text

    from search_api.shapes import SearchAnswer, SearchHit, ThemePlaceShape, UnitBrief

_HIT = "bold yellow"
_FAINT = "dim"


def show_answer(answer: SearchAnswer, *, facets: bool) -> None:
    """Print an answer of a search: how much, each hit with the pages that match, facets if asked, notices."""
    from rich.text import Text

    out = terminal.console()
    total = answer["total"]
    about = "" if total["units_exact"] else "约 about "
    some = answer["match"] == "any" and answer["hits"]
    loosened = "；没有全部符合的，以下为部分符合 any of the words" if some else ""
    themes = f"，{total['themes']} 个专题 themes" if "themes" in total else ""
    out.print(Text(f"{about}{total['units']} 个单元 units，{total['pages']} 页 pages{themes}{loosened}"))
    for notice in answer["notices"]:
        out.print(Text(f"※ {notice['zh']}\n  {notice['en']}", _FAINT))
    for hit in answer["hits"]:
        out.print()
        for line in _lines(hit):
            out.print(line)
    for name, values in answer["facets"].items() if facets else ():
        out.print()
        shown = "  ".join(f"{value['label']} ({value['count']})" for value in values[:12])
        out.print(Text(f"{name}: {shown}"))
    if answer["next"]:
        out.print()
        out.print(Text(f"下一页 next: --cursor {answer['next']}", _FAINT))


def _lines(hit: SearchHit) -> list[Text]:
    from rich.text import Text

    lines: list[Text] = []
    unit, theme = hit["unit"], hit["theme"]
    if unit is not None:
        lines += _unit_lines(unit)
    if theme is not None:
        if "section" in theme:
            theme = cast("ThemePlaceShape", theme)
            lines.append(Text(f"    专题 theme: {theme['title']} › {theme['section_title']}"))
            if theme["note"]:
                lines.append(Text("    ").append_text(_marked(theme["note"], theme["note_marks"])))
        else:
            marks = theme.get("title_marks", [])
            lines.append(_marked(theme["title"], marks).append(f"  [{theme['id']}]  专题 theme", _FAINT))
    for page in hit["pages"]:
        before, after = "…" if page["cut_before"] else "", "…" if page["cut_after"] else ""
        text = page["text"].replace("\n", " ")
        line = Text(f"    第{page['number']}页 p.{page['number']}  {before}", _FAINT)
        line.append_text(_marked(text, page["marks"])).append(after)
        lines.append(line.append("  可能误读 may be misread", _FAINT) if page["tolerant"] else line)
    return lines


def _unit_lines(unit: UnitBrief) -> list[Text]:
    from rich.text import Text

    first = Text(f"{unit['code']}  ", "bold").append_text(_marked(unit["title"], unit["title_marks"]))
    told = [
        unit["level_label"],
        unit["date"],
        unit["responsible"],
        unit["document_number"],
        unit["class_label"],
    ]
    lines = [first, Text("    " + " · ".join(filter(None, told)), _FAINT)]
    if unit["apply"] is not None:
        lines.append(Text(f"    {unit['apply']['zh']} {unit['apply']['en']}", _FAINT))
    return lines


def _marked(text: str, marks: Sequence[Sequence[int]]) -> Text:
    from rich.text import Text

    shown = Text(text)
    for start, end in marks:
        shown.stylize(_HIT, start, end)
    return shown
