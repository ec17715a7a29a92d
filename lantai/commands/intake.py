"""`lantai intake`: what was handed over becomes findable, whole or not at all."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from holdings import errands
from lantai import letters, terminal, waiting_letters
from lantai.commands.parsing import Families, add_json, class_of_word, command
from lantai.errors import UsageError

if TYPE_CHECKING:
    from indexer.pipeline import Intake
    from lantai.wiring import House

#: The stages of an intake as people call them.
STAGES = {
    "verify": "核验 verify",
    "accession": "登记 accession",
    "read": "识读 read",
    "write": "写入索引 write",
}


def register(families: Families) -> None:
    """Add the command."""
    intake = command(
        families,
        "intake",
        "接收一批移交的档案：文件夹（含目录.xlsx/.csv 或不含）、目录或单个文件。全部接收，或列出全部理由退回；"
        "中断后再运行，从停下的地方继续。",
        "Take in a folder (with a catalogue sheet or without), a sheet or a file: whole, or refused with every reason. "
        "Run again, it goes on where it stopped.",
        "lantai intake 移交/2024年文书\n"
        "lantai intake 移交/照片 --supplier J019 --class 未审核\n"
        "lantai intake 移交/2023年文书/目录.xlsx --json",
    )
    intake.add_argument(
        "path", metavar="PATH", type=Path, help="文件夹、目录或文件 a folder, a sheet, a file"
    )
    intake.add_argument(
        "--supplier",
        default="",
        metavar="CODE",
        help="移交单位；不写则取立档单位，再取全宗号 who hands it over",
    )
    intake.add_argument(
        "--class",
        dest="sharing_class",
        default="unreviewed",
        metavar="CLASS",
        help="只填补空的共享类型 fills empty cells only: unconditional | conditional | withheld | unreviewed",
    )
    intake.add_argument(
        "--request",
        default="",
        metavar="ID",
        help="写进每个任务日志的标识；不写则自定一个 stands in the log lines of all its jobs; made where none is given",
    )
    add_json(intake)
    intake.set_defaults(run=run)


def run(arguments: argparse.Namespace, house: House) -> int:
    """`lantai intake`."""
    sharing_class = class_of_word(arguments.sharing_class)
    errand = errands.taken(arguments.request)
    if arguments.request not in ("", errand):
        raise UsageError(letters.no_request_id(arguments.request[:80]))
    supplier = arguments.supplier.strip()
    if ":" in supplier:
        raise UsageError(letters.supplier_with_colon(supplier))
    if arguments.request or house.settings.queue != "inline":
        terminal.tell_line(f"日志中的标识 request id in logs: {errand}")
    with errands.within(errand):
        done = take_in_path(house, arguments.path, supplier, sharing_class.word)
    if arguments.json:
        terminal.say_json(
            {
                "source": done.source,
                "package": done.package,
                "units": done.units,
                "pages": done.pages,
                "already": done.already,
                "units_before": done.units_before,
                "unread": [
                    {"unit": one.unit, "name": one.name, "zh": one.letter.zh, "en": one.letter.en}
                    for one in done.unread
                ],
                "notices": [{"zh": letter.zh, "en": letter.en} for letter in done.notices],
            }
        )
        return 0
    tell_intake(done)
    tell_who_finds(house, done.package)
    return 0


def take_in_path(house: House, path: Path, supplier: str, word: str) -> Intake:
    """Take in what lies at a path, with its progress on stderr; returns when it is findable."""
    from holdings.store import census
    from indexer.pipeline import Stage, take_in
    from indexer.verify import Terms
    from sharing.classes import SharingClass

    archive = house.archive
    foreign = frozenset[str]()
    if not archive:
        with house.store.reading() as connection:
            foreign = frozenset(census.foreign_archives(connection))
    terms = Terms(
        supplier, SharingClass.from_word(word), archive, house.settings.templates, house.today(), foreign
    )
    with terminal.Progress() as progress:

        def show(stage: Stage) -> None:
            progress.show(STAGES.get(stage.name, stage.name), stage.done, stage.total, stage.failed)

        return take_in(house.plant, path, terms, show)


def tell_intake(done: Intake) -> None:
    """Say what an intake did, and what of it has no text."""
    for letter in done.notices:
        terminal.tell(letter)
    for one in done.unread:
        terminal.tell_line(f"无文字 no text  {one.unit}  {one.name}: {one.letter.zh} {one.letter.en}")
    state = "此前已接收，没有变化 taken in before, nothing changed" if done.already else "已接收 taken in"
    unread = f"，缺文字 without text {len(done.unread)}" if done.unread else ""
    before = f"，此前已有 held before {done.units_before:,}" if done.units_before else ""
    terminal.say(
        f"{done.source}: {state}；单元 units {done.units:,}{before}，页 pages {done.pages:,}{unread}"
    )


def tell_who_finds(house: House, package: int) -> None:
    """Say of what a package brought who may find how much, and what to do next."""
    from sharing.classes import SharingClass
    from sharing.store_tallies import open_title, tally_package

    with house.store.reading() as connection:
        counts, title = tally_package(connection, package), open_title(connection, package)
    for known, count in counts.items():
        who = waiting_letters.who_finds(known.word)
        terminal.say(f"  {known.zh} {known.word} {count:,}：{who.zh} {who.en}")
    if title:
        # Quotes would end the word of a shell: what is told can be typed as it stands.
        quoted = title.replace('"', " ").replace("'", " ").split()
        terminal.say(f"接下来 next: lantai search '{' '.join(quoted)[:40]}'")
    elif counts:
        terminal.say(str(waiting_letters.ask_as_staff()))
    if SharingClass.UNREVIEWED in counts:
        terminal.say(str(waiting_letters.set_classes(package)))
