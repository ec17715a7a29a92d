"""A store that cannot be used, said as a small letter. Never the URL: it may hold a password."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from holdings.letters import LantaiError, Letter

#: SQLSTATE (PostgreSQL, appendix A) of a role that may not do what was asked.
_NO_RIGHT = "42501"
#: SQLSTATE of what waited longer for a lock than it was given.
_LOCKED = "55P03"
#: SQLSTATE of a table or a column that is not there, and of data or an index that is damaged.
_LOST, _DAMAGED = ("42P01", "42703"), ("XX001", "XX002")
#: The same in the words of SQLite.
_DAMAGE_SAID = re.compile(
    "malformed|not a database|no such table|no such column|could not decode|unsupported file format|disk i/o error"
)
#: The first table that a statement names.
_TABLE = re.compile(r"\b(?:from|into|update|join|table:?|relation) +\"?([a-z_]+)", re.IGNORECASE)


class StoreUnavailable(LantaiError):
    """The store cannot be used now. A transaction that was under way is kept whole or not at all."""


class StoreDamaged(StoreUnavailable):
    """Something of the store cannot be read, or is not there. What else of it can be is told by `examining`."""


def damaged(error: DBAPIError) -> StoreDamaged | None:
    """What is said of an error that means damage; None for any other."""
    reason, state = _reason(error), _state(error)
    if state not in (*_LOST, *_DAMAGED) and (state or not _DAMAGE_SAID.search(reason.lower())):
        return None
    named = _TABLE.search(reason) or _TABLE.search(error.statement or "")
    zh = f"表 {named[1]}" if named else "整个文件"
    en = f"table {named[1]}" if named else "the file as a whole"
    return StoreDamaged(
        Letter(
            f"馆藏数据库有损坏或缺失（{zh}：{reason}），这一步没有做完；此前最后的改动是否在其中，现在无法断定。"
            "请停止所有改动，先复制一份数据库文件，再运行 lantai check：它逐表说明哪些还可以读；"
            "然后按 docs/operations.md“备份与恢复”由备份恢复。",
            f"The store is damaged or lacks something ({en}: {reason}), so this was not done; whether the last changes "
            "before it are there cannot be told from here. Stop all changes, copy the database first, then run lantai "
            "check: it says table by table what can still be read; then restore a backup as docs/operations.md says.",
        )
    )


@contextmanager
def store_failures() -> Iterator[None]:
    """Within it a store that fails is `StoreUnavailable`; faults of a question stay what they are."""
    try:
        yield
    except PoolTimeout as error:
        raise StoreUnavailable(_too_busy()) from error
    except (DatabaseError, InterfaceError) as error:
        told = damaged(error)
        if told is not None:
            raise told from error
        if isinstance(error, (OperationalError, InterfaceError)):
            raise StoreUnavailable(letter_of(error)) from error
        if _state(error) == _NO_RIGHT:
            raise StoreUnavailable(_no_right(_reason(error))) from error
        raise


def letter_of(error: DBAPIError) -> Letter:
    """What is said of a failure of the driver."""
    reason, state = _reason(error), _state(error)
    told = reason.lower()
    # A connection that is refused has no SQLSTATE: the server's own words are all there is.
    if "password authentication failed" in told or "no password supplied" in told or "pg_hba.conf" in told:
        return Letter(
            f"数据库服务器拒绝了登录：{reason}。馆藏没有打开，也没有改动。请检查 LANTAI_STORE 中的用户名与密码，"
            "以及服务器的 pg_hba.conf。",
            f"The database server refused to let us in: {reason}. The home was not opened and nothing was changed. "
            "Check the user and the password in LANTAI_STORE, and the server's pg_hba.conf.",
        )
    if "fatal" in told and "database" in told and "does not exist" in told:
        return Letter(
            f"数据库服务器上没有这个数据库：{reason}。馆藏没有打开。请先建立数据库"
            "（createdb --encoding UTF8 名称），或改正 LANTAI_STORE 中的名称。",
            f"The server has no such database: {reason}. The home was not opened. Make it first "
            "(createdb --encoding UTF8 NAME), or correct its name in LANTAI_STORE.",
        )
    if "too many clients" in told or "connection slots" in told:
        return _too_busy()
    if state == _LOCKED or "database is locked" in told:
        return Letter(
            "另一个进程正在改动馆藏，等待超过了半分钟，这一次改动没有进行。请稍后再试。",
            "Another process is changing the home; this change waited for half a minute and was not made. "
            "Try again in a moment.",
        )
    if type(error.orig).__module__.startswith("psycopg"):
        return Letter(
            f"数据库服务器没有应答或中断了连接：{reason}。进行中的改动或整个保留，或完全没有。"
            "请检查服务器是否在运行、LANTAI_STORE 中的地址；恢复后自动继续，或重做这一步（先看是否已完成）。",
            f"The database server did not answer or broke off: {reason}. A change under way is kept whole or not at "
            "all. Check that the server runs and that LANTAI_STORE names its address; then what waits goes on by "
            "itself, or do the last step again (look first whether it was done).",
        )
    if "unable to open" not in told and "readonly" not in told:
        return Letter(
            f"数据库无法使用：{reason}。进行中的改动或整个保留，或完全没有。"
            "请检查 LANTAI_HOME 或 LANTAI_STORE、权限和磁盘空间，再看这一步是否已完成（lantai status）。",
            f"The store cannot be used: {reason}. A change under way is kept whole or not at all. Check LANTAI_HOME or "
            "LANTAI_STORE, permissions and free space, then look whether this was done (lantai status).",
        )
    return Letter(
        f"数据库无法使用：{reason}。馆藏没有被改动。请检查 LANTAI_HOME 或 LANTAI_STORE、权限和磁盘空间。",
        f"The store cannot be used: {reason}. Nothing was changed. Check LANTAI_HOME or LANTAI_STORE, "
        "permissions and free space.",
    )


def _too_busy() -> Letter:
    return Letter(
        "数据库的连接都在使用中，等待半分钟后仍没有空闲，这一次没有进行。请稍后再试；"
        "若常发生，请提高服务器的 max_connections 或减少服务进程。",
        "All connections of the database were in use for half a minute, so this was not done. Try again in a moment; "
        "if it goes on, raise the server's max_connections or run fewer processes.",
    )


def _no_right(reason: str) -> Letter:
    return Letter(
        f"数据库用户没有这项权限：{reason}。馆藏没有改动。请让该用户拥有这个数据库"
        "（ALTER DATABASE 名称 OWNER TO 用户），或改用其所有者。",
        f"The database user may not do this: {reason}. Nothing was changed. Let that user own the database "
        "(ALTER DATABASE name OWNER TO user), or use its owner.",
    )


def _state(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")


def _reason(error: DBAPIError) -> str:
    # The first line: the rest are hints on how the driver is used.
    lines = [line.strip() for line in str(error.orig).splitlines() if line.strip()]
    # Nor what stands in a row that cannot be read.
    return lines[0].partition(" with text ")[0] if lines else type(error.orig).__name__
