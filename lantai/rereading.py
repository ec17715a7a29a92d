"""`lantai jobs reread`: objects read anew by the readers of today, and what that is said to change."""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from holdings.rereading import Outcome
from holdings.store import outbox
from holdings.store.object_choice import WantedObjects
from indexer.findable import follow
from indexer.locks import IntakeLock
from indexer.progress import Stage
from indexer.reviewing.anew import Asked, ReadAnew, read_anew
from lantai import letters, terminal
from lantai.classing import packages_meant
from lantai.commands.units import held_unit
from lantai.errors import UsageError

if TYPE_CHECKING:
    from lantai.wiring import House

#: How many objects are shown to a person; `--json` lists a thousand.
_SHOWN = 50

_SAID = {
    Outcome.SAME: "不变 same",
    Outcome.CHANGED: "文字不同 changed",
    Outcome.ADDED: "补上 added",
    Outcome.REFUSED: "乱码撤下 garbled, taken off",
    Outcome.EMPTIED: "并入他页 now on other pages",
    Outcome.KEPT: "保留 kept",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the command line asks for; see `WantedObjects` and `Asked`.

    Attributes:
        packages: numbers or names of packages.
    """

    codes: tuple[str, ...]
    forms: tuple[str, ...]
    packages: tuple[str, ...]
    before: str
    suspect: bool
    lacking: bool
    recognised: bool
    apply: bool


def reread(house: House, chosen: Chosen) -> ReadAnew:
    """Read objects anew; returns, where it is written, when it is findable.

    Raises:
        IntakeBusy: an intake is under way, and it is to be written.
        UsageError: the day is none.
        CommandFailed: a unit is not held, or there is no such package.
    """
    if chosen.before and not _is_day(chosen.before):
        raise UsageError(letters.no_day(chosen.before))
    plant = house.plant
    with plant.store.reading() as connection:
        rows = tuple(held_unit(connection, code, house).row for code in chosen.codes)
        packages = tuple(row for text in chosen.packages for row in packages_meant(connection, text))
    wanted = WantedObjects(chosen.forms, packages, rows, chosen.before, chosen.lacking)
    asked = Asked(wanted, chosen.suspect, chosen.recognised, chosen.apply)
    lock = IntakeLock(plant.index_folder, plant.store) if chosen.apply else contextlib.nullcontext()
    with lock, terminal.Progress() as progress:

        def show_stage(stage: Stage) -> None:
            progress.show("重读 read anew", stage.done, stage.total, stage.failed)

        done = read_anew(plant, asked, house.now, show_stage)
    if chosen.apply:
        with plant.store.reading() as connection:
            number = outbox.last_number(connection)
        follow(plant, number, 0, lambda _done: None)
    return done


def as_json(done: ReadAnew, chosen: Chosen) -> dict[str, Any]:
    """For programs."""
    return {
        "applied": chosen.apply,
        "objects": done.read,
        "changed": done.changed,
        "pages": {outcome.value: count for outcome, count in done.outcomes.items()},
        "listed": [
            {
                "unit": one.unit,
                "name": one.name,
                "pages": {outcome.value: count for outcome, count in one.outcomes.items()},
                "before": one.before,
                "after": one.after,
                "zh": one.note.zh if one.note else "",
                "en": one.note.en if one.note else "",
            }
            for one in done.listed
        ],
        "lost": [{"unit": unit, "zh": letter.zh, "en": letter.en} for unit, letter in done.lost],
    }


def show(done: ReadAnew, chosen: Chosen) -> None:
    """For people."""
    for unit, letter in done.lost:
        terminal.tell_line(f"{unit}  {letter.zh} {letter.en}")
    for one in done.listed[:_SHOWN]:
        counts = "，".join(f"{_SAID[outcome]} {count:,}" for outcome, count in one.outcomes.items())
        terminal.say(f"{one.unit}  {one.name}: {counts}")
        if one.before or one.after:
            terminal.say(f"    原 before: {_line(one.before)}")
            terminal.say(f"    今 after:  {_line(one.after)}")
        if one.note is not None:
            terminal.say(f"    {one.note.zh} {one.note.en}")
    if len(done.listed) > _SHOWN:
        terminal.say(f"另有 {len(done.listed) - _SHOWN:,} 件未列出（--json） further objects are not shown")
    pages = "，".join(f"{_SAID[outcome]} {count:,}" for outcome, count in done.outcomes.items() if count)
    terminal.say(f"读 objects read {done.read:,}，有不同 changed {done.changed:,}；页 pages: {pages or 0}")
    if done.changed and not chosen.apply:
        terminal.tell(letters.only_previewed())


def _line(text: str) -> str:
    return " ".join(text.split()) or "（无 none）"


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
