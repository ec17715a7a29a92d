"""`lantai reader`: who has a name here, and the token that proves it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from holdings.legible import is_legible
from lantai import letters, terminal
from lantai.commands.parsing import Families, add_json, command, family
from lantai.errors import CommandFailed, UsageError

if TYPE_CHECKING:
    from holdings.store.database import Transaction
    from lantai.wiring import House
    from sharing.access import Role

_ROLES = {"reader": "读者（只凭授权）", "supplier": "移交单位", "staff": "馆员"}
_LONGEST_NAME = 80


def register(families: Families) -> None:
    """Add the family."""
    readers = family(
        families,
        "reader",
        "读者：登记、列出、停用。",
        "Readers: add, list, end.",
        "lantai reader add 研究者甲 --role reader\nlantai reader end 研究者甲",
    )
    add = command(
        readers,
        "add",
        "登记读者，最后一行单独打印其令牌；令牌只显示这一次。",
        "Add a reader; the bearer token is printed alone on the last line, this once only.",
        "lantai reader add 研究者甲 --role reader\n"
        "lantai reader add 港务局 --role supplier --scope 闽海港务局\n"
        "lantai reader add 馆员乙 --role staff",
    )
    add.add_argument("name", metavar="NAME", help="读者名 the reader's name")
    add.add_argument(
        "--role",
        required=True,
        choices=tuple(_ROLES),
        help="reader 只凭授权 what is granted; supplier 本单位移交的全部 all it supplied; "
        "staff 本馆全部 all of the archive",
    )
    add.add_argument(
        "--scope",
        default="",
        metavar="CODE",
        help="supplier：移交单位代码，他馆的写 档案馆代码:代码 its code as stored, ARCHIVE:CODE of another archive; "
        "staff：档案馆代码，空为本馆 an archive code, empty: this one",
    )
    add.set_defaults(run=add_reader)
    listed = command(readers, "list", "列出全部读者。", "List all readers.")
    add_json(listed)
    listed.set_defaults(run=list_readers)
    end = command(readers, "end", "停用读者的令牌，立即生效。", "End a reader's token, at once.")
    end.add_argument("name", metavar="NAME", help="读者名 the reader's name")
    end.set_defaults(run=end_reader)


def add_reader(arguments: argparse.Namespace, house: House) -> int:
    """`lantai reader add`."""
    from sharing.access import Role
    from sharing.grants import NamedReader, new_token
    from sharing.store import add_reader as put_reader
    from sharing.store import all_readers

    name, role = str(arguments.name), Role(arguments.role)
    if name != name.strip() or not is_legible(name) or not 1 <= len(name) <= _LONGEST_NAME:
        raise UsageError(letters.bad_reader_name(name))
    scope = _scope(str(arguments.scope).strip(), role, house)
    token = new_token()
    with house.store.writing() as connection:
        for known in all_readers(connection):
            if known.name == name:
                raise CommandFailed(letters.reader_taken(name, known.ended))
        put_reader(connection, NamedReader(name, role, scope, False), token, house.now())
        _warn(connection, role, scope)
    terminal.say(f"{_ROLES[role.value]} {role.value}: {name}" + (f"  [{scope}]" if scope else ""))
    terminal.say("令牌只显示这一次，请妥善保管。The token is shown this once only:")
    terminal.say(token)
    return 0


def list_readers(arguments: argparse.Namespace, house: House) -> int:
    """`lantai reader list`."""
    from sharing.store import all_readers

    with house.store.reading() as connection:
        readers = all_readers(connection)
    if arguments.json:
        terminal.say_json(
            {
                "readers": [
                    {"name": known.name, "role": known.role.value, "scope": known.scope, "ended": known.ended}
                    for known in readers
                ]
            }
        )
        return 0
    if not readers:
        terminal.say("还没有读者。No readers yet: lantai reader add NAME --role reader")
        return 0
    terminal.table(
        ("读者 reader", "角色 role", "范围 scope", "状态 state"),
        [
            (
                known.name,
                f"{_ROLES[known.role.value]} {known.role.value}",
                known.scope,
                "已停用 ended" if known.ended else "在用 open",
            )
            for known in readers
        ],
    )
    return 0


def end_reader(arguments: argparse.Namespace, house: House) -> int:
    """`lantai reader end`."""
    from sharing.store import end_reader as close_reader

    with house.store.writing() as connection:
        if not close_reader(connection, arguments.name, house.now()):
            raise CommandFailed(letters.no_reader(arguments.name))
    terminal.say(f"已停用 ended: {arguments.name}")
    return 0


def _scope(scope: str, role: Role, house: House) -> str:
    """The scope as the store keeps it: a supplier with its archive, of staff an archive other than the home's own."""
    from holdings.code_spelling import normalise
    from holdings.identity import parts_of, written

    match role.value:
        case "reader" if scope:
            raise UsageError(letters.scope_not_taken())
        case "supplier" if not scope:
            raise UsageError(letters.scope_needed())
        case "staff":
            archive = normalise(scope)
            return "" if archive == house.archive else archive
        case "supplier":
            named, code = parts_of(scope)
            archive = normalise(named)
            if not code:
                raise UsageError(letters.scope_needed())
            return written("" if archive == house.archive else archive, code)
    return scope


def _warn(connection: Transaction, role: Role, scope: str) -> None:
    """Say so where nothing is held that the role would show."""
    from holdings.identity import parts_of, written
    from holdings.store import census

    if role.value == "supplier":
        archive, code = parts_of(scope)
        elsewhere = [
            written(other, code) for other in census.suppliers_archives(connection, code) if other != archive
        ]
        if not census.supplies(connection, archive, code):
            terminal.tell(letters.supplier_unknown(scope, elsewhere))
        elif elsewhere:
            terminal.tell(letters.supplier_elsewhere(scope, elsewhere))
    if role.value == "staff" and scope and not census.of_archive(connection, scope):
        terminal.tell(letters.archive_unknown(scope))
