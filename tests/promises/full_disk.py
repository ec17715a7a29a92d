"""A home on a disk that fills up: intakes that fail at every point of the way, each time with a little more room.

Also a program, for a process that may mount (see `test_intake_on_a_full_disk.py`):
    python -m tests.promises.full_disk FOLDER PACKAGE
"""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from pathlib import Path

from holdings.letters import LantaiError
from holdings.store import units
from indexer.counts import expected_entries, searchable_entries
from indexer.findable import backlog
from indexer.pipeline import take_in
from indexer.progress import IntakeProgress
from tests.homes import make_plant, pinned, terms

#: Kilobytes of the disk at first, how many more at each further try, and the most.
_FIRST, _MORE, _MOST = 400, 160, 12_000


def _disk(folder: Path, kilobytes: int, *more: str) -> None:
    options = ",".join((f"size={kilobytes}k", *more))
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)


def _main(folder: Path, package: Path) -> None:
    size = _FIRST
    _disk(folder, size)
    failed: list[tuple[str, bool]] = []
    letters: set[str] = set()
    stage = ["opening"]
    while True:
        stage[1:] = []
        plant = None
        try:
            plant = make_plant(folder / "home")
            take_in(plant, package, terms(plant), told_to(stage))
        except (LantaiError, OSError) as error:
            letters.add(str(error))
            failed.append((stage[-1], _nothing_half_done(plant) if plant is not None else True))
        else:
            break
        finally:
            if plant is not None:
                plant.store.close()
        size += _MORE
        assert size < _MOST, f"there is never room enough: {failed} {letters}"
        _disk(folder, size, "remount")
    plant = make_plant(folder / "home")
    with plant.store.reading() as connection:
        wanted = expected_entries(connection)
        told = {
            "failed": failed,
            "letters": sorted(letters),
            "units": units.count(connection),
            "whole": searchable_entries(pinned(plant)) == wanted and backlog(plant) == 0,
            "objects": len(list(plant.objects.all())),
            "kilobytes": size,
        }
    print(json.dumps(told))


def told_to(stage: list[str]) -> IntakeProgress:
    """Notes the stages that an intake comes to."""
    return lambda told: stage.append(told.name)


def _nothing_half_done(plant) -> bool:
    """Not a unit is held, or all are and their change waits for the index."""
    with plant.store.reading() as connection:
        held = units.count(connection)
    return held == 0 or backlog(plant) == 1


if __name__ == "__main__":
    warnings.simplefilter("ignore", ResourceWarning)
    _main(Path(sys.argv[1]), Path(sys.argv[2]))
