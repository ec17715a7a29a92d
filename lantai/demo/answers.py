"""The questions of the demonstration, and their answers side by side: who sees what, and what the law says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdings.identity import UnitIdentity
from holdings.store import units
from lantai import demo_letters, terminal
from lantai.demo.readers import DemoReader
from sharing.access import Part, may_view
from sharing.store import protect

if TYPE_CHECKING:
    from lantai.wiring import House
    from search_api.shapes import UnitBrief

_WHOLE, _FACE, _NOTHING = "●", "○", ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the demonstration.

    Attributes:
        question: what is typed.
        zh: what the law makes of it, in Chinese.
        en: the same in English.
    """

    question: str
    zh: str
    en: str


QUESTIONS = (
    Asked(
        "罗静宜",
        "一位战时女生的名字，繁简都能找到。学籍是有条件共享：获准利用 Z008 的研究者和移交学校看到学籍片；"
        "未审核的口述只有供档单位和馆员看到，授权不及。",
        "A student's name, found in either script. School registers are conditional: a grant on Z008 or having "
        "supplied them opens them; an unreviewed oral history is for its supplier and for staff, never by grant.",
    ),
    Asked(
        "封港",
        "获准利用 J101 的海员家属多看到一件有条件共享的报告；同一全宗里暂不共享的，授权也看不到。",
        "The grant on J101 opens one conditional report more; what is withheld in the same fonds stays closed to it.",
    ),
    Asked(
        "高月娇",
        "工龄档案随 J101 的授权可见；婚姻登记在另一个全宗，授权不及，只有馆员可见全文。",
        "Records of her years worked come with the grant on J101; her marriage is in another fonds, for staff only.",
    ),
    Asked(
        "结婚证存根",
        "婚姻登记有条件共享：任何人可见其公开面（公开题名、日期、责任者，以及如何申请），姓名和内容须经授权。",
        "A marriage certificate is conditional: anyone sees its face (a public title, the date, how to apply for it), "
        "the names and the text only with a grant.",
    ),
    Asked(
        "線民",
        "整卷暂不共享。对其他读者，它与不存在完全一样：没有数目，没有提示，也没有出错信息。",
        "A file withheld whole. For everyone but staff it is as if it did not exist: no count, no hint, no error.",
    ),
)


def show_answers(house: House, readers: Sequence[DemoReader]) -> bool:
    """Ask every question as every reader, show the answers side by side; False if one breaks the law."""
    right = True
    terminal.say()
    terminal.say(
        f"{_WHOLE} 全文 whole text    {_FACE} 仅公开面 face only    空白 blank: 对该读者不存在 does not exist"
    )
    for asked in QUESTIONS:
        found = [_units(house, reader, asked.question) for reader in readers]
        _show(asked, readers, found)
        right = _lawful(house, asked, readers, found) and right
    return right


def _units(house: House, reader: DemoReader, question: str) -> dict[str, UnitBrief]:
    answer = house.answering.search(reader.reader, {"q": question, "size": "50"})
    return {hit["unit"]["code"]: hit["unit"] for hit in answer["hits"] if hit["unit"] is not None}


def _show(asked: Asked, readers: Sequence[DemoReader], found: Sequence[dict[str, UnitBrief]]) -> None:
    # The last reader, of the staff, sees every title.
    titles = {code: unit for units_found in found for code, unit in units_found.items()}
    terminal.say()
    terminal.say(f"问 question: {asked.question}")
    rows = [
        (code, unit["title"], unit["class_label"], *(_cell(units_found.get(code)) for units_found in found))
        for code, unit in sorted(titles.items())
    ]
    counts = ("", "单元数 units", "", *(str(len(units_found)) for units_found in found))
    terminal.table(
        (
            "档号\ncode",
            "题名\ntitle",
            "类型\nclass",
            *(reader.label.replace(" ", "\n") for reader in readers),
        ),
        [*rows, counts],
    )
    terminal.say(asked.zh)
    terminal.say(asked.en)


def _cell(unit: UnitBrief | None) -> str:
    if unit is None:
        return _NOTHING
    return _FACE if unit["apply"] is not None else _WHOLE


def _lawful(
    house: House, asked: Asked, readers: Sequence[DemoReader], found: Sequence[dict[str, UnitBrief]]
) -> bool:
    """Whether each answer holds what the law allows and nothing else, by the store and not by the index."""
    codes = sorted({code for units_found in found for code in units_found})
    with house.store.reading() as connection:
        held = [units.find(connection, UnitIdentity.read(code)) for code in codes]
        protected = protect(connection, [unit for unit in held if unit is not None])
    right = bool(found[-1])
    if not right:
        terminal.tell(demo_letters.nothing_found(readers[-1].label, asked.question))
    for reader, units_found in zip(readers, found, strict=True):
        for subject in protected.values():
            code = subject.unit.identity.written
            whole = may_view(reader.reader, subject, Part.DESCRIPTION)
            shown = units_found.get(code)
            allowed = whole or may_view(reader.reader, subject, Part.FACE)
            if shown is not None and (not allowed or (shown["apply"] is None and not whole)):
                terminal.tell(demo_letters.answers_wrong(reader.label, code, asked.question))
                right = False
            if shown is None and whole:
                terminal.tell(demo_letters.nothing_found(reader.label, asked.question))
                right = False
    return right
