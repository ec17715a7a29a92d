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
        "lantai jobs failed\nlantai jobs retry\nlantai jobs reread --suspect",
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
    _register_reread(jobs)


def _register_reread(jobs: Families) -> None:
    reread = command(
        jobs,
        "reread",
        "以今日的读取程序重读文件，列出文字会有哪些不同；加 --apply 才写入。人工更正的页不动，"
        "原来的文字留在各页的识读记录里，页号不变。",
        "Read objects anew by the readers of today and list what they would say otherwise; --apply writes it. Pages "
        "that a person corrected stay, former texts are kept among the readings of their pages, numbers do not move.",
        "lantai jobs reread --suspect\nlantai jobs reread --format doc xls --before 2026-06-01\n"
        "lantai jobs reread --format doc --apply",
    )
    reread.add_argument("codes", metavar="CODE", nargs="*", help="只读这些单元 objects of these units alone")
    reread.add_argument(
        "--format",
        nargs="+",
        default=[],
        metavar="FORMAT",
        help="只读这些格式 of these formats, by the ending of the name or the kind: doc | ofd | office-old ...",
    )
    reread.add_argument(
        "--package",
        nargs="+",
        default=[],
        metavar="N",
        help="只读这些移交包，写编号或名称 of these packages, by their numbers or names",
    )
    reread.add_argument(
        "--before", default="", metavar="DATE", help="只读此日之前接收的 of packages accepted before this day"
    )
    reread.add_argument(
        "--suspect",
        action="store_true",
        help="只读现有文字像乱码的 those alone whose text looks garbled today",
    )
    reread.add_argument(
        "--lacking", action="store_true", help="只读缺文字的 those alone that lack text or a part of it"
    )
    reread.add_argument(
        "--recognised",
        action="store_true",
        help="连识读的页一起重读（慢），较好的一次成为文字 recognised pages too (slow); the better reading stands",
    )
    reread.add_argument("--apply", action="store_true", help="写入 write it; else nothing is changed")
    add_json(reread)
    reread.set_defaults(run=run_reread, changes=True)


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


def run_reread(arguments: argparse.Namespace, house: House) -> int:
    """`lantai jobs reread`."""
    from lantai import rereading

    chosen = rereading.Chosen(
        codes=tuple(identity_of(code, house).written for code in arguments.codes),
        forms=tuple(form.lower().removeprefix(".") for form in arguments.format),
        packages=tuple(arguments.package),
        before=arguments.before,
        suspect=arguments.suspect,
        lacking=arguments.lacking,
        recognised=arguments.recognised,
        apply=arguments.apply,
    )
    done = rereading.reread(house, chosen)
    if arguments.json:
        terminal.say_json(rereading.as_json(done, chosen))
    else:
        rereading.show(done, chosen)
    return 0
