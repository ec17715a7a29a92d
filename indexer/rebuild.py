"""Rebuilding: a new generation of the indices beside the one that answers, then an atomic swap."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from analyzers.chains import make_analyzer
from engines import query as q
from engines.letters import IndexDamaged
from engines.port import PLACES, Generations, Place, View, manifest_now
from holdings.letters import LantaiError, Letter
from holdings.store import homes, outbox, units
from holdings.store.database import StoreUnavailable
from index_templates import templates as t
from index_templates.templates import EntryKind, Partition
from indexer import intake_letters
from indexer.counts import expected_entries, searchable_entries
from indexer.entries import expected
from indexer.files import make_way, read_json, replace_json
from indexer.locks import WriterLock
from indexer.plant import Plant
from indexer.scribe import Progress, Scribe
from indexer.subjects import protected_units

#: Told of a rebuild: units done, units in all, units a second.
RebuildProgress = Callable[[int, int, float], None]

#: Units asked for one by one in a new generation before it answers.
_SAMPLE = 40
_REQUEST, _TOLD = "rebuild-request.json", "rebuild.json"
_POLL = 0.1
#: After so many looks at what the writer tells it is said that it has not begun.
_LOOKS_PATIENTLY = 100


class _Log(Protocol):
    def __call__(self, event: str, **fields: object) -> None: ...


class RebuildFailed(LantaiError):
    """A new generation could not be made, or is not what the store says; the present one goes on."""


class Stopped(Exception):
    """The writer was asked to stop in the middle of a long piece of work."""


class NothingBefore(LantaiError):
    """There is no generation to go back to, or none that this software may ask."""


def reindex(
    plant: Plant, progress: RebuildProgress, say: Callable[[Letter], None] = lambda _letter: None
) -> None:
    """Rebuild the indices of a home, whatever state their folder is in; those that answer go on until then.

    Where another process is the writer it is asked to do it, and its progress is told. An interrupted rebuild is
    resumed.

    Args:
        plant: the parts.
        progress: told after every commit.
        say: told who does it, where that is another process.

    Raises:
        RebuildFailed: the present indices go on answering.
    """
    lock = WriterLock(plant.index_folder, plant.store)
    token, looks = "", 0
    while True:
        if lock.acquire():
            try:
                _withdraw_request(plant, token)
                _build_alone(plant, progress)
            finally:
                lock.release()
            return
        if not token:
            token = secrets.token_hex(8)
            say(intake_letters.writer_is_asked())
        if not read_json(plant.index_folder / _REQUEST):
            replace_json(plant.index_folder / _REQUEST, {"token": token})
        looks += 1
        told = read_json(plant.index_folder / _TOLD)
        if looks == _LOOKS_PATIENTLY and told.get("token") != token:
            say(intake_letters.writer_has_not_begun())
        if told.get("token") == token:
            progress(told["done"], told["total"], told["rate"])
            if told["state"] == "done":
                return
            if told["state"] == "failed":
                raise RebuildFailed(Letter(told["zh"], told["en"]))
        time.sleep(_POLL)


def is_asked_for(plant: Plant) -> bool:
    """Whether another process waits for a rebuild."""
    return bool(read_json(plant.index_folder / _REQUEST).get("token"))


def serve_request(plant: Plant, between: Callable[[], None], log: _Log) -> None:
    """Carry out a rebuild that another process asked for, if one did; the writer calls it.

    Args:
        plant: the parts.
        between: called between commits, so that the generation that answers follows what is changed meanwhile.
        log: where it is said.
    """
    token = read_json(plant.index_folder / _REQUEST).get("token", "")
    if not token:
        return
    telling = _Telling(plant)
    log("rebuild_began")
    try:
        name = build(plant, between, telling)
    except LantaiError as error:
        telling.end("failed", error.letter)
        log("rebuild_failed", why=error.letter.en)
    except (Stopped, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise  # the request stays: whoever asked, or the next writer, goes on
    except BaseException as error:  # an engine's panic is no Exception
        letter = intake_letters.rebuild_failed(f"{type(error).__name__}: {error}")
        telling.end("failed", letter)
        log("rebuild_failed", why=letter.en)
    else:
        telling.end("done")
        log("rebuild_done", generation=name)


def build_first(plant: Plant, between: Callable[[], None], progress: RebuildProgress) -> None:
    """Build where no generation answers; whoever asks for a rebuild meanwhile is told of this one."""
    telling = _Telling(plant)

    def told(done: int, total: int, rate: float) -> None:
        progress(done, total, rate)
        telling(done, total, rate)

    build(plant, between, told)
    telling.end("done")


class _Telling:
    """Tells whoever waits for a rebuild how far it is."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._told: dict[str, object] = {"state": "working", "done": 0, "total": 0, "rate": 0.0}

    def __call__(self, done: int, total: int, rate: float) -> None:
        self._told.update(done=done, total=total, rate=rate)
        self._tell()

    def end(self, state: str, letter: Letter | None = None) -> None:
        """Say how it ended."""
        self._told["state"] = state
        if letter is not None:
            self._told.update(zh=letter.zh, en=letter.en)
        _withdraw_request(self._plant, self._tell())

    def _tell(self) -> str:
        token = str(read_json(self._plant.index_folder / _REQUEST).get("token", ""))
        if token:
            replace_json(self._plant.index_folder / _TOLD, self._told | {"token": token})
        return token


def build(plant: Plant, between: Callable[[], None], progress: RebuildProgress) -> str:
    """Make a new generation and let it answer. Only the writer calls it.

    Args:
        plant: the parts.
        between: called between commits.
        progress: told after every commit.

    Returns:
        The new generation's name.

    Raises:
        RebuildFailed: it is not what the store says; it was thrown away.
    """
    generations = plant.generations
    generations.sweep()
    for lock in plant.index_folder.glob("*.lock"):
        make_way(lock)
    before = generations.current()
    name = _begun(plant)
    try:
        scribe = Scribe(plant.store, generations, name, plant.segmenter, plant.analyses)
        try:
            with plant.store.reading() as connection:
                total = units.count(connection)
            began = time.monotonic()

            def tell(done: int) -> None:
                progress(min(done, total), total, done / max(1e-6, time.monotonic() - began))

            for _ in scribe.enter_all(tell):
                between()
            _catch_up(plant, scribe, name, between, tell)
            _ask_samples(plant, generations.view(name))
        finally:
            scribe.close()
    except (RebuildFailed, IndexDamaged):
        generations.drop(name)
        raise
    generations.make_current(name)
    for kept in generations.kept():
        # One that this software may not ask may be asked by the software that it came from, after a roll-back.
        if kept not in (name, before) or (kept == before and generations.damage_of(before)):
            generations.drop(kept)
    progress(total, total, total / max(1e-6, time.monotonic() - began))
    return name


def roll_back(plant: Plant) -> str:
    """Let the generation before the present one answer again; returns its name.

    What was closed since is hidden by search at once, and the writer makes it catch up.

    Raises:
        NothingBefore: there is none that is whole, or it was made by other rules than ours.
    """
    generations = plant.generations
    current = generations.current()
    earlier = [name for name in generations.kept() if name < current]
    if not earlier:
        raise NothingBefore(intake_letters.nothing_to_roll_back())
    name = earlier[-1]
    if generations.damage_of(name):
        raise NothingBefore(intake_letters.nothing_to_roll_back())
    if not _is_ours(plant, name):
        raise NothingBefore(intake_letters.made_by_others())
    generations.make_current(name)
    return name


def _begun(plant: Plant) -> str:
    """The generation to build: one that was interrupted while units were entered, or a new one."""
    generations = plant.generations
    current = generations.current()
    fingerprint = make_analyzer(plant.segmenter).fingerprint
    with plant.store.reading() as connection:
        home = homes.fact(connection, "id")
        number = outbox.last_number(connection)
        first = outbox.first_kept(connection)
    found = ""
    for name in generations.kept():
        if name <= current:
            continue
        # One that was finished and does not answer is one that somebody rolled back from.
        if not found and _resumable(generations, name, home, fingerprint, first):
            found = name
        else:
            generations.drop(name)
    # The first package of a home is applied as any other.
    base = 0 if not current and number <= 1 and first <= 1 else number
    return found or generations.make(manifest_now(home, fingerprint, base))


def _resumable(generations: Generations, name: str, home: str, fingerprint: str, first: int) -> bool:
    if not generations.unfinished(name) or generations.damage_of(name):
        return False
    made = generations.manifest(name)
    return first <= made.base + 1 and made == manifest_now(home, fingerprint, made.base)


def _catch_up(
    plant: Plant, scribe: Scribe, name: str, between: Callable[[], None], progress: Progress
) -> None:
    """Follow the outbox until the generation holds just what the store says at one moment."""
    while True:
        while scribe.apply_pending(progress):
            between()
        with plant.store.reading() as connection:
            last, wanted = outbox.last_number(connection), expected_entries(connection)
        if scribe.applied < last:
            continue
        found = searchable_entries(plant.generations.view(name))
        for place in PLACES:
            if found[place] != wanted[place]:
                letter = intake_letters.counts_differ(str(place), found[place], wanted[place])
                raise RebuildFailed(letter)
        return


def _ask_samples(plant: Plant, view: View) -> None:
    """Ask for some units by code, for their pages, and for a phrase of their title; each must be where it belongs."""
    analyzer = make_analyzer(plant.segmenter)
    with plant.store.reading() as connection:
        every = max(1, units.count(connection) // _SAMPLE)
        rows, after = list[int](), 0
        while len(rows) < _SAMPLE and (some := units.all_rows(connection, after, every)):
            rows.append(some[-1])
            after = some[-1]
        sample = protected_units(connection, rows)
    for protected in sample.values():
        unit = protected.unit
        wanted = expected(protected, 0)
        number = q.Number(t.UNIT, frozenset({unit.identity.number}))
        kinds = q.Number(t.KIND, frozenset({int(EntryKind.UNIT), int(EntryKind.PAGE)}))
        for index in (t.CATALOGUE.name, t.FULLTEXT.name):
            for partition in Partition:
                place = Place(index, partition)
                found = view.at(index, partition).count(q.AllOf((number, kinds)))
                if found != wanted.get(place, 0):
                    raise RebuildFailed(intake_letters.sample_differs(str(place)))
        home = Partition.OPEN if Place(t.CATALOGUE.name, Partition.RESTRICTED) not in wanted else None
        words = analyzer.analyse(unit.description.title).words.split()
        if words and not unit.withdrawn:
            partition = home or Partition.RESTRICTED
            question = q.AllOf((number, q.Term(t.CATALOGUE_WORDS, words[0])))
            if not view.at(t.CATALOGUE.name, partition).count(question):
                place = Place(t.CATALOGUE.name, partition)
                raise RebuildFailed(intake_letters.sample_differs(str(place)))


def _build_alone(plant: Plant, progress: RebuildProgress) -> None:
    """Build without a writer process; the generation that answers follows what is changed meanwhile."""
    following = _Following(plant)
    try:
        following()
        build(plant, following, progress)
    finally:
        following.close()


class _Following:
    """Lets the generation that answers follow the outbox, as long as it can be written."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._scribe: Scribe | None = None
        self._open = self._tried(self._begin)

    def __call__(self) -> None:
        self._open = self._open and self._tried(self._apply)

    def close(self) -> None:
        """Give it up."""
        if self._scribe is not None:
            self._tried(self._scribe.close)

    def _begin(self) -> None:
        plant, current = self._plant, self._plant.generations.current()
        if current and _is_ours(plant, current):
            self._scribe = Scribe(plant.store, plant.generations, current, plant.segmenter, plant.analyses)

    def _apply(self) -> None:
        if self._scribe is not None:
            self._scribe.apply_pending()

    @staticmethod
    def _tried(do: Callable[[], None]) -> bool:
        """Whether it could be done. What is wrong with the present index is no reason not to make another."""
        try:
            do()
        except (KeyboardInterrupt, SystemExit, GeneratorExit, StoreUnavailable):
            raise
        except BaseException:  # an engine's panic is no Exception
            return False
        return True


def _is_ours(plant: Plant, name: str) -> bool:
    made = plant.generations.manifest(name)
    with plant.store.reading() as connection:
        home = homes.fact(connection, "id")
    return made == manifest_now(home, make_analyzer(plant.segmenter).fingerprint, made.base)


def _withdraw_request(plant: Plant, token: str) -> None:
    request: Path = plant.index_folder / _REQUEST
    if token and read_json(request).get("token") == token:
        request.unlink(missing_ok=True)
