"""The sample holdings of the demonstration: packages and themes that ship with the project."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import lantai
from lantai import demo_letters, terminal
from lantai.commands.intake import take_in_path, tell_intake
from lantai.curating import load
from lantai.errors import CommandFailed

if TYPE_CHECKING:
    from lantai.wiring import House

#: How long the themes may take to be findable, in seconds.
_PATIENCE_S = 120.0
_SHEETS = ("目录.xlsx", "目录.csv")


def samples_folder() -> Path:
    """Where the samples lie: beside the rooms, in a checkout.

    Raises:
        CommandFailed: this installation has none.
    """
    folder = Path(lantai.__file__).resolve().parent.parent / "samples"
    if not any(_packages(folder)):
        raise CommandFailed(demo_letters.no_samples(str(folder)))
    return folder


def take_in_samples(house: House, samples: Path) -> None:
    """Take every sample package in; one that is held already is left as it is."""
    for package in _packages(samples):
        tell_intake(take_in_path(house, package, "", "unreviewed"))


def load_themes(house: House, samples: Path) -> None:
    """Load and publish the sample themes; one that is there already is left as it is, changed or not."""
    from engines.letters import WriterBusy
    from holdings.store import outbox, themes
    from indexer.findable import backlog, wait_until_findable
    from indexer.writing import drain

    for path in sorted((samples / "themes").glob("*.toml")):
        with house.store.reading() as connection:
            known = set(themes.slugs(connection).values())
        if path.stem in known:
            continue
        theme, changed = load(path, house, publish=True)
        if changed:
            terminal.say(f"专题 theme: {theme.title}；单元 units {len(theme.unit_rows)}")
    if backlog(house.plant):
        with house.store.reading() as connection:
            last = outbox.last_number(connection)
        # Where a service is running its writer does it.
        with suppress(WriterBusy):
            drain(house.plant)
        wait_until_findable(house.plant, last, _PATIENCE_S)


def _packages(samples: Path) -> list[Path]:
    if not samples.is_dir():
        return []
    return sorted(
        folder for folder in samples.iterdir() if any((folder / sheet).is_file() for sheet in _SHEETS)
    )
