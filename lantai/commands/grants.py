"""`lantai grant`: permissions to see conditional material. They hold from the next question on."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from lantai import letters, terminal
from lantai.commands.parsing import (
    Families,
    add_json,
    add_reason,
    command,
    day_of,
    family,
    identity_of,
    reason_of,
)
from lantai.errors import CommandFailed, UsageError

if TYPE_CHECKING:
    from lantai.wiring import House


def register(families: Families) -> None:
    """Add the family."""
    grants = family(
        families,
        "grant",
        "授权：给予、列出、收回。立即生效，不必重建索引。",
        "Grants: add, list, end. They act at once; nothing is reindexed.",
        'lantai grant add 研究者甲 --scope Z008 --until 2027-12-31 --reason "校史研究"',
    )
    add = command(
        grants,
        "add",
        "准许一位读者利用某档号及其下有条件共享的单元。",
        "Let a reader see the conditional units at and below a code.",
        'lantai grant add 研究者甲 --scope J101-RS --until 20271231 --reason "工龄认定"',
    )
    add.add_argument("reader", metavar="READER", help="读者名 the reader's name")
    add.add_argument(
        "--scope", required=True, metavar="CODE", help="任一层级的档号 a code at any level; ARCHIVE:CODE"
    )
    add.add_argument(
        "--until", required=True, metavar="DATE", help="最后有效日 the last day on which it holds: 2027-12-31"
    )
    add_reason(add)
    add.set_defaults(run=add_grant)
    listed = command(grants, "list", "列出在用的授权。", "List the grants in force.")
    listed.add_argument("--all", action="store_true", help="连同已收回、已到期的 also those that ended")
    add_json(listed)
    listed.set_defaults(run=list_grants)
    end = command(grants, "end", "收回授权，立即生效。", "Take a grant back, at once.")
    end.add_argument("id", metavar="ID", type=int, help="授权编号 its number in lantai grant list")
    end.set_defaults(run=end_grant)


def add_grant(arguments: argparse.Namespace, house: House) -> int:
    """`lantai grant add`."""
    from holdings.store import units
    from sharing.store import add_grant as put_grant
    from sharing.store import reader_by_name

    scope = identity_of(arguments.scope, house)
    until = day_of(arguments.until)
    reason = reason_of(arguments.reason)
    if until < house.today():
        raise UsageError(letters.until_is_past(until.isoformat()))
    with house.store.writing() as connection:
        if reader_by_name(connection, arguments.reader, house.today()) is None:
            raise CommandFailed(letters.no_reader(arguments.reader))
        number = put_grant(connection, arguments.reader, scope.written, until, reason, house.now())
        empty = units.find(connection, scope) is None and not units.below(
            connection, scope.archive, scope.code
        )
    if empty:
        terminal.tell(letters.nothing_below(scope.written))
    terminal.say(
        f"授权 grant {number}: {arguments.reader} → {scope.written}，至 until {until.isoformat()}；{reason}"
    )
    return 0


def list_grants(arguments: argparse.Namespace, house: House) -> int:
    """`lantai grant list`."""
    from sharing.store import all_grants, all_readers

    today = house.today()
    with house.store.reading() as connection:
        ended_readers = {known.name for known in all_readers(connection) if known.ended}
        known = [
            (grant, grant.in_force(today) and grant.reader not in ended_readers)
            for grant in all_grants(connection)
        ]
    shown = [(grant, holds) for grant, holds in known if holds or arguments.all]
    if arguments.json:
        told = []
        for grant, holds in shown:
            line: dict[str, object] = {
                "id": grant.id,
                "reader": grant.reader,
                "scope": grant.scope,
                "until": grant.until.isoformat(),
                "reason": grant.reason,
            }
            if arguments.all:
                line["in_force"] = holds
            told.append(line)
        terminal.say_json({"grants": told})
        return 0
    if not shown:
        terminal.say("没有在用的授权。No grants in force.")
        return 0
    terminal.table(
        ("编号 id", "读者 reader", "范围 scope", "至 until", "理由 reason", "状态 state"),
        [
            (
                str(grant.id),
                grant.reader,
                grant.scope,
                grant.until.isoformat(),
                grant.reason,
                "在用 in force" if holds else "已收回 ended" if grant.ended else "已失效 over",
            )
            for grant, holds in shown
        ],
    )
    return 0


def end_grant(arguments: argparse.Namespace, house: House) -> int:
    """`lantai grant end`."""
    from sharing.store import end_grant as close_grant

    with house.store.writing() as connection:
        if not close_grant(connection, arguments.id, house.now()):
            raise CommandFailed(letters.no_grant(arguments.id))
    terminal.say(f"已收回 ended: {arguments.id}")
    return 0
