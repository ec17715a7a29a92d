"""The whole way in: receive → verify → accession → extract → recognise → analyse → enter → write.

A package is taken whole or not at all. Whatever was done is not done again, so an interrupted intake is resumed by
starting it once more, and a finished one changes nothing.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from holdings.identity import UnitIdentity
from holdings.letters import LantaiError, Letter
from holdings.store import objects, outbox, packages
from indexer.accession import accession, make_visible
from indexer.findable import follow
from indexer.giving_up import forget_refused, settle_interrupted
from indexer.locks import IntakeLock
from indexer.marked_files import note_marked_files
from indexer.plant import Plant
from indexer.progress import IntakeProgress, Stage
from indexer.receive import Received, receive
from indexer.refusals import Refused
from indexer.verify import Terms

__all__ = ["Intake", "IntakeProgress", "Stage", "UnreadObject", "take_in"]

_LOG = logging.getLogger("lantai.intake")

#: The most objects without text that an intake lists.
_MOST_LISTED = 1_000


@dataclass(frozen=True, slots=True)
class UnreadObject:
    """An object whose text is missing, or that of some of its pages.

    Attributes:
        unit: the unit's identity as written.
        name: path below the folder that was handed over.
        letter: why, and what to do.
    """

    unit: str
    name: str
    letter: Letter


@dataclass(frozen=True, slots=True)
class Intake:
    """What an intake did.

    Attributes:
        package: the package's row in the store.
        source: name of the folder or sheet.
        units: how many units the package brought; those that were held already are left out.
        units_before: how many units of the package were held already, just as it has them.
        pages: how many pages they have.
        unread: objects without text, at most a thousand.
        notices: what a person should know of the package.
        already: nothing changed: the package was taken in before.
        number: the outbox number from which on all of it is findable.
    """

    package: int
    source: str
    units: int
    units_before: int
    pages: int
    unread: tuple[UnreadObject, ...]
    notices: tuple[Letter, ...]
    already: bool
    number: int


def take_in(plant: Plant, path: Path, terms: Terms, progress: IntakeProgress) -> Intake:
    """Take in what lies at `path`; returns when its units are findable.

    Raises:
        Refused: with every reason; nothing of it was taken.
        SheetError: the catalogue sheet as a whole cannot be read.
        LantaiError: something else stands in the way; started again it goes on where it stopped.
    """
    with IntakeLock(plant.index_folder, plant.store):
        progress(Stage("verify", 0, 0, 0))
        # Whatever an intake that was killed left behind is put in order, also where this one is refused.
        settle_interrupted(plant.store, plant.objects)
        received = _received(plant, path, terms)  # receive, verify
        progress(Stage("verify", received.count, received.count, 0))
        begun = accession(plant, received, progress)  # accession: bytes kept, units staged
        if begun.already:
            with plant.store.reading() as connection:
                number = outbox.last_number(connection)
        else:
            plant.queue.read(plant, begun.package, progress)  # extract, recognise
            number = make_visible(plant, received, begun)
    intake = _told(plant, received, begun.package, begun.already, number)

    def written(done: int) -> None:
        progress(Stage("write", min(done, intake.units), intake.units, 0))

    written(0)
    follow(plant, number, begun.package, written)  # analyse, enter, write
    written(intake.units)
    return intake


def _received(plant: Plant, path: Path, terms: Terms) -> Received:
    try:
        return receive(path, terms)
    except Refused as refused:
        try:
            forget_refused(plant, refused)
        except LantaiError as error:
            _LOG.error("secret_not_forgotten", extra={"why": error.letter.en})
            refused.letter = Letter(
                f"{refused.letter.zh}\n{error.letter.zh}", f"{refused.letter.en}\n{error.letter.en}"
            )
        raise


def _told(plant: Plant, received: Received, package: int, already: bool, number: int) -> Intake:
    with plant.store.reading() as connection:
        units, pages = packages.tally(connection, package)
        # A catalogue speaks of secrecy itself, and its rows were judged by it.
        marked = (
            ()
            if received.sheet
            else note_marked_files(
                connection, package, (path for unit in received.units() for path in unit.objects)
            )
        )
        lacking = objects.with_notes(connection, package, _MOST_LISTED)
    unread = tuple(
        UnreadObject(UnitIdentity(archive, code).written, one.name, one.note)
        for archive, code, one in lacking
        if one.note is not None
    )
    before = max(0, received.count - units)
    return Intake(
        package, received.source, units, before, pages, unread, received.notices + marked, already, number
    )
