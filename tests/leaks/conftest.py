"""Two archives made from the same packages: one with hidden units everywhere, one that never held any."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.homes import make_plant
from tests.leaks.archives import Holdings, holdings, make_archive
from tests.leaks.asking import Home


@pytest.fixture(scope="session")
def held() -> Holdings:
    """What the larger archive holds."""
    return holdings()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, held: Holdings) -> dict[str, Path]:
    """Folders of the homes, to be copied and never changed."""
    folders = {}
    plain = held.without_hidden()
    for name, what in (
        ("with hidden", held),
        ("without", plain),
        ("other secrets", plain.with_other_secrets()),
    ):
        folder = tmp_path_factory.mktemp("archive")
        make_archive(folder, what).store.close()
        folders[name] = folder / "home"
    return folders


@pytest.fixture
def copy(made: dict[str, Path], tmp_path: Path) -> Iterator[Callable[[str], Home]]:
    """Opens a copy of one of the homes, which a test may change."""
    opened: list[Home] = []

    def open_copy(name: str) -> Home:
        folder = tmp_path / f"home{len(opened)}"
        shutil.copytree(made[name], folder)
        opened.append(Home(make_plant(folder)))
        return opened[-1]

    yield open_copy
    for home in opened:
        home.close()


@pytest.fixture
def both(copy: Callable[[str], Home]) -> tuple[Home, Home]:
    """The home with hidden units and the one without."""
    return copy("with hidden"), copy("without")
