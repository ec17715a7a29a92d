"""`lantai jobs`: what failed for good and why, and trying it again."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from lantai import letters, terminal
from lantai.commands.parsing import Families, add_json, command, family, identity_of

if TYPE_CHECKING:
    from lantai.wiring import House


def register(families: Families) -> None:
    """Add the commands."""
    jobs = family(
        families,
        "jobs",
        "没有完成的工作：列出缺文字的文件及原因，排除原因后再试。",
        "Work that failed for good: objects without text, with the reason; and trying them again.",
        "lantai jobs failed\nlantai jobs retry\nlantai jobs retry J019-WS·2023·Y-01-0001",
    )
    failed = command(
        jobs,
        "failed",
        "列出缺文字或缺部分文字的文件，每件一行，附原因。",
        "List the objects that lack text or some of it, one a line, with the reason.",
        "lantai jobs failed --json",
    )
    add_json(failed)
    failed.set_defaults(run=run_failed)
    retry = command(
        jobs,
        "retry",
        "再读一次这些文件：已有的文字和页号不变，补上缺的页。",
        "Read these objects once more: texts and page numbers that are there stay, what is missing is added.",
        "lantai jobs retry\nlantai jobs retry J019-WS·2023·Y-01-0001",
    )
    retry.add_argument(
        "codes", metavar="CODE", nargs="*", help="只试这些单元 these units only; all without any"
    )
    add_json(retry)
    retry.set_defaults(run=run_retry, changes=True)


def run_failed(arguments: argparse.Namespace, house: House) -> int:
    """`lantai jobs failed`."""
    from lantai.failed_jobs import failed_jobs

    found = failed_jobs(house)
    if arguments.json:
        terminal.say_json(
            {
                "failed": [
                    {
                        "unit": one.unit,
                        "name": one.name,
                        "package": one.package,
                        "zh": one.letter.zh,
                        "en": one.letter.en,
                    }
                    for one in found
                ]
            }
        )
        return 0
    for one in found:
        terminal.say(f"{one.unit}  {one.name}: {one.letter.zh} {one.letter.en}")
    terminal.say(f"共 in all: {len(found):,}")
    return 0


def run_retry(arguments: argparse.Namespace, house: House) -> int:
    """`lantai jobs retry`: 1 where something still lacks text."""
    from lantai.failed_jobs import failed_jobs, try_again

    wanted = {identity_of(code, house).written for code in arguments.codes}
    found = [one for one in failed_jobs(house) if not wanted or one.unit in wanted]
    left = try_again(house, found)
    if arguments.json:
        terminal.say_json({"tried": len(found), "mended": len(found) - len(left), "left": len(left)})
    else:
        for one in left:
            terminal.tell_line(f"{one.unit}  {one.name}: {one.letter.zh} {one.letter.en}")
        terminal.say(
            f"重试 tried {len(found):,}，补上 mended {len(found) - len(left):,}，仍缺 still without {len(left):,}"
        )
        if not found:
            terminal.tell(letters.nothing_to_retry())
    return 1 if left else 0
