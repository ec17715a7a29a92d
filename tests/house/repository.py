"""What the repository holds, as a fresh clone would."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

# As in .gitignore: what lies in a checkout and is no part of the project.
_NOT_OURS = frozenset(
    {
        ".git", ".venv", "__pycache__", ".lantai", ".pytest_cache", ".mypy_cache", ".ruff_cache",
        ".hypothesis", ".import_linter_cache", "build", ".servers",
    }
)  # fmt: skip


def project() -> dict[str, Any]:
    """pyproject.toml, read."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def rooms() -> list[str]:
    """Top-level packages that are part of the product, by name."""
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    return sorted(found - {"tests"})


def paths(below: Path = ROOT) -> Iterator[Path]:
    """Every path of the repository that is a file of the project."""
    for path in sorted(below.iterdir()):
        if path.name in _NOT_OURS or path.name.endswith(".egg-info"):
            continue
        if path.is_dir():
            yield from paths(path)
        else:
            yield path


def texts() -> Iterator[tuple[str, str]]:
    """(path from the root, text) of everything that is UTF-8 text and not a locked archive."""
    for path in paths():
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def sources() -> Iterator[tuple[str, ast.Module]]:
    """(path from the root, syntax tree) of every module of the product's rooms."""
    for room in rooms():
        for path in paths(ROOT / room):
            if path.suffix == ".py":
                yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_bytes(), str(path))


def imported(tree: ast.Module) -> Iterator[str]:
    """Top-level name of each module that the tree imports, anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.partition(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
