"""What a package has said so far: codes, classes and files, on disk and not in memory.

A package may have a million rows; whatever rows say of each other is asked of a temporary SQLite database, which
SQLite keeps in memory while it is small, spills to disk, and removes by itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from holdings.code_spelling import SEPARATORS
from indexer.named_files import expand
from sharing.classes import SharingClass

_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -8192;
CREATE TABLE units (row INTEGER, archive TEXT, code TEXT, class INTEGER, filed INTEGER);
CREATE TABLE named (path TEXT, row INTEGER, place REAL);
CREATE TABLE files (path TEXT, disk TEXT);
"""
_INDICES = """
CREATE INDEX IF NOT EXISTS units_by_code ON units (archive, code, class, row);
CREATE INDEX IF NOT EXISTS named_by_path ON named (path, row);
CREATE INDEX IF NOT EXISTS named_by_row ON named (row, place);
CREATE INDEX IF NOT EXISTS files_by_path ON files (path, disk);
"""
#: For each separator the codes from "X-" on that stand before X with the character after "-": a range each, so that the
#: index finds them.
_BELOW = " UNION ALL ".join(
    "SELECT above.row AS above, below.row AS below FROM units AS above CROSS JOIN units AS below "  # noqa: S608
    f"ON below.archive = above.archive AND below.code > above.code || char({ord(separator)}) "
    f"AND below.code < above.code || char({ord(separator) + 1}) AND below.class > above.class "
    "WHERE above.filed AND above.class < :strictest"
    for separator in SEPARATORS
)
_MORE_OPEN = f"SELECT above, MIN(below), COUNT(*) FROM ({_BELOW}) GROUP BY above ORDER BY above"  # noqa: S608
_BATCH = 2_000


class Ledger:
    """The units and files of one package. Paths are POSIX, below the folder, in Unicode NFC; rows are keys of rows."""

    def __init__(self) -> None:
        # The empty name is SQLite's own temporary database, gone when the connection is.
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.executescript(_SCHEMA)
        self._units: list[tuple[int, str, str, int, bool]] = []
        self._named: list[tuple[str, int, int]] = []
        self._files: list[tuple[str, str]] = []

    def unit(self, row: int, archive: str, code: str, sharing_class: SharingClass, filed: bool) -> None:
        """Note a verified unit; `filed` says whether its row names files."""
        self._units.append((row, archive, code, int(sharing_class), filed))
        if len(self._units) >= _BATCH:
            self._write()

    def named(self, row: int, paths: Iterable[str]) -> None:
        """Note the files that a row names, in their order. Row 0: they are somebody's, and nothing is said of them."""
        self._named.extend((path, row, place) for place, path in enumerate(paths))
        if len(self._named) >= _BATCH:
            self._write()

    def file(self, path: str, disk: str) -> None:
        """Note a file that is there; `disk` is its path as the disk spells it."""
        self._files.append((path, disk))
        if len(self._files) >= _BATCH:
            self._write()

    def close_entries(self, home_archive: str) -> None:
        """Write what is noted and index it; ask only after this.

        Units of the home's own archive become bare; a name that is no file and means several (a folder, a pattern,
        a range) becomes these.
        """
        self._write()
        self._database.execute("UPDATE units SET archive = '' WHERE archive = ?", (home_archive,))
        self._database.executescript(_INDICES)
        self._expand()

    def _expand(self) -> None:
        """Put in the place of names that are no files the files that they mean."""
        unfound = self._database.execute(
            "SELECT named.rowid, named.path, named.row, named.place FROM named LEFT JOIN files USING (path) "
            "WHERE files.path IS NULL ORDER BY named.rowid"
        ).fetchall()
        for rowid, path, row, place in unfound:
            meant = expand(path, self._below)
            if meant:
                self._database.execute("DELETE FROM named WHERE rowid = ?", (rowid,))
                self._database.executemany(
                    "INSERT INTO named VALUES (?, ?, ?)",
                    [(one, row, place + at / (len(meant) + 1)) for at, one in enumerate(meant)],
                )

    def _below(self, beginning: str) -> Iterator[str]:
        """Paths of files that begin with a text, each once."""
        found = self._database.execute(
            "SELECT DISTINCT path FROM files WHERE path >= ? AND path < ? || char(1114111)",
            (beginning, beginning),
        )
        yield from (path for (path,) in found)

    def doubled_codes(self) -> Iterator[tuple[int, int]]:
        """(row, first row) of each unit whose identity an earlier row has."""
        yield from self._database.execute(
            "SELECT units.row, twice.first FROM units JOIN (SELECT archive, code, MIN(row) AS first FROM units "
            "GROUP BY archive, code HAVING COUNT(*) > 1) AS twice USING (archive, code) "
            "WHERE units.row <> twice.first ORDER BY units.row"
        )

    def more_open(self) -> Iterator[tuple[int, int, int]]:
        """(row, first stricter row below, how many) of each unit with files that is more open than one below it."""
        # Below X is what goes on behind it with a separator (`holdings.codes.is_below`).
        yield from self._database.execute(_MORE_OPEN, {"strictest": int(SharingClass.WITHHELD)})

    def absent_files(self) -> Iterator[tuple[int, str]]:
        """(row, path) of each file that is named and not there."""
        yield from self._database.execute(
            "SELECT DISTINCT named.row, named.path FROM named LEFT JOIN files USING (path) "
            "WHERE files.path IS NULL AND named.row > 0 ORDER BY named.row, named.place"
        )

    def files_named_twice(self) -> Iterator[tuple[int, str, int]]:
        """(row, path, first row) of each file that is named once more; the row may be the same."""
        yield from self._database.execute(
            "SELECT row, path, first FROM (SELECT row, path, place, FIRST_VALUE(row) OVER same AS first, "
            "ROW_NUMBER() OVER same AS nth FROM named WHERE row > 0 AND path IN "
            "(SELECT path FROM named WHERE row > 0 GROUP BY path HAVING COUNT(*) > 1) "
            "WINDOW same AS (PARTITION BY path ORDER BY row, place)) WHERE nth > 1 ORDER BY row, place"
        )

    def surplus_files(self) -> Iterator[str]:
        """Paths of files that no row names."""
        yield from (
            path
            for (path,) in self._database.execute(
                "SELECT files.path FROM files LEFT JOIN named USING (path) WHERE named.path IS NULL ORDER BY files.path"
            )
        )

    def counts(self) -> tuple[int, int, int]:
        """How many files are there and named, how many are named and not there, how many are there and not named."""
        found, surplus = self._database.execute(
            "SELECT COUNT(*) FILTER (WHERE path IN (SELECT path FROM named)), "
            "COUNT(*) FILTER (WHERE path NOT IN (SELECT path FROM named)) FROM files"
        ).fetchone()
        (absent,) = self._database.execute(
            "SELECT COUNT(DISTINCT path) FROM named WHERE row > 0 AND path NOT IN (SELECT path FROM files)"
        ).fetchone()
        return int(found), int(absent), int(surplus)

    def files(self) -> Iterator[tuple[str, str]]:
        """(path, path as the disk spells it) of every file, by path."""
        yield from self._database.execute("SELECT path, disk FROM files ORDER BY path, disk")

    def objects(self, row: int) -> tuple[str, ...]:
        """The files of a row as the disk spells them, in the order in which the row names them."""
        found = self._database.execute(
            "SELECT files.disk FROM named JOIN files USING (path) WHERE named.row = ? ORDER BY named.place",
            (row,),
        )
        return tuple(disk for (disk,) in found)

    def _write(self) -> None:
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO units VALUES (?, ?, ?, ?, ?)", self._units)
        self._database.executemany("INSERT INTO named VALUES (?, ?, ?)", self._named)
        self._database.executemany("INSERT INTO files VALUES (?, ?)", self._files)
        self._database.execute("COMMIT")
        self._units.clear()
        self._named.clear()
        self._files.clear()
