"""Writing the indices of one generation in a cluster.

Entries have ids of their own (unit, kind, page, theme), so a repeated write replaces itself. Each write carries
a version that grows from writer to writer and from piece to piece: a write that comes late, of a request that
was given up or of a writer that was thought dead, meets a greater version and changes nothing. The number
applied is written only by the writer that has read it last, after a refresh in which no shard failed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from engines.letters import EngineError
from engines.opensearch_engine.bulk import Refused, Write
from engines.opensearch_engine.cluster import Cluster, ClusterError, complete
from engines.opensearch_engine.control import Progress, read_one, write
from engines.opensearch_engine.names import Names
from engines.opensearch_engine.sending import Sending
from engines.packing import packed
from engines.port import Applied, Entry, Packed, Place
from index_templates import templates as t

#: Writes that are gathered before they are sent, beside further work; what is sent is findable no earlier for it.
_GATHERED = 1_000
#: Versions that one writer may use of one index.
_VERSIONS_A_CLAIM = 1 << 32
#: Units whose entries are looked up at a time, and entries of one answer.
_LOOKED_UP = 1_000
_ENTRIES = 10_000
#: Seconds that a refresh may take.
_REFRESH = 120.0


class OpenSearchWriter:
    """See `engines.port.IndexWriter`. One a generation, held by the one writer process."""

    def __init__(self, cluster: Cluster, names: Names, generation: str) -> None:
        self._cluster = cluster
        self._names = names
        self._generation = generation
        self._open: dict[Place, _OpenIndex] = {}

    def applied(self, place: Place) -> Applied:
        """See `engines.port.IndexWriter.applied`."""
        return self._at(place).applied

    def sure(self, place: Place) -> bool:
        """See `engines.port.IndexWriter.sure`."""
        return self._at(place).sure

    def delete_units(self, place: Place, numbers: Iterable[int]) -> None:
        """See `engines.port.IndexWriter.delete_units`."""
        self._at(place).delete(t.UNIT, list(numbers))

    def delete_themes(self, place: Place, numbers: Iterable[int]) -> None:
        """See `engines.port.IndexWriter.delete_themes`."""
        self._at(place).delete(t.THEME_NUMBER, list(numbers))

    def add(self, place: Place, entries: Iterable[Entry]) -> None:
        """See `engines.port.IndexWriter.add`."""
        self.add_packed(place, packed(place.index, entries))

    def add_packed(self, place: Place, entries: Iterable[Packed]) -> None:
        """See `engines.port.IndexWriter.add_packed`."""
        self._at(place).add(entries)

    def commit(self, place: Place, applied: Applied) -> None:
        """See `engines.port.IndexWriter.commit`."""
        self._at(place).commit(applied)

    def close(self) -> None:
        """See `engines.port.IndexWriter.close`."""
        for each in self._open.values():
            each.give_up()
        self._open.clear()

    def _at(self, place: Place) -> _OpenIndex:
        found = self._open.get(place)
        if found is None:
            index, control = self._names.index(self._generation, place), self._names.control(self._generation)
            found = self._open[place] = _OpenIndex(self._cluster, index, control, place)
        return found


class _Key(NamedTuple):
    """What tells an entry from others."""

    unit: int
    kind: int
    page: int
    theme: int


class _OpenIndex:
    """One physical index under one writer."""

    def __init__(self, cluster: Cluster, index: str, control: str, place: Place) -> None:
        self._cluster = cluster
        self._index = index
        self._control = control
        self._place = place
        self._writes: dict[str, Write] = {}
        # Of what was added since the last commit: what its names are made of, and how often.
        self._keys: dict[str, _Key] = {}
        self._alike: Counter[_Key] = Counter()
        self._sending = Sending(cluster, index)
        self._sent = 0
        self._unseen = False  # something was sent and not refreshed since
        try:
            # Whoever wrote before may have died between sending and refreshing.
            self._refresh()
            before = read_one(cluster, control, place)
            self.sure = before.sure
            self._progress = self._note(replace(before, claim=before.claim + 1))
        except ClusterError as error:
            raise EngineError(str(place), error.why) from None

    @property
    def applied(self) -> Applied:
        return self._progress.applied

    def add(self, entries: Iterable[Packed]) -> None:
        for entry in entries:
            key = _Key(entry.unit, entry.kind, entry.page, entry.theme)
            self._alike[key] += 1
            name = f"{key.unit}.{key.kind}.{key.page}.{key.theme}.{self._alike[key]}"
            self._writes[name] = Write(name, key.unit, entry.document)
            self._keys[name] = key
        if len(self._writes) >= _GATHERED:
            self._guarded(self._send)

    def delete(self, field: str, numbers: list[int]) -> None:
        wanted = frozenset(numbers)

        def goes(key: _Key) -> bool:
            return (key.unit if field == t.UNIT else key.theme) in wanted

        for name, key in self._keys.items():
            if goes(key):
                self._writes[name] = Write(name, key.unit, None)
        self._keys = {name: key for name, key in self._keys.items() if not goes(key)}
        self._alike = Counter({key: count for key, count in self._alike.items() if not goes(key)})
        self._guarded(lambda: self._delete_held(field, sorted(wanted)))

    def commit(self, applied: Applied) -> None:
        self._guarded(lambda: self._commit(applied))

    def give_up(self) -> None:
        self._sending.give_up()

    def _commit(self, applied: Applied) -> None:
        stamp = self._progress.stamp
        if self._writes or self._unseen:
            self._send()
            self._sending.finish()
            self._refresh()
            stamp += 1
        self._progress = self._note(replace(self._progress, applied=applied, stamp=stamp, sure=True))
        self.sure = True
        self._keys.clear()
        self._alike.clear()

    def _delete_held(self, field: str, numbers: list[int]) -> None:
        """Delete what the index holds: it is looked up, so that nothing has to be known of what it was."""
        if self._unseen:
            self._sending.finish()
            self._refresh()
        for start in range(0, len(numbers), _LOOKED_UP):
            for name, unit in self._held(field, numbers[start : start + _LOOKED_UP]):
                # What was gathered since replaces it anyway, or deletes it.
                self._writes.setdefault(name, Write(name, unit, None))

    def _held(self, field: str, numbers: list[int]) -> list[tuple[str, int]]:
        """Ids of the entries of some units or themes, each with its unit."""
        asked = {
            "query": {"constant_score": {"filter": {"terms": {field: numbers}}}},
            "size": _ENTRIES,
            "_source": False,
            "docvalue_fields": [t.UNIT],
            "sort": [{t.UNIT: "asc"}, {t.KIND: "asc"}, {t.PAGE: {"order": "asc", "missing": 0}}],
            "track_total_hits": True,
        }
        found: dict[str, int] = {}
        after: list[int] | None = None
        while True:
            told = self._cluster.search(
                f"/{self._index}/_search", asked if after is None else {**asked, "search_after": after}
            )
            hits = told["hits"]["hits"]
            found.update((str(hit["_id"]), int(hit["fields"][t.UNIT][0])) for hit in hits)
            if len(hits) < _ENTRIES:
                return list(found.items())
            # The last key again, for those that share it.
            after = [*hits[-1]["sort"][:2], hits[-1]["sort"][2] - 1]

    def _send(self) -> None:
        if not self._writes:
            return
        if self._progress.sure:
            # From here to the commit the index holds more, or less, than its number says.
            self._progress = self._note(replace(self._progress, sure=False))
        self._sent += 1
        version = self._progress.claim * _VERSIONS_A_CLAIM + self._sent
        self._unseen = True
        self._sending.hand_over(self._writes.values(), version)
        self._writes.clear()

    def _refresh(self) -> None:
        complete(self._cluster.ask("POST", f"/{self._index}/_refresh", seconds=_REFRESH))
        self._unseen = False

    def _note(self, progress: Progress) -> Progress:
        return write(self._cluster, self._control, self._place, progress)

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            act()
        except ClusterError as error:
            raise EngineError(str(self._place), error.why) from None
        except Refused as error:
            raise EngineError(str(self._place), error.kind) from None
