"""Reading pages once more: workers read as at intake, the better reading stands, each reading is kept.

Whatever is committed is never done again: a page that was read in a setting is not read in it once more, so an
interrupted run goes on where it stopped, and a finished one changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from holdings.letters import Letter
from holdings.objects import ObjectMissing
from holdings.pages import Reading
from holdings.readings import KeptReading, best_by_machine
from holdings.store import outbox, readings, units
from holdings.store.database import Transaction
from holdings.store.readings import PoorPage, Wanted
from indexer.extraction.jobs import Job, ObjectRead, PageRead, PageUnread
from indexer.extraction.limits import USUAL, ReadingLimits
from indexer.extraction.pool import ExtractionPool
from indexer.extraction.tasks import Chooser
from indexer.plant import Plant
from indexer.progress import IntakeProgress, Stage
from indexer.reviewing.choosing import worth
from indexer.reviewing.trials import Trial, trial_chooser
from sharing.store import changes_of

#: A transaction is closed after so many pages, or so many seconds.
_PAGES = 50
_SECONDS = 2.0
#: Pages looked up at a time.
_STRIDE = 500
#: The most pages without a new reading that are listed.
_MOST_LISTED = 1_000


@dataclass(frozen=True, slots=True)
class FailedPage:
    """A page that could not be read once more."""

    unit: str
    number: int
    letter: Letter


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """What came of reading pages again.

    Attributes:
        pages: how many were read again, failed ones included.
        better: of how many the new reading stands now.
        failed: how many gave no new reading.
        failures: these, at most a thousand.
    """

    pages: int
    better: int
    failed: int
    failures: tuple[FailedPage, ...]


def read_again(
    plant: Plant,
    wanted: Wanted,
    trial: Trial,
    most: int,
    now: Callable[[], str],
    progress: IntakeProgress,
    *,
    limits: ReadingLimits = USUAL,
    make: Callable[[str, ReadingLimits], Chooser] = trial_chooser,
) -> ReadAgain:
    """Read the pages that are asked for once more, and let the better reading of each stand.

    Pages that a person corrected are never read again; if one is corrected meanwhile, the new reading is kept
    beside the correction. The indices follow by the outbox; its rows do not tighten, since a misreading that goes
    is no text that somebody decided to hide.

    Args:
        plant: the parts.
        wanted: which pages; those that were tried in this way before are left out.
        trial: how to read.
        most: at most so many pages.
        now: the moment, ISO 8601 in UTC.
        progress: told of the stage ``again``, which counts pages.
        limits: of the workers.
        make: as of `ExtractionPool`, called with the trial as it is written. Tests hand in others.

    Raises:
        EngineMissing: the engine cannot be made, or does not know the setting.
    """
    untried = replace(wanted, untried=(trial.engine, trial.setting))
    with plant.store.reading() as connection:
        total = min(most, sum(readings.tally(connection, untried).values()))
    run = _Run(plant, trial, now, progress, Stage("again", 0, total, 0))
    progress(run.stage)
    if total:
        with ExtractionPool(trial.written, plant.workers, limits, make) as pool:
            for told in pool.read(run.jobs(untried, most)):
                run.hear(told)
        run.flush()
    return ReadAgain(run.stage.done, run.better, run.stage.failed, tuple(run.failures))


class _Run:
    """One run: what is under way, and what was heard and is not written yet."""

    def __init__(
        self, plant: Plant, trial: Trial, now: Callable[[], str], progress: IntakeProgress, stage: Stage
    ) -> None:
        self._plant = plant
        self._trial = trial
        self._now = now
        self._progress = progress
        self._under_way: dict[int, dict[int, PoorPage]] = {}
        self._heard: list[tuple[PoorPage, KeptReading]] = []
        self._flushed = time.monotonic()
        self.stage = stage
        self.better = 0
        self.failures: list[FailedPage] = []

    def jobs(self, wanted: Wanted, most: int) -> Iterator[Job]:
        """The pages asked for, object by object."""
        after, left, key = (0, 0), most, 0
        while left > 0:
            with self._plant.store.reading() as connection:
                stride = readings.pending(connection, wanted, after, min(left, _STRIDE))
            if not stride:
                return
            after, left = (stride[-1].unit, stride[-1].number), left - len(stride)
            for group in _by_object(stride):
                key += 1
                first = group[0]
                self._under_way[key] = {page.object_page: page for page in group}
                done = frozenset(range(first.object_pages)) - {page.object_page for page in group}
                try:
                    path = self._plant.objects.path(first.digest)
                except ObjectMissing as error:
                    self._lost(key, error.letter)
                    continue
                yield Job(key, path, first.name, done)

    def hear(self, told: object) -> None:
        """Take in what a worker said."""
        match told:
            case PageRead(key, page):
                poor = self._under_way[key].pop(page.object_page, None)
                if poor is not None:
                    self._heard.append(
                        (
                            poor,
                            KeptReading(
                                page.reading,
                                page.text,
                                engine=page.engine or self._trial.engine,
                                setting=self._trial.setting,
                                confidence=page.confidence,
                                boxes=page.packed(),
                                at=self._now(),
                            ),
                        )
                    )
            case PageUnread(key, index, letter):
                poor = self._under_way[key].pop(index, None)
                if poor is not None:
                    self._failed(poor, letter)
            case ObjectRead(key, _, _, letter) if letter is not None:
                self._lost(key, letter)
            case ObjectRead(key):
                del self._under_way[key]
        if len(self._heard) >= _PAGES or time.monotonic() - self._flushed > _SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write down what was heard."""
        if self._heard:
            with self._plant.store.writing() as connection:
                changed = [page.unit for page, new in self._heard if self._kept(connection, page, new)]
                held = units.by_rows(connection, dict.fromkeys(changed))
                # No row tightens: see `read_again`.
                outbox.record(connection, changes_of(connection, held.values()))
            self.better += len(changed)
            self.stage = replace(self.stage, done=self.stage.done + len(self._heard))
        self._heard = []
        self._flushed = time.monotonic()
        self._progress(self.stage)

    def _kept(self, connection: Transaction, page: PoorPage, new: KeptReading) -> bool:
        """Keep a reading beside the others of its page; whether another one stands now."""
        known = readings.of_page(connection, page.unit, page.number)
        again = any((one.engine, one.setting) == (new.engine, new.setting) for one in known)
        if not known or again:  # withdrawn with its package, or read by another run meanwhile
            return False
        readings.keep(connection, page.unit, page.number, new)
        kept = readings.of_page(connection, page.unit, page.number)
        worths = {one.row: worth(one) for one in kept if one.reading is not Reading.CORRECTED}
        readings.judge(connection, worths)
        kept = [replace(one, worth=worths.get(one.row, 0.0)) for one in kept]
        standing = next(one for one in kept if one.stands)
        best = best_by_machine(kept)
        if standing.reading is Reading.CORRECTED or best is None or best.row == standing.row:
            return False
        readings.stand(connection, page.unit, page.number, best)
        readings.settle_notes(connection, page.unit)
        units.remember(
            connection,
            page.unit,
            new.at,
            "text",
            element=f"第{page.number}页 page {page.number}",
            before=f"{standing.reading.value} {standing.engine} {standing.setting}".strip(),
            after=f"{best.reading.value} {best.engine} {best.setting}".strip(),
        )
        return True

    def _failed(self, page: PoorPage, letter: Letter) -> None:
        # Kept too, so that the next run does not try what failed once more.
        nothing = KeptReading(
            Reading.RECOGNISED,
            "",
            engine=self._trial.engine,
            setting=self._trial.setting,
            confidence=0.0,
            at=self._now(),
            note=letter,
        )
        self._heard.append((page, nothing))
        self.stage = replace(self.stage, failed=self.stage.failed + 1)
        if len(self.failures) < _MOST_LISTED:
            self.failures.append(FailedPage(page.identity.written, page.number, letter))

    def _lost(self, key: int, letter: Letter) -> None:
        for page in self._under_way.pop(key, {}).values():
            self._failed(page, letter)


def _by_object(stride: Sequence[PoorPage]) -> Iterator[list[PoorPage]]:
    group: list[PoorPage] = []
    for page in stride:
        if group and (page.unit, page.position) != (group[0].unit, group[0].position):
            yield group
            group = []
        group.append(page)
    if group:
        yield group
