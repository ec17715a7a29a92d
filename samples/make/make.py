"""Make the sample holdings from the texts in `sources/`.

Every package of `samples/` is written anew from one source: the catalogue sheet, the plain texts, the
born-digital PDF, and the scans, which are drawn. The outcome is committed, since a reader of the samples
has neither these fonts nor these libraries; run this only after changing a source.

    apt-get install fonts-noto-cjk fonts-arphic-uming fonts-arphic-ukai
    pip install -r samples/make/requirements.txt
    python samples/make/make.py

The same sources give the same bytes with the same versions of the fonts and libraries (random numbers are
seeded by the path of the image).
"""

from __future__ import annotations

import shutil
from pathlib import Path

import born_digital
import scans
import sheets
from sources import Package, Unit, packages

SAMPLES = Path(__file__).resolve().parent.parent


def main() -> None:
    """Write every package; print one line each."""
    for package in packages():
        folder = SAMPLES / package.folder
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir()
        written = {unit.code: write_files(folder, unit) for unit in package.units}
        sheets.write(folder, package, written)
        print(summary(folder, package))


def write_files(folder: Path, unit: Unit) -> list[str]:
    """Write a unit's digital objects.

    Args:
        folder: The package's folder.
        unit: The unit, with its text in pages and the form that its objects take.

    Returns:
        Paths below the folder, with `/`, in page order.
    """
    if unit.style == "none":
        return []
    target = folder / unit.path
    target.parent.mkdir(parents=True, exist_ok=True)
    if unit.style == "txt":
        target.write_bytes("\f".join(unit.pages).encode(unit.options.get("encoding", "utf-8")))
        return [unit.path]
    if unit.style == "pdf":
        born_digital.write_pdf(target, unit)
        return [unit.path]
    return [path.relative_to(folder).as_posix() for path in scans.write(target, unit)]


def summary(folder: Path, package: Package) -> str:
    """Say in one line what a package holds."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    with_files = sum(unit.style != "none" for unit in package.units)
    return f"{package.folder}: {len(package.units)} units, {with_files} with contents, {size / 1024:.0f} KiB"


if __name__ == "__main__":
    main()
