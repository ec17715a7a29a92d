"""Rebuilding: a new generation of the indices beside the one that answers, then an atomic swap."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from analyzers.chains import make_analyzer
from engines import query as q
from engines.port import PLACES, Place, View, manifest_now
from holdings.letters import LantaiError, Letter
from holdings.store import homes, outbox, units
from index_templates import templates as t
from index_templates.templates import EntryKind, Partition
from indexer import intake_letters
from indexer.counts import expected_entries, searchable_entries
from indexer.entries import expected
from indexer.files import read_json, replace_json
from indexer.locks import WriterLock
from indexer.plant import Plant
from indexer.scribe import Scribe
from indexer.subjects import protected_units

#: Told of a rebuild: units done, units in all, units a second.
RebuildProgress = Callable[[int, int, float], None]

#: Units asked for one by one in a new generation before it answers.
_SAMPLE = 40
_REQUEST, _TOLD = "rebuild-request.json", "rebuild.json"
_POLL = 0.1


class _Log(Protocol):
    def __call__(self, event: str, **fields: object) -> None: ...


class RebuildFailed(LantaiError):
    """A new generation could not be made, or is not what the store says; the present one goes on."""


class NothingBefore(LantaiError):
    """There is no generation to go back to, or none that this software may ask."""


def reindex(plant: Plant, progress: RebuildProgress) -> None:
    """Rebuild the indices of a home; the present ones answer until the new ones take over.

    Where another process is the writer it is asked to do it, and its progress is told. An interrupted rebuild is
    resumed.

    Raises:
        RebuildFailed: the present indices go on answering.
    """
    lock = WriterLock(plant.index_folder, plant.store)
    token = ""
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
            replace_json(plant.index_folder / _REQUEST, {"token": token})
        told = read_json(plant.index_folder / _TOLD)
        if told.get("token") == token:
            progress(told["done"], told["total"], told["rate"])
            if told["state"] == "done":
                return
            if told["state"] == "failed":
                raise RebuildFailed(Letter(told["zh"], told["en"]))
        time.sleep(_POLL)


def serve_request(plant: Plant, between: Callable[[], None], log: _Log) -> None:
    """Carry out a rebuild that another process asked for, if one did; the writer calls it.

    Args:
        plant: the parts.
        between: called between commits, so that the generation that answers follows what is changed meanwhile.
        log: where it is said.
    """
    request = plant.index_folder / _REQUEST
    token = read_json(request).get("token", "")
    if not token:
        return
    told: dict[str, object] = {"token": token, "state": "working", "done": 0, "total": 0, "rate": 0.0}

    def tell(done: int, total: int, rate: float) -> None:
        told.update(done=done, total=total, rate=rate)
        replace_json(plant.index_folder / _TOLD, told)

    log("rebuild_began")
    try:
        name = build(plant, between, tell)
    except LantaiError as error:
        told.update(state="failed", zh=error.letter.zh, en=error.letter.en)
        log("rebuild_failed", why=error.letter.en)
    except Exception as error:
        letter = intake_letters.rebuild_failed(f"{type(error).__name__}: {error}")
        told.update(state="failed", zh=letter.zh, en=letter.en)
        log("rebuild_failed", why=letter.en)
    else:
        told.update(state="done")
        log("rebuild_done", generation=name)
    replace_json(plant.index_folder / _TOLD, told)
    _withdraw_request(plant, str(token))


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
    before = generations.current()
    name = _begun(plant)
    scribe = Scribe(plant.store, generations, name, plant.segmenter, plant.analyses)
    try:
        with plant.store.reading() as connection:
            total = units.count(connection)
        began = time.monotonic()

        def tell(done: int) -> None:
            progress(min(done, total), total, done / max(1e-6, time.monotonic() - began))

        for _ in scribe.enter_all(tell):
            between()
        _catch_up(plant, scribe, name, between)
        _ask_samples(plant, generations.view(name))
    except RebuildFailed:
        scribe.close()
        generations.drop(name)
        raise
    finally:
        scribe.close()
    generations.make_current(name)
    for kept in generations.kept():
        if kept not in (name, before):
            generations.drop(kept)
    progress(total, total, total / max(1e-6, time.monotonic() - began))
    return name


def roll_back(plant: Plant) -> str:
    """Let the generation before the present one answer again; returns its name.

    What was closed since is hidden by search at once, and the writer makes it catch up.

    Raises:
        NothingBefore: there is none, or it was made by other rules than ours.
    """
    generations = plant.generations
    current = generations.current()
    earlier = [name for name in generations.kept() if name < current]
    if not earlier:
        raise NothingBefore(intake_letters.nothing_to_roll_back())
    name = earlier[-1]
    made = generations.manifest(name)
    with plant.store.reading() as connection:
        home = homes.fact(connection, "id")
    if made != manifest_now(home, make_analyzer(plant.segmenter).fingerprint, made.base):
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
        made = generations.manifest(name)
        unfinished = _applied(generations.view(name)) < made.base and first <= made.base + 1
        # One that was finished and does not answer is one that somebody rolled back from.
        if not found and unfinished and made == manifest_now(home, fingerprint, made.base):
            found = name
        else:
            generations.drop(name)
    return found or generations.make(manifest_now(home, fingerprint, number))


def _catch_up(plant: Plant, scribe: Scribe, name: str, between: Callable[[], None]) -> None:
    """Follow the outbox until the generation holds just what the store says at one moment."""
    while True:
        while scribe.apply_pending():
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
    scribe: Scribe | None = None
    current = plant.generations.current()
    if current and _is_ours(plant, current):
        scribe = Scribe(plant.store, plant.generations, current, plant.segmenter, plant.analyses)

    def between() -> None:
        if scribe is not None:
            scribe.apply_pending()

    try:
        between()
        build(plant, between, progress)
    finally:
        if scribe is not None:
            scribe.close()


def _is_ours(plant: Plant, name: str) -> bool:
    made = plant.generations.manifest(name)
    with plant.store.reading() as connection:
        home = homes.fact(connection, "id")
    return made == manifest_now(home, make_analyzer(plant.segmenter).fingerprint, made.base)


def _applied(view: View) -> int:
    return min(view.at(place.index, place.partition).applied.number for place in PLACES)


def _withdraw_request(plant: Plant, token: str) -> None:
    request: Path = plant.index_folder / _REQUEST
    if token and read_json(request).get("token") == token:
        request.unlink(missing_ok=True)
