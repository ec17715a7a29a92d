"""An archive of some 170 units for questions: invented passages, and units written for a purpose.

What stands in it is known to the tests as `Held`, so that answers can be compared with the plain truth.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from analyzers.chains import Analyzer, make_analyzer
from holdings.identity import UnitIdentity
from holdings.store import homes, units
from holdings.themes import Placement, Section, Theme
from indexer.plant import Plant
from indexer.writing import drain
from search_api.answering import Answering
from search_api.originals import KeptOriginals
from sharing.access import Role
from sharing.grants import NamedReader, new_token
from sharing.store import add_grant, add_reader, end_reader
from sharing.themes import put_theme
from tests.homes import CLOCK, make_plant, take, write_package
from tests.material.texts import passages

PASSAGES = 140
_CATEGORIES = ("WS", "KJ", "ZP")
_BODIES = ("福建省政府", "省財政廳", "闽海关", "教育局")
_CLASSES = {
    "unconditional": "无条件共享",
    "conditional": "有条件共享",
    "withheld": "暂不共享",
    "unreviewed": "",
}

#: Units written for questions that ask for one thing: (code, row of the catalogue).
SPECIAL: tuple[dict[str, str], ...] = (
    {
        "档号": "J101-WS·2018-001",
        "题名": "关于推进数字档案共享的意见",
        "文号": "闽政〔2018〕5号",
        "日期": "20180312",
        "text": "各市、县人民政府：现将意见印发给你们。",
    },
    {
        "档号": "J101-WS·2018-002",
        "题名": "转发通知",
        "日期": "20180401",
        "text": "根据闽政（2018）5号文件精神，请遵照执行。",
    },
    {
        "档号": "J101-WS·2018-003",
        "题名": "再次转发",
        "日期": "20180402",
        "text": "閩政[2018]第5號文件已另行轉發。",
    },
    {
        "档号": "J101-WS·2018-004",
        "题名": "另一件",
        "文号": "闽政〔2018〕15号",
        "日期": "20180403",
        "text": "与前件无关。",
    },
    {"档号": "J102-1-0001-0001", "题名": "甲种报告", "text": "民國23年本省大旱，各縣歉收。"},
    {"档号": "J102-1-0001-0002", "题名": "乙种报告", "text": "一九三四年夏，霪雨成災。"},
    {"档号": "J102-1-0001-0003", "题名": "丙种报告", "text": "1934年度决算书。"},
    {"档号": "J102-1-0001-0004", "题名": "丁种报告", "text": "民国二十三年九月训令。"},
    {"档号": "J102-1-0001-0005", "题名": "戊种报告", "日期": "19340912", "text": "无年月可考。"},
    {"档号": "J102-1-0001-0006", "题名": "己种报告", "日期": "1933-1935", "text": "三年汇编。"},
    {"档号": "J102-1-0001-0007", "题名": "庚种报告", "日期": "19350101", "text": "民国二十四年元旦。"},
    {"档号": "J102-1-0001-0008", "题名": "辛种报告", "日期": "1911", "text": "二○一○年重抄；二〇一〇年校。"},
    {"档号": "J102-1-0001-0009", "题名": "壬种报告", "text": "光緒二十年十月，電稿一件。"},
    {
        "档号": "J103-WS-1",
        "题名": '<b>粗体</b> & "引号" 條例（試行）',
        "责任者": "<script>alert(1)</script>",
        "日期": "19500101-19551231",
        "text": "一段<em>强调</em>的文字 & 其他；条例（试行）全文见后。𠮷野家の名札、😀表情。",
    },
    {"档号": "J103-WS-2", "题名": "邻字", "日期": "19520506", "text": "甲乙，丙丁。\n戊己"},
    {
        "档号": "J103-WS-10",
        "题名": "长卷",
        "日期": "1953",
        "text": "\f".join(f"第{at}页：盐务局月报，附件{at}号。" for at in range(1, 13)),
    },
    {"档号": "J103-WS-11", "题名": "盐务局总目", "日期": "1954", "text": "本卷无正文。"},
)

#: A fonds over four levels: its classes stand in the fourth column.
_TREE = (
    ("J104", "全宗", "永泰縣檔案館舊藏", "unconditional"),
    ("J104-1", "类别", "民政", "unconditional"),
    ("J104-1-0001", "案卷", "賑災卷", "unconditional"),
    *((f"J104-1-0001-{at:04d}", "文件", f"呈文第{at}件", "withheld" if at in (3, 11) else "unconditional")
      for at in (*range(1, 13), 20)),
    ("J104-1-0001-0100", "文件", "附卷名冊", "conditional"),
    ("J104-2-0001-0001", "文件", "教育科文書", "unconditional"),
)  # fmt: skip


@dataclass(frozen=True, repr=False)
class Held:
    """A unit as it was handed over.

    Attributes:
        code: its code.
        elements: the catalogue's row.
        pages: the texts of its pages.
        sharing_class: the word of its class.
    """

    code: str
    elements: dict[str, str]
    pages: tuple[str, ...]
    sharing_class: str

    @property
    def fonds(self) -> str:
        """The fonds' code."""
        return self.code.split("-")[0]

    @cached_property
    def catalogue(self) -> str:
        """Its catalogue words as one text, as `indexer.entries` joins them."""
        told = self.elements
        names = ("题名", "责任者", "文号", "日期")
        return "\n\n".join(told[name] for name in names if told.get(name))

    @cached_property
    def face(self) -> str:
        """What anyone reads of it while it is conditional."""
        told = self.elements
        return "\n\n".join(told[name] for name in ("题名", "责任者", "日期") if told.get(name))


@dataclass(frozen=True, repr=False)
class Archive:
    """The archive with what answers its questions."""

    plant: Plant
    answering: Answering
    analyzer: Analyzer
    held: tuple[Held, ...]
    tokens: dict[str, str]

    def by_class(self, word: str) -> list[Held]:
        """Units of one class."""
        return [each for each in self.held if each.sharing_class == word]


def build(folder: Path) -> Archive:
    """The archive, taken in as a user does."""
    held = _held()
    plant = make_plant(folder / "home")
    rows = [{**each.elements, "共享类型": _CLASSES[each.sharing_class]} for each in held]
    columns = ("档号", "题名", "责任者", "日期", "文号", "门类", "著录层级", "共享类型")
    whole = [{name: row.get(name, "") for name in columns} for row in rows]
    for row, each in zip(whole, held, strict=True):
        if each.pages:
            row["text"] = "\f".join(each.pages)
    take(plant, write_package(folder / "package", whole))
    _themes(plant, held)
    drain(plant)
    with plant.store.reading() as connection:
        home = homes.fact(connection, "id")
    analyzer = make_analyzer("rjieba")
    answering = Answering(
        plant.store,
        plant.generations.pinner(home, analyzer.fingerprint),
        analyzer,
        CLOCK,
        originals=KeptOriginals(plant.objects),
    )
    return Archive(plant, answering, analyzer, held, _readers(plant))


def _held() -> tuple[Held, ...]:
    held = []
    for at, passage in enumerate(passages(PASSAGES)):
        text = " ".join(passage.text.split())
        cut = len(text) // (1 + at % 3)
        pages = tuple(text[start : start + cut].strip() for start in range(0, len(text), cut))
        sharing_class = "unconditional"
        if at % 7 == 3:
            sharing_class = ("conditional", "withheld", "unreviewed")[at // 7 % 3]
        year = 1920 + at * 7 % 70
        elements = {
            "档号": f"J{1 + at % 3:03d}-{1 + at % 2}-{1 + at // 30:04d}-{at:04d}",
            "题名": passage.title,
            "责任者": _BODIES[at % 4] if at % 5 else "",
            "日期": ("", f"{year}", f"{year}0512", f"{year}-{year + 2}")[at % 4],
            "门类": _CATEGORIES[at % 3] if at % 6 else "",
        }
        held.append(Held(elements["档号"], elements, tuple(page for page in pages if page), sharing_class))
    for row in SPECIAL:
        elements = {name: value for name, value in row.items() if name != "text"}
        held.append(Held(row["档号"], elements, tuple(row["text"].split("\f")), "unconditional"))
    for code, level, title, sharing_class in _TREE:
        elements = {"档号": code, "题名": title, "著录层级": level}
        held.append(Held(code, elements, (), sharing_class))
    return tuple(held)


def _themes(plant: Plant, held: tuple[Held, ...]) -> None:
    with plant.store.writing() as connection:
        rows = {
            each.code: unit.row
            for each in held
            if (unit := units.find(connection, UnitIdentity("", each.code))) is not None
        }
        opened = [each.code for each in held if each.sharing_class == "unconditional"]
        closed = [each.code for each in held if each.sharing_class == "withheld"]
        faces = [each.code for each in held if each.sharing_class == "conditional"]
        put_theme(
            connection,
            Theme(
                "drought",
                "旱災與賑濟",
                "民国年间的旱灾。",
                True,
                (
                    Section(
                        "reports",
                        "各縣報告",
                        tuple(
                            Placement(rows[code], "策展人按语：仓廪" if at == 0 else "")
                            for at, code in enumerate(
                                (
                                    *[code for code in opened if code.startswith("J102")][:5],
                                    closed[0],
                                    faces[0],
                                )
                            )
                        ),
                    ),
                    Section("hidden", "不得见之节", (Placement(rows[closed[1]], "不得见之语"),)),
                ),
            ),
        )
        put_theme(
            connection,
            Theme(
                "salt",
                "盐务",
                "盐务局的档案。",
                True,
                (
                    Section(
                        "one",
                        "月报",
                        (Placement(rows["J103-WS-10"], "月报全卷"), Placement(rows["J103-WS-11"])),
                    ),
                    Section("two", "旱灾见闻", (Placement(rows["J102-1-0001-0001"], "旱灾最早一件"),)),
                ),
            ),
        )
        put_theme(
            connection,
            Theme(
                "draft",
                "草稿专题",
                "未发布之言。",
                False,
                (Section("one", "草稿之节", (Placement(rows[opened[0]]),)),),
            ),
        )


def _readers(plant: Plant) -> dict[str, str]:
    tokens = {name: new_token() for name in ("staff", "supplier", "grantee", "ended")}
    roles = {"staff": Role.STAFF, "supplier": Role.SUPPLIER, "grantee": Role.READER, "ended": Role.STAFF}
    with plant.store.writing() as connection:
        for name, token in tokens.items():
            scope = "J001" if name == "supplier" else ""
            add_reader(connection, NamedReader(name, roles[name], scope, False), token, "2026-01-01T00:00:00")
        add_grant(connection, "grantee", "J001-1", dt.date(2027, 1, 1), "研究", "2026-01-01T00:00:00")
        add_grant(connection, "grantee", "J002", dt.date(2027, 1, 1), "研究", "2026-01-01T00:00:00")
        end_reader(connection, "ended", "2026-01-01T00:00:00")
    return tokens
