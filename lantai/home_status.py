"""Counts of what is held and of what is searchable. No clock: the same text for an unchanged home."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypedDict

from engines.letters import IndexDamaged, IndexInTheMaking, NoIndex, OtherAnalyzer
from engines.port import PLACES, Place, manifest_now
from holdings.store import census, jobs, objects
from holdings.store.jobs import JobState, Step
from holdings.store.objects import ObjectState
from indexer.counts import expected_entries, searchable_entries
from indexer.findable import backlog
from lantai import check_letters, letters
from sharing.classes import SharingClass
from sharing.store_tallies import tally_states

if TYPE_CHECKING:
    from lantai.wiring import House


class EntryCounts(TypedDict):
    """Entries of one index: by the store, and for a question; null where the index cannot be asked."""

    expected: int
    searchable: int | None


class PackageProgress(TypedDict):
    """How far a package is whose intake is not finished: digital objects, and the jobs that are handed out.

    `done` counts objects of which nothing more is to be read, failed ones included; `failed` those without text.
    """

    source: str
    total: int
    done: int
    failed: int
    left: int
    jobs: int


class Status(TypedDict):
    """What `lantai status --json` prints.

    `classes` counts units by their class; `backlog` counts changes not yet applied; `staging` names packages
    whose intake was begun and not finished, and `progress` says how far each is; `queue` is where work is done, and
    `jobs` counts what was handed out, by step. `index` says in what state the index is that answers, and `unfinished`
    names what rebuilds have begun and not finished.
    """

    home: str
    archive: str
    units: int
    pages: int
    packages: int
    classes: dict[str, int]
    entries: dict[str, EntryCounts]
    generation: str
    index: IndexState
    unfinished: list[str]
    backlog: int | None
    staging: list[str]
    progress: list[PackageProgress]
    queue: str
    jobs: dict[str, int]


class IndexState(StrEnum):
    """What can be asked of the indices."""

    WHOLE = "whole"
    NONE = "none"
    IN_THE_MAKING = "in the making"
    OTHER_RULES = "other rules"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class _Index:
    """The indices as a status tells them: what answers, in what state, how many entries there are and changes wait."""

    generation: str
    state: IndexState
    unfinished: list[str]
    found: dict[Place, int] = field(default_factory=dict)
    backlog: int | None = None


def _index_of(house: House) -> _Index:
    generations = house.generations
    name = generations.current()
    left = [kept for kept in generations.kept() if generations.unfinished(kept)]
    unfinished = sorted([*generations.remnants(), *left])
    waiting: int | None = None
    with contextlib.suppress(IndexDamaged):
        waiting = backlog(house.plant)
    if not name:
        state = IndexState.IN_THE_MAKING if left else IndexState.NONE
        if not left and generations.damage():
            state = IndexState.DAMAGED
        return _Index(name, state, unfinished, backlog=waiting)
    try:
        made = generations.manifest(name)
        if made != manifest_now(house.home_id, house.analyzer.fingerprint, made.base):
            return _Index(name, IndexState.OTHER_RULES, unfinished, backlog=waiting)
        found = searchable_entries(generations.view(name))
    except (IndexDamaged, OtherAnalyzer):
        return _Index(name, IndexState.DAMAGED, unfinished, backlog=waiting)
    return _Index(name, IndexState.WHOLE, unfinished, found, waiting)


def status_of(house: House) -> Status:
    """The status of a home."""
    with house.store.reading() as connection:
        tallies = tally_states(connection)
        wanted = expected_entries(connection)
        packages, begun = census.packages_held(connection), census.begun(connection)
        handed_out = jobs.tally(connection)
        progress = [
            _progress(source, objects.tally(connection, row), row, handed_out) for row, source in begun
        ]
    index = _index_of(house)
    return Status(
        home=house.home_id,
        archive=house.archive,
        units=sum(tally.units for tally in tallies),
        pages=sum(tally.pages for tally in tallies),
        packages=packages,
        classes={
            known.word: sum(tally.units for tally in tallies if tally.sharing_class is known)
            for known in SharingClass
        },
        entries={
            str(place): EntryCounts(expected=wanted[place], searchable=index.found.get(place))
            for place in PLACES
        },
        generation=index.generation,
        index=index.state,
        unfinished=index.unfinished,
        backlog=index.backlog,
        staging=[source for _, source in begun],
        progress=progress,
        queue=house.queue.name,
        jobs={
            step.value: count
            for step in Step
            if (count := sum(each for (_, one, _), each in handed_out.items() if one is step))
        },
    )


def _progress(
    source: str,
    counts: dict[ObjectState, int],
    package: int,
    handed_out: dict[tuple[int, Step, JobState], int],
) -> PackageProgress:
    total, left = sum(counts.values()), counts.get(ObjectState.WAITING, 0)
    return PackageProgress(
        source=source,
        total=total,
        done=total - left,
        failed=counts.get(ObjectState.UNREAD, 0),
        left=left,
        jobs=sum(count for (of_package, _, _), count in handed_out.items() if of_package == package),
    )


def lines_of(status: Status) -> Iterator[str]:
    """The status as lines for a person."""
    yield f"馆藏 home {status['home']}" + (
        f"，档案馆 archive {status['archive']}" if status["archive"] else ""
    )
    yield f"单元 units {status['units']:,}，页 pages {status['pages']:,}，移交包 packages {status['packages']:,}"
    for known in SharingClass:
        yield f"  {known.zh} {known.word}: {status['classes'][known.word]:,}"
    waiting = "不明 unknown" if status["backlog"] is None else f"{status['backlog']:,}"
    yield f"索引 index {status['generation'] or '（还没有 none yet）'}，待写入的变更 backlog {waiting}"
    if status["unfinished"]:
        yield str(check_letters.remnants(status["unfinished"]))
    for one in status["progress"]:
        yield (
            f"未完成的接收 unfinished intake: {one['source']}；文件 objects {one['done']:,}/{one['total']:,}，"
            f"缺文字 failed {one['failed']:,}，剩余 left {one['left']:,}，已分派的任务 jobs {one['jobs']:,}；"
            "若没有在进行，再次运行 lantai intake 即从停下处继续 "
            "if it is not under way, run lantai intake on it again and it goes on"
        )
    if status["jobs"]:
        told = "，".join(f"{step} {count:,}" for step, count in status["jobs"].items())
        yield f"任务 jobs handed out ({status['queue']}): {told}"
    if not status["packages"] and not status["progress"] and not status["backlog"]:
        yield str(letters.nothing_taken_in())
        return
    letter = _NOT_ASKED.get(status["index"])
    if letter is not None and (status["units"] or status["index"] is not IndexState.NONE):
        yield str(letter)
        return
    differing = {
        place: counts
        for place, counts in status["entries"].items()
        if counts["expected"] != (counts["searchable"] or 0)
    }
    for place, counts in differing.items():
        yield f"  {place}: 应有 expected {counts['expected']:,}，可检索 searchable {counts['searchable'] or 0:,}"
    if status["backlog"]:
        yield (
            "写入进程完成后即可检索；没有运行的，请启动 lantai serve。"
            "They are searchable once the index writer is done; if none runs, start lantai serve."
        )
    elif differing:
        yield "索引与馆藏不符，请运行 lantai reindex。The indices differ from the store: run lantai reindex."
    else:
        yield "每个单元都可检索，且只有一次。Every unit is searchable once."


#: What is said where the index is not asked.
_NOT_ASKED = {
    IndexState.NONE: NoIndex().letter,
    IndexState.IN_THE_MAKING: IndexInTheMaking().letter,
    IndexState.OTHER_RULES: OtherAnalyzer().letter,
    IndexState.DAMAGED: IndexDamaged("", "").letter,
}
