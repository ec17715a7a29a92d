"""A home with units of every class, themes and readers, and all the questions that are put to it."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Iterable
from pathlib import Path

from analyzers.chains import make_analyzer
from engines.port import Pinner
from holdings.identity import UnitIdentity
from holdings.objects import Objects
from holdings.store import homes, units
from holdings.themes import Placement, Section, Theme
from indexer.plant import Plant
from indexer.writing import drain
from search_api.answering import Answering
from search_api.problems import ProblemError
from sharing.access import ANONYMOUS, Reader, Role
from sharing.changes import change_class
from sharing.classes import SharingClass
from sharing.grants import NamedReader
from sharing.store import add_grant, add_reader
from sharing.themes import put_theme
from tests import homes as made

NOW = "2026-01-01T00:00:00+00:00"
CLASSES = ("无条件共享", "有条件共享", "暂不共享", "未审核")
SUBJECTS = ("码头", "铁路", "水灾", "学校")
PLACES = ("福州", "泉州", "厦门")


def code_of(at: int) -> str:
    """The code of the unit number `at`."""
    return f"J{1 + at % 2:03d}-001-{at:04d}"


def rows(count: int, first: int = 1) -> list[dict[str, str]]:
    """Rows of a catalogue, with texts of one to three pages."""
    told = []
    for at in range(first, first + count):
        subject, place = SUBJECTS[at % 4], PLACES[at % 3]
        pages = [
            f"{place}{subject}工程第{page}次会议，拨款{at * 7 + page}元，修复{SUBJECTS[(at + page) % 4]}。"
            for page in range(at % 3 + 1)
        ]
        told.append(
            {
                "档号": code_of(at),
                "题名": f"关于{place}{subject}的第{at}号报告",
                "责任者": f"{place}工务局",
                "日期": f"19{30 + at % 20}0{1 + at % 9}11" if at % 5 else "",
                "文号": f"工字〔19{30 + at % 20}〕{at}号",
                "共享类型": CLASSES[at // 2 % 4],
                "人名": ("陈嘉", "林森")[at % 2],
                "门类": ("WS", "KJ")[at % 2],
                "text": "\f".join(pages),
            }
        )
    return told


def asked_home(folder: Path, count: int = 48, store_url: str = "", objects: Objects | None = None) -> Plant:
    """A home of some units, one theme published and one drafted, a grantee and a member of staff."""
    plant = made.make_plant(folder / "home", store_url=store_url, objects=objects)
    made.take(plant, made.write_package(folder / "移交", rows(count)))
    with plant.store.writing() as connection:
        held = units.all_rows(connection, 0, 12)
        sections = (
            Section("a", "海港", tuple(Placement(row, f"说明{at}") for at, row in enumerate(held[:6]))),
            Section("b", "陆路", tuple(Placement(row) for row in held[6:])),
        )
        put_theme(connection, Theme("works", "工务专题", "福州工务之始末", True, sections))
        put_theme(connection, Theme("draft", "未成专题", "尚未发布", False, sections[:1]))
        add_reader(connection, NamedReader("grantee", Role.READER, "", False), "lt_grantee", NOW)
        add_reader(connection, NamedReader("staff", Role.STAFF, "", False), "lt_staff", NOW)
        add_grant(connection, "grantee", "J002-001", dt.date(2030, 1, 1), "研究", NOW)
    drain(plant)
    return plant


def answering(plant: Plant, pinner: Pinner | None = None) -> Answering:
    """What answers the questions to this home; asks `pinner` where one is given."""
    analyzer = make_analyzer(plant.segmenter)
    if pinner is None:
        with plant.store.reading() as connection:
            home = homes.fact(connection, "id")
        pinner = plant.generations.pinner(home, analyzer.fingerprint)
    return Answering(plant.store, pinner, analyzer, made.CLOCK)


def readers(answers: Answering) -> list[Reader]:
    """Nobody, somebody with a grant, a member of staff."""
    return [ANONYMOUS, answers.reader("lt_grantee"), answers.reader("lt_staff")]


#: By relevance an answer may change by a hair where deleted entries lingered; not so by code or date.
IN_ORDER = tuple(
    {"q": text, "scope": scope, "sort": sort, "size": "50", **more}
    for text, scope, (sort, more) in itertools.product(
        ("", "福州", "码头工程", "“修复铁路”", "題名:泉州", "没有的词语"),
        ("all", "catalogue", "fulltext", "themes"),
        (("code", {}), ("date", {"from": "1931", "to": "1946"})),
    )
)
BY_RELEVANCE = tuple(
    {"q": text, "scope": scope, "match": match, "size": "20"}
    for text, scope, match in itertools.product(
        ("福州码头", "水灾 学校 拨款"), ("all", "themes"), ("auto", "any")
    )
)
TYPED = ("福", "关于", "陳", "工字", "J0", "泉州")


def answers_of(
    answers: Answering, asked: Iterable[dict[str, str]], who: Iterable[Reader] | None = None
) -> dict[str, str]:
    """Each answer as it is sent, by what was asked; a problem by its status and kind."""
    told: dict[str, str] = {}

    def keep(name: str, call):
        try:
            told[name] = json.dumps(call(), ensure_ascii=False, sort_keys=True)
        except ProblemError as error:
            told[name] = f"{error.status} {error.kind}"

    for reader in readers(answers) if who is None else who:
        for parameters in asked:
            keep(f"{reader.name} search {parameters}", lambda: answers.search(reader, parameters))  # noqa: B023
        for typed in TYPED:
            keep(f"{reader.name} suggest {typed}", lambda: answers.suggest(reader, typed))  # noqa: B023
        keep(f"{reader.name} themes", lambda: answers.themes(reader))  # noqa: B023
    return told


def tighten(plant: Plant, code: str, to: SharingClass = SharingClass.WITHHELD) -> None:
    """Tighten the class of a unit; the indices have not followed when this returns."""
    with plant.store.writing() as connection:
        unit = units.find(connection, UnitIdentity("", code))
        assert unit is not None
        change_class(connection, unit, to, "试验", NOW)
