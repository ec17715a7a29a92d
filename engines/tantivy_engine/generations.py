"""Generations of the indices on disk: manifests, which one is current, pinning it for questions.

A generation is a folder ``index/NAME`` with a manifest and six indices. ``index/current`` holds the name
of the one that answers; it is replaced by a rename, so a reader sees one generation or the other.
"""

from __future__ import annotations

import json
import shutil
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from tantivy import Index

from engines.at_once import Later
from engines.letters import EngineError, NoIndex, OtherAnalyzer
from engines.port import PLACES, Manifest, Place, manifest_now
from engines.tantivy_engine.applied import APPLIED_NAME, read_applied, replace_text
from engines.tantivy_engine.compile import Compiler
from engines.tantivy_engine.schema import open_index, option_of
from engines.tantivy_engine.snapshot import TantivySnapshot
from engines.tantivy_engine.writer import TantivyWriter
from index_templates.templates import TEMPLATES, Partition

#: Last change, size and place of a file: any commit changes it.
_Stamp = tuple[int, int, int]


class TantivyGenerations:
    """The generations of a home's indices.

    Args:
        folder: ``index`` in the home.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> str:
        """Name of the generation that answers; empty where there is none."""
        try:
            return (self._folder / "current").read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return ""

    def kept(self) -> list[str]:
        """Names of all generations that are whole or being made, in the order of making."""
        return sorted(manifest.parent.name for manifest in self._folder.glob("*/manifest.json"))

    def manifest(self, name: str) -> Manifest:
        """What made a generation."""
        return Manifest(**json.loads((self._folder / name / "manifest.json").read_text(encoding="utf-8")))

    def make(self, manifest: Manifest) -> str:
        """Begin a new generation; returns its name.

        Raises:
            EngineError: it cannot be written, where the disk is full for one; nothing of it is left.
        """
        # A name is never used twice: a reader that slept would take the new one for the one it knows.
        number = 1 + max([self._last_made(), *(int(name[1:]) for name in self.kept())])
        name = f"g{number:06d}"
        folder = self._folder / name
        told = json.dumps(asdict(manifest), ensure_ascii=False, sort_keys=True)
        shutil.rmtree(folder, ignore_errors=True)
        try:
            folder.mkdir(parents=True)
            for place in PLACES:
                open_index(folder / str(place), TEMPLATES[place.index])
            replace_text(self._folder / "last-made", str(number))
            replace_text(folder / "manifest.json", told)
        except (ValueError, OSError) as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise EngineError(name, str(error)) from error
        return name

    def make_current(self, name: str) -> None:
        """Let a generation answer from the next question on.

        Raises:
            EngineError: that cannot be written down; the one before goes on.
        """
        try:
            replace_text(self._folder / "current", name)
        except OSError as error:
            raise EngineError(name, str(error)) from error

    def drop(self, name: str) -> None:
        """Delete a generation that does not answer; readers that have it pinned go on."""
        (self._folder / name / "manifest.json").unlink(missing_ok=True)
        shutil.rmtree(self._folder / name, ignore_errors=True)

    def writer(self, name: str) -> TantivyWriter:
        """The writer of a generation."""
        return TantivyWriter(self._folder / name)

    def _last_made(self) -> int:
        try:
            return int((self._folder / "last-made").read_text(encoding="ascii"))
        except FileNotFoundError:
            return 0

    def folder(self, name: str) -> Path:
        """Where a generation lies."""
        return self._folder / name

    def view(self, name: str) -> TantivyView:
        """See `engines.port.Generations.view`."""
        snapshots = {}
        for place in PLACES:
            template = TEMPLATES[place.index]
            # The number first: it may only ever be behind what the searcher holds.
            applied = read_applied(self._folder / name / str(place))
            index = open_index(self._folder / name / str(place), template)
            index.reload()
            compiler = Compiler(index.schema, option_of(template))
            snapshots[place] = TantivySnapshot(index.searcher(), compiler, applied)
        return TantivyView(name, snapshots)

    def pinner(self, home: str, fingerprint: str) -> TantivyPinner:
        """What questions pin their snapshots with."""
        return TantivyPinner(self, home, fingerprint)


@dataclass(frozen=True, slots=True)
class TantivyView:
    """See `engines.port.View`."""

    generation: str
    snapshots: dict[Place, TantivySnapshot]

    def at(self, index: str, partition: Partition) -> TantivySnapshot:
        """See `engines.port.View.at`."""
        return self.snapshots[Place(index, partition)]


class TantivyPinner:
    """Pins all six indices of the current generation together; reloads those that were committed since.

    Safe to use from several threads. A commit is seen by looking at the stamp of the index's own list of
    segments: six looks cost 20 microseconds, six reloads 6 milliseconds.
    """

    def __init__(self, generations: TantivyGenerations, home: str, fingerprint: str) -> None:
        self._generations = generations
        self._home = home
        self._fingerprint = fingerprint
        self._lock = threading.Lock()
        self._name = ""
        self._indices: dict[Place, tuple[Index, Compiler]] = {}
        self._stamps: dict[Place, tuple[_Stamp, _Stamp]] = {}
        self._snapshots: dict[Place, TantivySnapshot] = {}

    def pin(self) -> TantivyView:
        """All snapshots of the generation that answers now.

        Raises:
            NoIndex: none was made yet.
            OtherAnalyzer: it was made by other rules than ours.
        """
        with self._lock:
            self._follow_current()
            for place, (index, compiler) in self._indices.items():
                folder = self._generations.folder(self._name) / str(place)
                stamp = (_stamp(folder / "meta.json"), _stamp(folder / APPLIED_NAME))
                if self._stamps.get(place) != stamp:
                    # The number first: it may only ever be behind what the searcher holds.
                    applied = read_applied(folder)
                    index.reload()
                    self._snapshots[place] = TantivySnapshot(index.searcher(), compiler, applied)
                    self._stamps[place] = stamp
            return TantivyView(self._name, dict(self._snapshots))

    def pinning(self) -> Later[TantivyView]:
        """See `engines.port.Pinner.pinning`: a thread would take longer than it."""
        return Later(self.pin)

    def _follow_current(self) -> None:
        name = self._generations.current()
        if not name:
            raise NoIndex
        if name == self._name:
            return
        manifest = self._generations.manifest(name)
        ours = manifest_now(self._home, self._fingerprint, manifest.base)
        if manifest != ours:
            raise OtherAnalyzer
        folder = self._generations.folder(name)
        indices = {}
        for place in PLACES:
            template = TEMPLATES[place.index]
            index = open_index(folder / str(place), template)
            indices[place] = (index, Compiler(index.schema, option_of(template)))
        self._name, self._indices, self._stamps, self._snapshots = name, indices, {}, {}


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except FileNotFoundError:
        return 0, 0, 0
    return found.st_mtime_ns, found.st_size, found.st_ino
