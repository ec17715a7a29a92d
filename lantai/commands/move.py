"""`lantai move`: the home in another database, its objects in another place, verified before it counts."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from typing import TYPE_CHECKING

from lantai import move_letters as letters
from lantai import terminal
from lantai.commands.parsing import Families, add_json, command
from lantai.errors import UsageError

if TYPE_CHECKING:
    from holdings.objects import Objects
    from holdings.store.database import Store
    from lantai.moving import Moved
    from lantai.wiring import House


def register(families: Families) -> None:
    """Add the command."""
    move = command(
        families,
        "move",
        "搬迁：把馆藏搬到另一个数据库（SQLite、PostgreSQL），数字对象搬到另一处（文件夹、S3），逐项读回核对。"
        "先停止服务；中断后再运行同一条命令即继续；原来的馆藏不改动。",
        "Move the home to another database (SQLite, PostgreSQL) and its digital objects to another place (folder, "
        "S3), each read back and compared. Stop the service first; run it again to go on; the old home is not changed.",
        "lantai move --to-store postgresql://lantai:密码@db/lantai --to-objects s3://archive/lantai\n"
        "lantai move --to-store sqlite:////srv/lantai/lantai.sqlite --to-objects /srv/lantai/objects",
    )
    move.add_argument("--to-store", metavar="URL", default="", help="目的数据库 the store to move to")
    move.add_argument(
        "--to-objects",
        metavar="PLACE",
        default="",
        help="目的文件夹或 s3://存储桶/前缀（服务器与密钥见设置） folder or s3://BUCKET/PREFIX to move objects to",
    )
    add_json(move)
    move.set_defaults(run=run)


def run(arguments: argparse.Namespace, house: House) -> int:
    """`lantai move`."""
    from lantai.moving import ObjectsFailed, move_home

    if not arguments.to_store and not arguments.to_objects:
        raise UsageError(letters.nowhere())
    with ExitStack() as stack:
        target = _store(arguments.to_store, house, stack) if arguments.to_store else None
        objects = _objects(arguments.to_objects, house, stack) if arguments.to_objects else None
        progress = stack.enter_context(terminal.Progress())
        try:
            moved = move_home(house.plant, target, objects, arguments.to_objects, progress.show)
        except ObjectsFailed as error:
            for digest, letter in error.failed.items():
                terminal.tell_line(f"{digest}: {letter.zh} {letter.en}")
            raise
    _say(moved, arguments)
    return 0


def _store(url: str, house: House, stack: ExitStack) -> Store:
    from lantai.places import open_store
    from lantai.settings import store_url

    # The home that is moved is opened first: what is wrong with it is said before what is wrong with the target.
    _ = house.store
    store = open_store(store_url(url, house.settings.home))
    stack.callback(store.close)
    return store


def _objects(place: str, house: House, stack: ExitStack) -> Objects:
    from lantai.moving import objects_to_fill
    from lantai.settings import place_of_objects

    settings = house.settings
    bucket, folder = place_of_objects(place, settings)
    here = (settings.bucket.name, settings.bucket.prefix, settings.bucket.endpoint)
    there = (bucket.name, bucket.prefix, bucket.endpoint)
    if here == there and (bucket.name or folder.resolve() == settings.objects.resolve()):
        raise UsageError(letters.same_place(place))
    return stack.enter_context(objects_to_fill(bucket, folder))


def _say(moved: Moved, arguments: argparse.Namespace) -> None:
    if arguments.json:
        terminal.say_json(
            {
                "home": moved.home,
                "tables": {
                    name: {"rows": table.rows, "sha256": table.sha256} for name, table in moved.tables.items()
                },
                "objects": moved.objects,
                "bytes": moved.bytes,
            }
        )
        return
    for name, table in moved.tables.items():
        terminal.say(f"{name}: {table.rows:,} 行 rows, SHA-256 {table.sha256[:16]}…")
    if arguments.to_objects:
        terminal.say(f"数字对象 digital objects: {moved.objects:,}, {moved.bytes:,} 字节 bytes")
    terminal.say("已搬迁并逐项核对。现在请改设置，再启动服务：")
    terminal.say("Moved, read back and compared. Now change the settings, then start the service:")
    if arguments.to_store:
        terminal.say("  LANTAI_STORE = （--to-store 的 URL the URL of --to-store）")
    if arguments.to_objects:
        terminal.say(f"  LANTAI_OBJECTS = {arguments.to_objects}")
    terminal.say("原来的数据库与对象没有改动，可作备份；不要再在其中改动馆藏。")
    terminal.say(
        "The old store and objects were not changed: keep them as a backup, and change nothing in them."
    )
