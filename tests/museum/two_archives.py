"""A home that holds two archives with the same codes, and suppliers whose code stands in one of them or in both."""

from __future__ import annotations

from pathlib import Path

from holdings.store import homes
from indexer.plant import Plant
from indexer.writing import drain
from sharing.access import Role
from sharing.grants import NamedReader
from sharing.store import add_reader
from tests import homes as made
from tests.promises.asked_home import NOW, rows

OWN, OTHER = "352001", "352002"
#: Suppliers by the reader's name, as an older version kept them: the local code alone.
SUPPLIERS = {"of-both": "J002", "of-the-other": "邻县水利局", "with-a-colon": "甲局:乙科"}


def home_of_two_archives(folder: Path, count: int = 12) -> Plant:
    """So many units of the home's own archive, and as many of another under the same codes."""
    plant = made.make_plant(folder / "home")
    with plant.store.writing() as connection:
        homes.set_fact(connection, "archive", OWN)
    for archive, creator in ((OWN, "甲局:乙科"), (OTHER, "邻县水利局")):
        told = [
            {**row, "档案馆代码": archive, "立档单位": creator if at % 3 == 0 else ""}
            for at, row in enumerate(rows(count))
        ]
        made.take(plant, made.write_package(folder / archive, told))
    with plant.store.writing() as connection:
        for name, scope in SUPPLIERS.items():
            add_reader(connection, NamedReader(name, Role.SUPPLIER, scope, False), f"lt_{name}", NOW)
    drain(plant)
    return plant
