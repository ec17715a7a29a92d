"""Counts of what is held and of what is searchable. No clock: the same text for an unchanged home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypedDict

from engines.port import PLACES
from holdings.store import census
from indexer.counts import expected_entries, searchable_entries
from indexer.writing import backlog
from sharing.classes import SharingClass
from sharing.store_tallies import tally_states

if TYPE_CHECKING:
    from lantai.wiring import House


class EntryCounts(TypedDict):
    """Entries of one index: by the store, and for a question."""

    expected: int
    searchable: int


class Status(TypedDict):
    """What `lantai status --json` prints.

    `classes` counts units by their class; `backlog` counts changes not yet applied; `staging` names packages
    whose intake was begun and not finished.
    """

    home: str
    archive: str
    units: int
    pages: int
    packages: int
    classes: dict[str, int]
    entries: dict[str, EntryCounts]
    generation: str
    backlog: int
    staging: list[str]


def status_of(house: House) -> Status:
    """The status of a home."""
    with house.store.reading() as connection:
        tallies = tally_states(connection)
        wanted = expected_entries(connection)
        packages, staging = census.packages_held(connection), census.staging(connection)
    generation = house.generations.current()
    found = searchable_entries(house.generations.view(generation)) if generation else {}
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
            str(place): EntryCounts(expected=wanted[place], searchable=found.get(place, 0))
            for place in PLACES
        },
        generation=generation,
        backlog=backlog(house.plant),
        staging=staging,
    )


def lines_of(status: Status) -> Iterator[str]:
    """The status as lines for a person."""
    yield f"馆藏 home {status['home']}" + (
        f"，档案馆 archive {status['archive']}" if status["archive"] else ""
    )
    yield f"单元 units {status['units']:,}，页 pages {status['pages']:,}，移交包 packages {status['packages']:,}"
    for known in SharingClass:
        yield f"  {known.zh} {known.word}: {status['classes'][known.word]:,}"
    yield f"索引 index {status['generation'] or '（还没有 none yet）'}，待写入的变更 backlog {status['backlog']:,}"
    for source in status["staging"]:
        yield (
            f"未完成的接收 unfinished intake: {source}；再次运行 lantai intake 即从停下处继续 "
            "run lantai intake on it again and it goes on"
        )
    differing = {
        place: counts
        for place, counts in status["entries"].items()
        if counts["expected"] != counts["searchable"]
    }
    for place, counts in differing.items():
        yield f"  {place}: 应有 expected {counts['expected']:,}，可检索 searchable {counts['searchable']:,}"
    if status["backlog"]:
        yield (
            "写入进程完成后即可检索；没有运行的，请启动 lantai serve。"
            "They are searchable once the index writer is done; if none runs, start lantai serve."
        )
    elif differing:
        yield "索引与馆藏不符，请运行 lantai reindex。The indices differ from the store: run lantai reindex."
    else:
        yield "每个单元都可检索，且只有一次。Every unit is searchable once."
