"""Generations of the indices on disk: manifests, which one is current, pinning it for questions.

A generation is a folder ``index/NAME`` with a manifest and six indices, and a mark until it answers. ``index/current``
holds the name of the one that answers; it is replaced by a rename, so a reader sees one generation or the other.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import threading
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

from tantivy import Index

from engines.at_once import Later
from engines.letters import EngineError, IndexDamaged, IndexInTheMaking, NoIndex, OtherAnalyzer
from engines.port import PLACES, Applied, Manifest, Place, least, manifest_now
from engines.tantivy_engine.applied import APPLIED_NAME, read_applied, replace_text, write_applied
from engines.tantivy_engine.compile import Compiler
from engines.tantivy_engine.fixity import faults_of
from engines.tantivy_engine.schema import make_index, open_index, option_of, searcher_of
from engines.tantivy_engine.snapshot import TantivySnapshot
from engines.tantivy_engine.writer import TantivyWriter
from holdings.letters import LantaiError
from holdings.plain_files import read_plain
from index_templates.templates import TEMPLATES, Partition

#: Last change, size and place of a file: any commit changes it.
_Stamp = tuple[int, int, int]

_NAME = re.compile(r"g[0-9]{6,}")
#: Which generation answers, and the number of the one made last; beside the generations.
_CURRENT, _LAST_MADE = "current", "last-made"
#: Of each generation: what made it, the CRC-32 of that (hex), and an empty file until it answers.
_MANIFEST, _MANIFEST_SUM, _UNFINISHED = "manifest.json", "manifest.crc", "unfinished"


class TantivyGenerations:
    """The generations of a home's indices. One whose folder cannot be read is told so, whatever was done to it.

    Args:
        folder: ``index`` in the home.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> str:
        """See `engines.port.Generations.current`."""
        try:
            name = read_plain(self._folder / _CURRENT).decode("ascii").strip()
        except (OSError, ValueError):
            return ""
        return name if _NAME.fullmatch(name) else ""

    def kept(self) -> list[str]:
        """See `engines.port.Generations.kept`."""
        return sorted(
            manifest.parent.name
            for manifest in self._folder.glob(f"*/{_MANIFEST}")
            if _NAME.fullmatch(manifest.parent.name)
        )

    def manifest(self, name: str) -> Manifest:
        """See `engines.port.Generations.manifest`."""
        path, place = self._folder / name / _MANIFEST, f"{name}/{_MANIFEST}"
        try:
            text = read_plain(path)
            kept = json.loads(text)
            if type(kept["home"]) is not str:
                raise TypeError(kept["home"])
            made = Manifest(
                str(kept["home"]), str(kept["fingerprint"]), dict(kept["templates"]), int(kept["base"])
            )
        except OSError as error:
            raise IndexDamaged(place, error.strerror or str(error)) from None
        except (ValueError, KeyError, TypeError, RecursionError):
            raise IndexDamaged(place, "not readable") from None
        try:
            wanted = read_plain(self._folder / name / _MANIFEST_SUM).decode("ascii").strip()
        except FileNotFoundError:
            return made  # earlier versions wrote none
        except (OSError, ValueError):
            raise IndexDamaged(f"{name}/{_MANIFEST_SUM}", "not readable") from None
        if wanted != _sum(text):
            raise IndexDamaged(place, f"CRC-32 {_sum(text)}, written {wanted}")
        return made

    def applied(self, name: str) -> Applied:
        """See `engines.port.Generations.applied`."""
        return least(read_applied(self._folder / name / str(place)) for place in PLACES)

    def make(self, manifest: Manifest) -> str:
        """See `engines.port.Generations.make`.

        Raises:
            EngineError: it cannot be written, where the disk is full for one; nothing of it is left.
        """
        # A name is never used twice: a reader that slept would take the new one for the one it knows.
        number = 1 + max([self._last_made(), *(int(name[1:]) for name in self._named())])
        name = f"g{number:06d}"
        folder = self._folder / name
        told = json.dumps(asdict(manifest), ensure_ascii=False, sort_keys=True)
        try:
            folder.mkdir(parents=True)
            # First of all: whatever ends this process, the next one knows what lies here.
            replace_text(folder / _UNFINISHED, "")
            replace_text(self._folder / _LAST_MADE, str(number))
            for place in PLACES:
                make_index(folder / str(place), TEMPLATES[place.index])
                write_applied(folder / str(place), Applied(), 0)
            replace_text(folder / _MANIFEST_SUM, _sum(told.encode("utf-8")))
            replace_text(folder / _MANIFEST, told)
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
            replace_text(self._folder / _CURRENT, name)
            (self._folder / name / _UNFINISHED).unlink(missing_ok=True)
        except OSError as error:
            raise EngineError(name, str(error)) from error

    def unfinished(self, name: str) -> bool:
        """See `engines.port.Generations.unfinished`."""
        if name == self.current():
            return False
        if (self._folder / name / _UNFINISHED).exists():
            return True
        # Earlier versions made no mark, and said how far it must come before it answers.
        try:
            return self.applied(name).number < self.manifest(name).base
        except IndexDamaged:
            return False

    def drop(self, name: str) -> None:
        """Delete a generation that does not answer; readers that have it pinned go on."""
        folder = self._folder / name
        if folder.is_symlink() or folder.is_file():
            folder.unlink()
            return
        with contextlib.suppress(OSError):
            (folder / _MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)

    def damage(self) -> list[IndexDamaged]:
        """See `engines.port.Generations.damage`."""
        if self._folder.exists() and not self._folder.is_dir():
            return [IndexDamaged(self._folder.name, "not a folder")]
        faults = []
        current = self.current()
        if not current and os.path.lexists(self._folder / _CURRENT):
            faults.append(IndexDamaged(_CURRENT, "names no generation"))
        elif not current and any(not self.unfinished(name) for name in self.kept()):
            faults.append(IndexDamaged(_CURRENT, "not there"))
        if current:
            faults += self.damage_of(current)
        if self._named() and not self._last_made():
            faults.append(IndexDamaged(_LAST_MADE, "not there, or no number", is_asked=True))
        faults += [
            IndexDamaged(path.name, "not a file", is_asked=True)
            for path in sorted(self._folder.glob("*.lock"))
            if not path.is_file()
        ]
        return faults

    def damage_of(self, name: str) -> list[IndexDamaged]:
        """See `engines.port.Generations.damage_of`."""
        folder = self._folder / name
        if not folder.is_dir():
            return [IndexDamaged(name, "not a folder" if folder.exists() else "not there")]
        faults = []
        ours = False
        try:
            ours = self.manifest(name).templates == _versions()
        except IndexDamaged as fault:
            faults.append(fault)
        begun = any((folder / str(place) / APPLIED_NAME).exists() for place in PLACES)
        for place in PLACES:
            at = folder / str(place)
            found = list(faults_of(at))
            try:
                read_applied(at)
                if begun and not (at / APPLIED_NAME).exists():
                    found.append(IndexDamaged(f"{name}/{place}/{APPLIED_NAME}", "not there"))
                if ours and not found:
                    searcher_of(open_index(at, TEMPLATES[place.index]), at)
            except IndexDamaged as fault:
                found.append(fault)
            faults += found
        return faults

    def remnants(self) -> list[str]:
        """See `engines.port.Generations.remnants`."""
        return sorted(self._named() - {*self.kept(), self.current()})

    def sweep(self) -> None:
        """See `engines.port.Generations.sweep`."""
        for name in self.remnants():
            self.drop(name)

    def writer(self, name: str) -> TantivyWriter:
        """The writer of a generation."""
        return TantivyWriter(self._folder / name)

    def _named(self) -> set[str]:
        """Names of whatever is called like a generation."""
        return {path.name for path in self._folder.glob("g*") if _NAME.fullmatch(path.name)}

    def _last_made(self) -> int:
        """The number of the generation made last; 0 where that was lost: those that are there say enough."""
        try:
            text = read_plain(self._folder / _LAST_MADE).decode("ascii").strip()
            return int(text) if text.isascii() and text.isdecimal() else 0
        except (OSError, ValueError):
            return 0

    def why_none(self) -> LantaiError:
        """Why no generation answers."""
        kept = self.kept()
        if any(self.unfinished(name) for name in kept):
            return IndexInTheMaking()
        if kept or os.path.lexists(self._folder / _CURRENT):
            return IndexDamaged(_CURRENT, "names no generation")
        return NoIndex()

    def folder(self, name: str) -> Path:
        """Where a generation lies."""
        return self._folder / name

    def view(self, name: str) -> TantivyView:
        """See `engines.port.Generations.view`."""
        if self.manifest(name).templates != _versions():
            raise OtherAnalyzer
        snapshots = {}
        for place in PLACES:
            template = TEMPLATES[place.index]
            folder = self._folder / name / str(place)
            # The number first: it may only ever be behind what the searcher holds.
            applied = read_applied(folder)
            index = open_index(folder, template)
            compiler = Compiler(index.schema, option_of(template))
            snapshots[place] = TantivySnapshot(searcher_of(index, folder), compiler, applied)
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
            IndexInTheMaking: the first whole one is being made.
            IndexDamaged: something of it is not as it was written.
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
                    self._snapshots[place] = TantivySnapshot(searcher_of(index, folder), compiler, applied)
                    self._stamps[place] = stamp
            return TantivyView(self._name, dict(self._snapshots))

    def pinning(self) -> Later[TantivyView]:
        """See `engines.port.Pinner.pinning`: a thread would take longer than it."""
        return Later(self.pin)

    def _follow_current(self) -> None:
        name = self._generations.current()
        if not name:
            raise self._generations.why_none()
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


def _sum(text: bytes) -> str:
    return f"{zlib.crc32(text):08x}"


def _versions() -> dict[str, int]:
    return {name: template.version for name, template in TEMPLATES.items()}


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except FileNotFoundError:
        return 0, 0, 0
    return found.st_mtime_ns, found.st_size, found.st_ino
