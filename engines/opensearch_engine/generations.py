"""Generations of the indices in a cluster: their manifests, which one answers, pinning it for questions.

A generation is six physical indices and a control index. One answers through seven aliases, which are swapped
in one step, so a reader sees one generation or the other.
"""

from __future__ import annotations

import contextlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from engines.at_once import Later, begun
from engines.letters import IndexDamaged, IndexInTheMaking, NoIndex, OtherAnalyzer
from engines.opensearch_engine.address import Shape
from engines.opensearch_engine.away import LOOK, Away
from engines.opensearch_engine.cluster import Cluster, ClusterError
from engines.opensearch_engine.control import (
    CONTROL_MAPPING,
    Progress,
    manifest_kept,
    manifest_of,
    read_all,
)
from engines.opensearch_engine.names import Names
from engines.opensearch_engine.points import Live, Point, Points
from engines.opensearch_engine.schema import mapping_of, settings_of
from engines.opensearch_engine.snapshot import OpenSearchSnapshot
from engines.opensearch_engine.writer import OpenSearchWriter
from engines.port import PLACES, Applied, Manifest, Place, least, manifest_now
from holdings.letters import LantaiError
from index_templates.templates import TEMPLATES, Partition

#: Seconds that making and dropping indices may take: the cluster may be busy with others.
_PATIENCE = 120.0
#: Readers that have a dropped generation pinned are done after so many seconds.
_GRACE = 60.0
#: In what a control index says of its generation: it never answered a question.
_UNFINISHED = "unfinished"


class OpenSearchGenerations:
    """The generations of a home's indices; see `engines.port.Generations`.

    Args:
        cluster: where they lie.
        home: id of the home, part of all names.
        shape: of generations that are made.
    """

    def __init__(self, cluster: Cluster, home: str, shape: Shape) -> None:
        self._cluster = cluster
        self._names = Names.of(home)
        self._shape = shape
        self._points = Points(cluster)

    def current(self) -> str:
        """See `engines.port.Generations.current`."""
        told = self._cluster.ask("GET", f"/_alias/{self._names.current}", absent=(404,))
        found = [name for name, each in told.items() if isinstance(each, dict) and "aliases" in each]
        return self._names.generation(found[0]) if found else ""

    def kept(self) -> list[str]:
        """See `engines.port.Generations.kept`."""
        return sorted(self._manifests(self._names.controls))

    def manifest(self, name: str) -> Manifest:
        """See `engines.port.Generations.manifest`."""
        try:
            return self._manifests(self._names.control(name))[name]
        except KeyError:
            raise IndexDamaged(self._names.control(name), "not there") from None

    def applied(self, name: str) -> Applied:
        """See `engines.port.Generations.applied`."""
        _, progress = read_all(self._cluster, self._names.control(name))
        return least(progress.get(place, Progress()).applied for place in PLACES)

    def unfinished(self, name: str) -> bool:
        """See `engines.port.Generations.unfinished`."""
        if name == self.current():
            return False
        control = self._names.control(name)
        kept = self._metas(control).get(name, {})
        if _UNFINISHED in kept:
            return bool(kept[_UNFINISHED])
        # Earlier versions made no mark, and said how far it must come before it answers.
        return bool(kept) and self.applied(name).number < manifest_of(kept["manifest"]).base

    def damage(self) -> list[IndexDamaged]:
        """See `engines.port.Generations.damage`."""
        name = self.current()
        if name:
            return self.damage_of(name)
        if any(not self.unfinished(kept) for kept in self.kept()):
            return [IndexDamaged(self._names.current, "no alias of this name")]
        return []

    def damage_of(self, name: str) -> list[IndexDamaged]:
        """See `engines.port.Generations.damage_of`: which indices are not there, or not whole."""
        told = self._cluster.ask(
            "GET", f"/_cluster/health/{self._names.stem}-{name}-*", absent=(404,), level="indices"
        )
        there = told.get("indices", {})
        faults = []
        for index in self._names.all_of(name):
            if index not in there:
                faults.append(IndexDamaged(index, "not there"))
            elif there[index].get("status") == "red":
                faults.append(IndexDamaged(index, "a shard is not there (red)"))
        return faults

    def remnants(self) -> list[str]:
        """See `engines.port.Generations.remnants`; those that were dropped go by themselves a minute after."""
        return sorted({self._names.generation(index) for index in self._left()})

    def sweep(self) -> None:
        """See `engines.port.Generations.sweep`."""
        self._sweep()

    def why_none(self) -> LantaiError:
        """Why no generation answers."""
        if any(self.unfinished(name) for name in self.kept()):
            return IndexInTheMaking()
        return NoIndex()

    def make(self, manifest: Manifest) -> str:
        """See `engines.port.Generations.make`."""
        self._sweep()
        name = f"g{self._next():06d}"

        def make_one(place: Place) -> None:
            body = {
                "settings": settings_of(self._shape.shards, self._shape.replicas),
                "mappings": mapping_of(TEMPLATES[place.index]),
            }
            # All are waited for at once, below.
            path = f"/{self._names.index(name, place)}"
            self._cluster.ask("PUT", path, body, seconds=_PATIENCE, wait_for_active_shards="0")

        with ThreadPoolExecutor(len(PLACES)) as hands:
            list(hands.map(make_one, PLACES))
        # The manifest comes last: a generation that has one is whole.
        control = {
            "settings": {"index": {"number_of_shards": 1, "number_of_replicas": self._shape.replicas}},
            "mappings": {
                **CONTROL_MAPPING,
                "_meta": {"manifest": manifest_kept(manifest), _UNFINISHED: True},
            },
        }
        self._cluster.ask("PUT", f"/{self._names.control(name)}", control, seconds=_PATIENCE)
        self._cluster.ask(
            "GET",
            f"/_cluster/health/{self._names.stem}-{name}-*",
            seconds=_PATIENCE,
            wait_for_status="yellow",
            timeout=f"{_PATIENCE:.0f}s",
        )
        return name

    def make_current(self, name: str) -> None:
        """See `engines.port.Generations.make_current`."""
        actions = []
        for index in self._names.all_of(name):
            alias = self._names.alias(index)
            others = f"{self._names.stem}-g*-{alias.removeprefix(self._names.stem + '-')}"
            actions.append({"remove": {"index": others, "alias": alias, "must_exist": False}})
            actions.append({"add": {"index": index, "alias": alias}})
        self._cluster.ask("POST", "/_aliases", {"actions": actions}, seconds=_PATIENCE)
        control = self._names.control(name)
        kept = self._metas(control).get(name, {})
        if kept.get(_UNFINISHED):
            body = {**CONTROL_MAPPING, "_meta": {**kept, _UNFINISHED: False}}
            self._cluster.ask("PUT", f"/{control}/_mapping", body, seconds=_PATIENCE)

    def drop(self, name: str) -> None:
        """See `engines.port.Generations.drop`."""
        # Without its control index a generation is not there for anybody; its indices go when readers are done.
        self._cluster.ask("DELETE", f"/{self._names.control(name)}", absent=(404,), seconds=_PATIENCE)
        sweeping = threading.Timer(_GRACE + 1, self._sweep_later)
        sweeping.daemon = True
        sweeping.start()

    def writer(self, name: str) -> OpenSearchWriter:
        """See `engines.port.Generations.writer`."""
        return OpenSearchWriter(self._cluster, self._names, name)

    def view(self, name: str) -> OpenSearchView:
        """See `engines.port.Generations.view`."""
        _, progress = read_all(self._cluster, self._names.control(name))
        return OpenSearchView(
            name,
            {
                place: OpenSearchSnapshot(
                    Live(self._cluster, self._names.index(name, place)),
                    progress.get(place, Progress()).applied,
                )
                for place in PLACES
            },
        )

    def pinner(self, home: str, fingerprint: str) -> OpenSearchPinner:
        """See `engines.port.Generations.pinner`."""
        return OpenSearchPinner(self, self._cluster, self._names, home, fingerprint)

    def _manifests(self, names: str) -> dict[str, Manifest]:
        return {name: manifest_of(kept["manifest"]) for name, kept in self._metas(names).items()}

    def _metas(self, names: str) -> dict[str, dict[str, Any]]:
        """What control indices say of their generations, by generation."""
        told = self._cluster.ask(
            "GET", f"/{names}/_mapping", absent=(404,), allow_no_indices="true", ignore_unavailable="true"
        )
        return {
            self._names.generation(index): each["mappings"]["_meta"]
            for index, each in told.items()
            if isinstance(each, dict) and "mappings" in each
        }

    def _next(self) -> int:
        """Counts; the version of one document, which only ever grows."""
        told = self._cluster.ask("PUT", f"/{self._names.counter}/_doc/made", {}, seconds=_PATIENCE)
        return int(told["_version"])

    def _sweep_later(self) -> None:
        with contextlib.suppress(ClusterError):  # what is left goes when the next generation is made
            self._sweep()

    def _sweep(self) -> None:
        """Remove what is left of generations that were dropped, or were never made whole."""
        for index in self._left():
            self._cluster.ask("DELETE", f"/{index}", absent=(404,), seconds=_PATIENCE)

    def _left(self) -> list[str]:
        kept = set(self.kept())
        told = self._cluster.ask(
            "GET",
            f"/{self._names.stem}-g*/_settings/index.creation_date",
            absent=(404,),
            allow_no_indices="true",
        )
        oldest = time.time() - _GRACE
        return [
            index
            for index, each in told.items()
            if self._names.generation(index) not in kept
            and int(each["settings"]["index"]["creation_date"]) / 1000 < oldest
        ]


@dataclass(frozen=True, slots=True)
class OpenSearchView:
    """See `engines.port.View`."""

    generation: str
    snapshots: dict[Place, OpenSearchSnapshot]

    def at(self, index: str, partition: Partition) -> OpenSearchSnapshot:
        """See `engines.port.View.at`."""
        return self.snapshots[Place(index, partition)]


@dataclass(frozen=True, slots=True)
class _Pinned:
    stamp: tuple[int, int]
    point: Point
    applied: Applied


class OpenSearchPinner:
    """Pins all six indices of the generation that answers; opens new points in time after a commit.

    One look at the control index tells the generation, the numbers applied and whether something was
    committed: one short request a question.
    """

    def __init__(
        self, generations: OpenSearchGenerations, cluster: Cluster, names: Names, home: str, fingerprint: str
    ) -> None:
        self._generations = generations
        self._cluster = cluster
        self._names = names
        self._home = home
        self._fingerprint = fingerprint
        self._points = Points(cluster)
        self._away = Away()
        self._lock = threading.Lock()
        self._control = ""
        self._pinned: dict[Place, _Pinned] = {}

    def pin(self) -> OpenSearchView:
        """See `engines.port.Pinner.pin`."""
        # The numbers first: they may only ever be behind what is then pinned.
        with self._away.looking():
            control, progress = read_all(self._cluster, self._names.current, LOOK)
        if not control:
            raise self._generations.why_none()
        name = self._names.generation(control)
        with self._lock:
            if control != self._control:
                self._check(name)
                self._control, self._pinned = control, {}
            for place in PLACES:
                self._pin(name, place, progress[place])
            pinned = dict(self._pinned)
        self._points.give_back()
        return OpenSearchView(
            name, {place: OpenSearchSnapshot(each.point, each.applied) for place, each in pinned.items()}
        )

    def pinning(self) -> Later[OpenSearchView]:
        """See `engines.port.Pinner.pinning`."""
        return begun(self.pin)

    def _pin(self, name: str, place: Place, progress: Progress) -> None:
        known = self._pinned.get(place)
        stamp = (progress.claim, progress.stamp)
        if known is not None and known.stamp >= stamp and not known.point.stale:
            return
        point = self._points.open(self._names.index(name, place))
        self._pinned[place] = _Pinned(stamp, point, progress.applied)

    def _check(self, name: str) -> None:
        manifest = self._generations.manifest(name)
        if manifest != manifest_now(self._home, self._fingerprint, manifest.base):
            raise OtherAnalyzer
