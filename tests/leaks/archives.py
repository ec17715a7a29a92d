"""Invented archives for proofs of silence: what is open, what has conditions, what must leave no trace.

Every class has words that stand nowhere else (`MARKERS`), so that one of them in an answer tells where it came from;
and all classes share the everyday words, so that hidden texts would move the order of open ones if they were counted.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from holdings.identity import UnitIdentity
from holdings.store import homes, units
from holdings.themes import Placement, Section, Theme
from indexer.plant import Plant
from indexer.writing import drain
from sharing.themes import put_theme
from tests.homes import make_plant, take, write_package

OPEN, CONDITIONAL, WITHHELD, UNREVIEWED = "无条件共享", "有条件共享", "暂不共享", "未审核"
HIDDEN = (WITHHELD, UNREVIEWED)

#: Words that stand in one kind of place only.
MARKERS = {
    "hidden title": "鼷鼠暗渠",
    "hidden text": "貔貅密约",
    "hidden abstract": "魍魉摘录",
    "hidden name": "卞隐之",
    "hidden descriptor": "讳词甲",
    "hidden responsible": "缄默科",
    "hidden supplier": "匿名供应司",
    "hidden creator": "匿名立档处",
    "hidden number": "匿函〔1951〕7号",
    "hidden note": "箴言暗注",
    "hidden section": "幽篁小节",
    "hidden theme": "黯淡专题",
    "hidden category": "HX",
    "hidden other cell": "魑魅附记",
    "conditional title": "狴犴本名",
    "conditional text": "蘧庐内文",
    "conditional abstract": "饕餮提要",
    "conditional name": "闵藏之",
    "conditional descriptor": "讳词乙",
    "conditional number": "秘函〔1950〕9号",
    "conditional note": "箧中评注",
    "conditional other cell": "螭吻附记",
}

_SENTENCES = (
    "本县堤岸年久失修，请拨款修缮。",
    "本縣堤岸年久失修，請撥款修繕。",
    "关于救济水灾难民的报告。",
    "關於救濟水災難民的報告。",
    "民国二十三年五月十二日，省政府令各县查报仓储。",
    "查該廠職工福利基金，業經核准備案。",
    "会议讨论了学校经费与教员薪金问题。",
    "河工局派员勘验闸门，限期完工。",
    "兹委任林志清为测量队队长。",
    "档案移交清册一份，共三十七件。",
    "糧食統購統銷的指示，應即遵照執行。",
    "闽政〔2018〕5号文件精神已经传达。",
    "公路桥梁工程验收合格，准予通车。",
    "The harbour office reports on the tide of 1934.",
)
#: Everyday words, in the texts of every class.
WORDS = (
    "堤岸 修缮 修繕 堤 岸 报告 報告 水灾 水災 救济难民 民国二十三年 1934 省政府 仓储 職工福利 职工 "
    "学校经费 教员 河工局 闸门 林志清 移交清册 "
    "糧食 粮食统购 闽政〔2018〕5号 公路桥梁 通车 harbour tide 关于 的 查 清册 档案 经费 薪金"
).split()


@dataclass(frozen=True)
class Piece:
    """A row of a catalogue with its text.

    Attributes:
        code: 档号.
        sharing: 共享类型.
        own: a word that stands in this unit's text alone.
        row: the further columns.
    """

    code: str
    sharing: str
    own: str = ""
    row: Mapping[str, str] = field(default_factory=dict)

    @property
    def hidden(self) -> bool:
        """Whether nobody without a role may know of it."""
        return self.sharing in HIDDEN

    @property
    def archive(self) -> str:
        """档案馆代码; empty for the home's own."""
        return self.row.get("档案馆代码", "")

    @property
    def written(self) -> str:
        """Its identity, as URLs write it."""
        return UnitIdentity(self.archive, self.code).written


@dataclass(frozen=True)
class Holdings:
    """What an archive holds: packages in the order of their intake, and themes by id."""

    packages: tuple[tuple[Piece, ...], ...]
    themes: tuple[tuple[str, str, str, tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]], ...]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All units."""
        return tuple(piece for package in self.packages for piece in package)

    def without_hidden(self) -> Holdings:
        """The archive that never held anything withheld or unreviewed."""
        return self.only(lambda piece: not piece.hidden)

    def only(self, keeps: Callable[[Piece], bool]) -> Holdings:
        """The archive that never held any other units than these."""
        gone = {piece.written for piece in self.pieces if not keeps(piece)}
        packages = tuple(tuple(piece for piece in package if keeps(piece)) for package in self.packages)
        kept = []
        for slug, title, introduction, sections in self.themes:
            shown = [
                (section, name, tuple(place for place in places if place[0] not in gone))
                for section, name, places in sections
            ]
            shown = [section for section in shown if section[2]]
            if shown:
                kept.append((slug, title, introduction, tuple(shown)))
        return Holdings(tuple(package for package in packages if package), tuple(kept))

    def with_other_secrets(self, of: Callable[[Piece], bool] = lambda piece: True) -> Holdings:
        """The same faces, with other words behind them: no answer to a reader without rights may differ.

        Args:
            of: of which conditional units the secrets are other ones.
        """
        packages = tuple(
            tuple(
                replace(piece, row=_other_secrets(piece.row))
                if piece.sharing == CONDITIONAL and of(piece)
                else piece
                for piece in package
            )
            for package in self.packages
        )
        closed = {piece.written for piece in self.pieces if piece.sharing == CONDITIONAL and of(piece)}
        told = tuple(
            (
                slug,
                title,
                introduction,
                tuple(
                    (
                        section,
                        name,
                        tuple((code, "勘验" if code in closed else note) for code, note in places),
                    )
                    for section, name, places in sections
                ),
            )
            for slug, title, introduction, sections in self.themes
        )
        return Holdings(packages, told)


def _other_secrets(row: Mapping[str, str]) -> dict[str, str]:
    secrets = {
        "题名": "另一个本名",
        "摘要": "另一篇提要",
        "人名": "另一人",
        "主题词": "另词",
        "文号": "另函〔1949〕1号",
        "备注": "另一条附记",
    }
    if "text" in row:
        secrets["text"] = "另一篇内文" * 7
    return {**row, **secrets}


def _han(number: int) -> str:
    # Two characters that no sentence above uses, different for every number.
    return chr(0x9F00 + number % 60) + chr(0x9E40 + number // 60) + chr(0x9F00 + (number * 7) % 60)


class _Writing:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._count = 0

    def piece(self, code: str, sharing: str, level: str, pages: int = 0, **more: str) -> Piece:
        self._count += 1
        chance, own = self._random, _han(self._count)
        if sharing in HIDDEN:
            row = {
                "题名": f"{chance.choice(WORDS)}{MARKERS['hidden title']}{chance.choice(WORDS)}",
                "摘要": f"{MARKERS['hidden abstract']}，{chance.choice(_SENTENCES)}",
                "人名": f"{MARKERS['hidden name']};林志清",
                "主题词": MARKERS["hidden descriptor"],
                "责任者": chance.choice((MARKERS["hidden responsible"], "河工局")),
                "文号": MARKERS["hidden number"],
                "备注": MARKERS["hidden other cell"],
            }
            inside = MARKERS["hidden text"]
        elif sharing == CONDITIONAL:
            row = {
                "题名": f"{chance.choice(WORDS)}案{MARKERS['conditional title']}修缮堤岸报告",
                "公开题名": f"{chance.choice(WORDS)}案（{code}）",
                "摘要": f"{MARKERS['conditional abstract']}，堤岸修缮报告，{chance.choice(_SENTENCES)}",
                "人名": MARKERS["conditional name"],
                "主题词": MARKERS["conditional descriptor"],
                "责任者": chance.choice(("河工局", "省政府")),
                "文号": MARKERS["conditional number"],
                "备注": MARKERS["conditional other cell"],
            }
            inside = MARKERS["conditional text"]
        else:
            row = {
                "题名": f"{chance.choice(_SENTENCES)[:-1]}{chance.choice(WORDS)}",
                "摘要": chance.choice(("", *_SENTENCES)),
                "人名": chance.choice(("", "林志清")),
                "主题词": chance.choice(("", "水利", "教育")),
                "责任者": chance.choice(("河工局", "省政府", "教育廳")),
                "文号": chance.choice(("", "闽政〔2018〕5号", "建字第31号")),
            }
            inside = ""
        texts = []
        for number in range(pages):
            said = "".join(chance.choice(_SENTENCES) for _ in range(chance.randint(1, 5)))
            texts.append(f"{said}{own}{inside}第{number + 1}页")
        row |= {
            "著录层级": level,
            "日期": chance.choice(("", "1934", "19340512", "民国二十三年", "1951-1953", "[1960]")),
            "门类": chance.choice(("WS", "KJ")),
            **more,
        }
        if texts:
            row["text"] = "\f".join(texts)
        return Piece(code, sharing, own if texts else "", row)


def holdings(seed: int = 5, size: int = 10) -> Holdings:
    """An archive with hidden units everywhere between the others.

    J101 is open with a withheld series, J102 has conditions, J103 is withheld whole, J104 has never been described.
    """
    write = _Writing(seed)
    hidden_extras = {"门类": MARKERS["hidden category"], "立档单位": MARKERS["hidden creator"]}
    first: list[Piece] = []
    second: list[Piece] = []
    first += [
        write.piece("J101", OPEN, "全宗"),
        write.piece("J101-A", OPEN, "类别"),
        write.piece("J101-B", WITHHELD, "类别"),
        write.piece("J102", CONDITIONAL, "全宗"),
        write.piece("J102-A", UNREVIEWED, "类别"),
        write.piece("J103", WITHHELD, "全宗", 0, **hidden_extras),
    ]
    for at in range(size):
        pages = 1 + at % 3
        first += [
            write.piece(f"J101-A-{2 * at:03d}", OPEN, "案卷", pages),
            write.piece(
                f"J101-A-{2 * at + 1:03d}", HIDDEN[at % 2], "案卷", pages, **(hidden_extras if at % 3 else {})
            ),
            write.piece(f"J102-A-{2 * at:03d}", CONDITIONAL, "案卷", pages),
            write.piece(f"J103-{at:03d}", HIDDEN[at % 2], "文件", pages + 1, **hidden_extras),
        ]
        second += [
            # Open items below a withheld series, and between withheld neighbours.
            write.piece(f"J101-B-{at:03d}", OPEN, "文件", pages),
            write.piece(f"J101-B-{at:03d}A", WITHHELD, "文件", pages),
            write.piece(f"J102-B-{at:03d}", CONDITIONAL if at % 2 else OPEN, "文件", 1),
            write.piece(f"J102-C-{at:03d}", UNREVIEWED, "文件", 1),
            write.piece(f"J104-1-{at:03d}", (OPEN, WITHHELD, CONDITIONAL)[at % 3], "文件", 1),
        ]
    second += [
        write.piece("J101-A-001", OPEN, "文件", 1, 档案馆代码="352002"),
        write.piece("J101-A-002", WITHHELD, "文件", 1, 档案馆代码="352002"),
    ]
    # So many pages on conditions that whoever may read them sees more restricted pages than open ones.
    second += [
        write.piece("J107-001", CONDITIONAL, "案卷", 150),
        write.piece("J107-002", WITHHELD, "案卷", 150),
    ]
    hidden_only = [write.piece(f"J105-{at:03d}", WITHHELD, "文件", 2, **hidden_extras) for at in range(3)]
    told = (
        (
            "dikes",
            "堤岸与水灾",
            "介绍堤岸修缮的专题。",
            (
                (
                    "works",
                    "修缮工程",
                    (
                        ("J101-A-000", "河工局的注语"),
                        ("J101-A-001", MARKERS["hidden note"]),
                        ("J102-A-000", MARKERS["conditional note"]),
                        ("J101-B-001", "勘验注语"),
                    ),
                ),
                (
                    "secret",
                    MARKERS["hidden section"],
                    (("J103-000", MARKERS["hidden note"]), ("J103", "总注")),
                ),
                ("relief", "救济难民", (("J101-B-002", ""), ("J103-001", MARKERS["hidden note"]))),
            ),
        ),
        (
            "gloom",
            MARKERS["hidden theme"],
            f"{MARKERS['hidden theme']}的介绍。",
            (("all", MARKERS["hidden section"], (("J103-002", MARKERS["hidden note"]), ("J101-A-003", ""))),),
        ),
        (
            "schools",
            "学校经费",
            "学校与教员。",
            (
                (
                    "papers",
                    "文件选",
                    (("J102-A-002", MARKERS["conditional note"]), ("J101-A-005", MARKERS["hidden note"])),
                ),
                ("more", "续编", (("J102-A-004", ""), ("J101-A-002", "教员薪金注语"))),
            ),
        ),
    )
    return Holdings((tuple(first), tuple(hidden_only), tuple(second)), told)


def make_archive(folder: Path, held: Holdings) -> Plant:
    """A home that holds this, all of it findable."""
    plant = make_plant(folder / "home")
    with plant.store.writing() as connection:
        homes.set_fact(connection, "archive", "352001")
    for number, package in enumerate(held.packages):
        rows, files = [], {}
        for piece in package:
            row = {"档号": piece.code, "共享类型": piece.sharing, **piece.row}
            if "text" in row:
                # Named by the code, not by the row: a row's number would tell how many others there are.
                row["文件"] = f"{row.get('档案馆代码', '')}{piece.code}.txt"
                files[row["文件"]] = row.pop("text")
            rows.append(row)
        take(plant, write_package(folder / f"移交{number}", rows, files))
    for slug, title, introduction, sections in held.themes:
        with plant.store.writing() as connection:
            put_theme(connection, theme_of(connection, slug, title, introduction, sections))
    drain(plant)
    return plant


def theme_of(connection, slug, title, introduction, sections) -> Theme:
    """A published theme from codes and notes."""
    return Theme(
        slug,
        title,
        introduction,
        True,
        tuple(
            Section(section, name, tuple(_placements(connection, places)))
            for section, name, places in sections
        ),
    )


def _placements(connection, places) -> Iterator[Placement]:
    for code, note in places:
        unit = units.find(connection, UnitIdentity.read(code))
        assert unit is not None, code
        yield Placement(unit.row, note)
