"""The readers of the demonstration: one of each kind, made where they are missing."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sharing.access import ANONYMOUS, Reader, Role
from sharing.grants import NamedReader, new_token
from sharing.store import add_grant, add_reader, all_readers, reader_by_name

if TYPE_CHECKING:
    from lantai.wiring import House

_FILE = "demo-readers.json"


@dataclass(frozen=True, slots=True)
class DemoReader:
    """A reader of the demonstration.

    Attributes:
        label: a heading for the reader's column, in both languages.
        reader: the reader with the rights that hold today.
        token: the bearer token; empty for the anonymous one and where it is not known any more.
    """

    label: str
    reader: Reader
    token: str


@dataclass(frozen=True, slots=True)
class _Made:
    label: str
    name: str
    role: Role
    scope: str
    granted: str


_READERS = (
    _Made("校史研究者 grantee Z008", "演示·校史研究者", Role.READER, "", "Z008"),
    _Made("海员家属 grantee J101", "演示·海员家属", Role.READER, "", "J101"),
    _Made("海光中学 supplier", "演示·海光中学", Role.SUPPLIER, "闽海市海光中学", ""),
    _Made("馆员 staff", "演示·馆员", Role.STAFF, "", ""),
)


def ensure_readers(house: House) -> list[DemoReader]:
    """The anonymous reader and those of the demonstration; the missing ones are made, and their grants.

    Their tokens are kept in the home, for its owner alone to read: demonstrations are shown more than once.
    Tokens of other readers are kept nowhere.
    """
    path = house.settings.home / _FILE
    tokens = _tokens(path)
    today = house.today()
    made = False
    with house.store.writing() as connection:
        known = {reader.name for reader in all_readers(connection)}
        for wanted in _READERS:
            if wanted.name not in known:
                tokens[wanted.name], made = new_token(), True
                reader = NamedReader(wanted.name, wanted.role, wanted.scope, False)
                add_reader(connection, reader, tokens[wanted.name], house.now())
            found = reader_by_name(connection, wanted.name, today)
            if found is not None and wanted.granted and wanted.granted not in found.granted:
                until = today + dt.timedelta(days=365)
                add_grant(connection, wanted.name, wanted.granted, until, "演示 demonstration", house.now())
    if made:
        _keep(path, tokens)
    readers = [DemoReader("匿名 anonymous", ANONYMOUS, "")]
    with house.store.reading() as connection:
        for wanted in _READERS:
            found = reader_by_name(connection, wanted.name, today)
            if found is not None:
                readers.append(DemoReader(wanted.label, found, tokens.get(wanted.name, "")))
    return readers


def _tokens(path: Path) -> dict[str, str]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(token) for name, token in told.items()} if isinstance(told, dict) else {}


def _keep(path: Path, tokens: dict[str, str]) -> None:
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(json.dumps(tokens, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
