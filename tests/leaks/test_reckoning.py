"""What shapes an answer or its work is reckoned through the reader's own filter, or from what anyone may see.

Two homes are asked the same: one holds units that none of the readers may see, the other never did. The first has them
where a count would tell of them: pages read with doubts, the texts of open pages once more, the same codes in another
archive, crowds of units alike, words beyond the budgets of a question. Whole answers and their work are compared.
Then each reckoning is broken on purpose, and the comparison has to say so.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engines import at_once
from engines.query import EVERYTHING
from holdings.doubts import Doubt
from holdings.objects import FolderObjects
from holdings.store.outbox import Change
from index_templates.templates import Partition
from indexer import scribe
from indexer.plant import Plant
from lantai.measures.home import MeasuredUnit, MeasuringHome
from search_api import by_code, by_relevance, ranking, sight
from search_api.sight import Sight
from sharing.access import Reader, Role
from sharing.classes import SharingClass
from sharing.store_seen import numbers_in_order
from tests.leaks.asking import Home, search_path
from tests.leaks.recording import Recorded, recording
from tests.leaks.watching import WatchedHome

pytestmark = pytest.mark.xdist_group("reckoning")

_PIECES = ("堤岸", "修繕", "章程", "江口", "堤岸修繕", "修繕章程", "江口堤岸", "口堤", "岸修")
_BETWEEN = "查本署前奉令飭各縣遵辦並將情形具報在案茲據呈稱應准備案此令仰即知照"
#: A pair that no page was read to say, and that hidden pages may say; and words of hidden pages alone.
LIKELY, HIDDEN_WORD = "崖賄", "貔貅"
READERS = ("", "grantee", "granted what is not there", "supplier")


def _text(chance: random.Random) -> str:
    said = []
    for _ in range(chance.randint(2, 6)):
        start = chance.randrange(len(_BETWEEN))
        said.append(chance.choice(_PIECES) + _BETWEEN[start : start + chance.randint(0, 12)])
    return "".join(said)


def _open_units() -> list[MeasuredUnit]:
    chance = random.Random(3)
    told = [MeasuredUnit(f"N001-WS-{at:07d}", f"案卷{at}", (_text(chance),)) for at in range(1, 25)]
    # One page read with doubts, a crowd of units alike, and a unit of another archive.
    read = "福建肖政府堤岸密令"
    doubt = Doubt(read.index("肖"), 0.6, (("省", 0.3),))
    told.append(MeasuredUnit("N001-WS-0000030", "扫描件", (read,), doubts=((doubt,),)))
    told += [MeasuredUnit(f"N001-WS-{at:07d}", "同文", ("移交清冊一份",)) for at in range(40, 60)]
    told.append(MeasuredUnit("N001-WS-0000001", "外馆", ("江口堤岸章程",), archive="352002"))
    told += [
        MeasuredUnit("N001-WS-0000900", "有条件的件", ("江口堤岸秘密章程",), SharingClass.CONDITIONAL),
        MeasuredUnit("N002-WS-0000001", "供方的件", ("供方修繕章程",), SharingClass.WITHHELD),
    ]
    return told


def _hidden_units(units: list[MeasuredUnit]) -> list[MeasuredUnit]:
    chance = random.Random(4)
    again = [
        replace(unit, code=f"N003-WS-{at:07d}", sharing_class=SharingClass.WITHHELD, doubts=())
        for at, unit in enumerate(units)
        if unit.sharing_class is SharingClass.UNCONDITIONAL
    ]
    told = [unit for unit in again if not unit.archive]
    read = f"機密呈文堤崖密約存查{HIDDEN_WORD}"
    doubt = Doubt(read.index("密約"), 0.55, (("賄", 0.4),))
    for at in range(30):
        code, of_class = f"N001-WS-{500 + at:07d}", (SharingClass.WITHHELD, SharingClass.UNREVIEWED)[at % 2]
        said = f"{read}{_text(chance)}"
        told.append(MeasuredUnit(code, f"密件{HIDDEN_WORD}", (said,), of_class, doubts=((doubt,),)))
        # The same code in another archive, and codes before all that is open.
        told.append(MeasuredUnit(code, "外馆密件", (said,), of_class, archive="352002"))
        told.append(MeasuredUnit(f"A001-WS-{at:07d}", "密件", ("移交清冊一份",), SharingClass.WITHHELD))
    return told


def questions() -> list[str]:
    chance = random.Random(5)
    asked: list[dict[str, object]] = [
        {"q": f"{chance.choice(_PIECES)}{chance.choice(_PIECES)}{LIKELY}"} for _ in range(5)
    ]
    asked += [{"q": f"{chance.choice(_PIECES)} {LIKELY} {chance.choice(_PIECES)}"} for _ in range(4)]
    asked += [{"q": f"{word} {HIDDEN_WORD}", "tolerant": 0} for word in _PIECES[:4]]
    asked += [
        {"q": "移交清冊", "size": 3},
        {"q": "移交清冊", "size": 3, "scope": "fulltext"},
        {"q": "移交清冊 章程", "match": "any", "size": 4},
        {"q": " ".join(_PIECES), "match": "any"},
        {"q": "堤岸 修繕 章程 江口 知照", "match": "any"},
        {"q": "福建省政府"},
        {"q": "福建省政府 堤岸", "sort": "code"},
        {"q": f'"{HIDDEN_WORD}" 堤岸', "scope": "catalogue"},
        {"q": "堤岸", "sort": "date", "size": 5},
        {"q": "", "fonds": "N001"},
        {"q": "", "fonds": "352002:N001"},
    ]
    return [search_path(**each) for each in asked] + [
        "/api/v1/suggest?q=密件",
        "/api/v1/units/N001-WS-0000001",
    ]


@pytest.fixture(autouse=True)
def _small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits of a large archive at the size of a small one; and all in one thread, where work can be counted."""
    monkeypatch.setattr(at_once, "_threads", lambda: None)
    monkeypatch.setattr(sight, "MOST_TIED_UNITS", 6)
    monkeypatch.setattr(by_relevance, "_AGAIN", 5)
    monkeypatch.setattr(by_relevance, "MOST_UNITS", 12)
    monkeypatch.setattr(by_code, "_FEW", 4)
    monkeypatch.setattr(by_code, "_STEP", 4)
    monkeypatch.setattr(by_code, "_LONGEST_STEP", 8)
    monkeypatch.setattr(ranking, "_SMALL", 2)
    monkeypatch.setattr(scribe, "_SMALL", 4)


def _made(folder: Path, units: list[MeasuredUnit]) -> WatchedHome:
    folder.mkdir()
    home = MeasuringHome.at(folder, "rjieba")
    home.put(units)
    home.index()
    plant = Plant(
        store=home.store,
        objects=FolderObjects(folder / "objects"),
        generations=home.generations,
        index_folder=folder / "index",
        segmenter="rjieba",
        ocr="none",
        templates=(),
        workers=1,
    )
    watched = WatchedHome(plant)
    watched.home.add_reader("grantee")
    watched.home.grant("grantee", "N001-WS-0000900")
    watched.home.add_reader("granted what is not there")
    watched.home.grant("granted what is not there", "N009-WS-0000001")
    watched.home.add_reader("supplier", Role.SUPPLIER, "N002")
    return watched


Both = tuple[WatchedHome, WatchedHome]


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    """The home with units that none of the readers may see, and the one without."""
    units = _open_units()
    homes = _made(tmp_path / "with", [*units, *_hidden_units(units)]), _made(tmp_path / "without", units)
    yield homes
    for each in homes:
        each.home.close()


def differences(both: Both, names: tuple[str, ...] = READERS, *, works: bool = True) -> Iterator[str]:
    """What is answered otherwise, or where `works` takes other work, with hidden units than without."""
    hiding, plain = both
    for name in names:
        token = f"lt_token_of_{name}" if name else ""
        for path in questions():
            here, answer = hiding.work_for(path, token)
            there, other = plain.work_for(path, token)
            assert answer.status == other.status == 200, path
            if answer.body != other.body:
                yield f"{name}: {path}: answers differ"
            elif works and (difference := here.difference(there)):
                yield f"{name}: {path}: {difference}"


def test_nothing_that_a_reader_may_not_see_shapes_an_answer_or_its_work(both):
    assert list(differences(both)) == []
    hiding, _ = both
    # The limits that a count would have to pass are passed.
    notices = hiding.home.search(q="移交清冊", size=3)["notices"]
    assert "by-code" in [notice["code"] for notice in notices]
    assert hiding.home.search(q="福建省政府")["total"]["pages_tolerant"] == 1


def _everything_counted(self: Sight, terms: list[tuple[str, str]]) -> list[int]:
    return self.at(Partition.RESTRICTED).frequencies(terms)


def _words_of_all(looking: Sight, told):
    return ranking._of_both(told, looking.at(Partition.RESTRICTED).frequencies(ranking._in_both(told)))


def _runs_of_all(self: Sight, field, tokens, sign):
    asked = [(field, token) for token in tokens]
    counts = [self.at(part).frequencies(asked) for part in self.partitions]
    return frozenset(token for at, token in enumerate(tokens) if any(each[at] for each in counts))


def _all_that_is_restricted(looking: Sight, _open_size: int) -> int:
    return looking.at(Partition.RESTRICTED).count(EVERYTHING) if looking.access.tokens else 0


def _unfiltered(self: Sight, query, partition):
    return query


def _crowds_of_all(self: Sight, scorings, limit):
    best = _BEST_UNITS(self, scorings, limit)
    others = self.at(Partition.RESTRICTED).count(scorings.restricted)
    return replace(best, tied=True, edge=1.0) if others > 6 else best


def _all_in_order(connection, _reader, after, most):
    every = [Reader("all", Role.STAFF, ""), Reader("all", Role.STAFF, "352002")]
    told = [each for reader in every for each in numbers_in_order(connection, reader, after, most)]
    return sorted(set(told), key=lambda each: each[1])[:most]


_BEST_UNITS = Sight.best_units

#: Each reckoning as it would be without regard to who asks, and the readers who would notice.
BROKEN: dict[str, tuple[object, str, object, tuple[str, ...]]] = {
    "words and runs that others hold": (Sight, "restricted_counts", _everything_counted, READERS[1:]),
    "words that nothing holds": (ranking, "_seen", _words_of_all, READERS[1:]),
    "likely runs": (Sight, "kept", _runs_of_all, READERS[1:]),
    "how many entries there are": (ranking, "_restricted_seen", _all_that_is_restricted, READERS[1:]),
    "what is seen": (Sight, "seen", _unfiltered, READERS[1:]),
    "crowds of units alike": (Sight, "best_units", _crowds_of_all, READERS),
    "units in the order of codes": (by_code, "numbers_in_order", _all_in_order, READERS),
}


@pytest.mark.parametrize("what", BROKEN)
def test_the_comparison_notices_a_reckoning_without_the_readers_filter(both, monkeypatch, what):
    owner, name, broken, readers = BROKEN[what]
    monkeypatch.setattr(owner, name, broken)
    assert all(any(differences(both, (reader,))) for reader in readers)


def _queue(home: Home, *, hidden: bool) -> None:
    """Changes of what is open, with changes of what is hidden between them where there is any."""
    for at in range(10):
        home.correct(f"N001-WS-{at + 1:07d}", title=f"案卷{at}堤岸更正")
        if hidden:
            for more in range(3):
                home.correct(f"N001-WS-{500 + 3 * at + more:07d}", title=f"密件更正{at}")
    if hidden:
        home.classify("N001-WS-0000500", SharingClass.UNREVIEWED)
        home.withdraw("N001-WS-0000501")
    home.classify("N001-WS-0000003", SharingClass.CONDITIONAL)
    home.withdraw("N001-WS-0000004")


def written_to_open(both: Both, monkeypatch: pytest.MonkeyPatch) -> list[Recorded]:
    """What the writer does to the open indices of each home when it goes on after a queue of changes."""
    told = []
    for watched, hidden in zip(both, (True, False), strict=True):
        _queue(watched.home, hidden=hidden)
    # While the writer stands still. A reader with rights waits for the rows of all that is restricted.
    assert list(differences(both, ("",))) == []
    assert list(differences(both, READERS[1:], works=False)) == []
    for watched in both:
        with recording(monkeypatch, Partition.OPEN) as recorded:
            watched.home.follow()
        told.append(recorded)
    return told


def test_hidden_changes_in_a_long_queue_leave_no_trace_in_what_is_open(both, monkeypatch):
    one, other = written_to_open(both, monkeypatch)
    assert one == other
    assert one.count("commit") > 6
    assert list(differences(both)) == []


def test_the_comparison_notices_runs_that_count_hidden_changes(both, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Change, "concerns_open", property(lambda _: True))
        one, other = written_to_open(both, monkeypatch)
    assert one != other


def test_a_change_of_what_is_hidden_makes_no_question_look_again(both):
    hiding, _ = both
    path = search_path(q="堤岸")
    before, _ = hiding.work_for(path)
    hiding.home.correct("N001-WS-0000500", title="密件更正")
    after, _ = hiding.work_for(path, warm=False)
    assert after.difference(before) == ""
    hiding.home.correct("N001-WS-0000001", title="案卷更正")
    after, _ = hiding.work_for(path, warm=False)
    assert after.difference(before) != ""
