"""Files handed over without a catalogue that have a secrecy mark: no 密级 speaks for them, so a person is to look.

Source: 国家秘密定密管理暂行规定: a mark is printed with ★ in the upper corner of the first page.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from holdings.letters import Letter
from holdings.store import pages
from holdings.store.database import Transaction
from indexer.letters import secrecy_on_files
from indexer.marks_elsewhere import marks_in

_STAR = "★"
_LONGEST_READ = 2_000


def note_marked_names(paths: Iterable[str]) -> tuple[Letter, ...]:
    """A notice of the files whose names have a mark; none where no name has one."""
    return _noted(path for path in paths if _is_marked(path))


def note_marked_files(connection: Transaction, package: int, paths: Iterable[str]) -> tuple[Letter, ...]:
    """A notice of the files whose names or first pages have a mark; none where none has one.

    Args:
        connection: to the store, where the pages are.
        package: the row of the package.
        paths: of all its files.
    """
    by_page = {
        name
        for name, text in pages.first_pages_with(connection, package, _STAR)
        if marks_in(text[:_LONGEST_READ], is_prose=True)
    }
    return _noted(path for path in paths if _is_marked(path) or path in by_page)


def _is_marked(path: str) -> bool:
    return bool(marks_in(PurePosixPath(path).stem, is_prose=True))


def _noted(names: Iterable[str]) -> tuple[Letter, ...]:
    marked = sorted(names)
    return (secrecy_on_files(marked),) if marked else ()
