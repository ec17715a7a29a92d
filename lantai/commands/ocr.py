"""`lantai ocr`: pages to look at again, read once more, compared, mended by a person."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lantai import reading_letters as letters
from lantai import terminal
from lantai.commands.parsing import Families, Parser, add_json, command, family, identity_of
from lantai.errors import CommandFailed, UsageError

if TYPE_CHECKING:
    from holdings.readings import Reason
    from holdings.store.readings import Wanted
    from lantai.wiring import House

_REASONS = ("unsure", "handwritten", "layer", "empty", "unread")
_ENGINES = ("rapidocr", "tesseract")
#: How many pages `pending` lists unless it is told otherwise.
_LISTED = 50
#: No home has so many.
_ALL = 1 << 40


def register(families: Families) -> None:
    """Add the family."""
    ocr = family(
        families,
        "ocr",
        "识读：列出应再看的页，换引擎或方式重新识读，比较各次识读，人工更正。",
        "Recognition: pages to look at again, read once more, compared, corrected.",
        "lantai ocr pending\nlantai ocr again --setting stretched --fonds J101\n"
        "lantai ocr compare J101-WS·1952·Y-0003 2",
    )
    _register_pending(ocr)
    _register_again(ocr)
    compare = command(
        ocr,
        "compare",
        "并排显示一页的各次识读，标出不同之处 ⟦ ⟧。",
        "Show the readings of a page side by side, differences marked ⟦ ⟧.",
        "lantai ocr compare J101-WS·1952·Y-0003 2",
    )
    _add_page(compare)
    add_json(compare)
    compare.set_defaults(run=compare_readings)
    _register_corrections(ocr)


def _register_pending(ocr: Families) -> None:
    pending = command(
        ocr,
        "pending",
        "列出把握不足、像手写、文字层存疑、有图无字或未能识读的页，按全宗和原因计数；人工更正过的不列。",
        "List pages that were read with little confidence, look handwritten, keep a text layer that may not be all, "
        "with nothing read, or not read at all, counted by fonds and reason; corrected ones are left out.",
        "lantai ocr pending\nlantai ocr pending --under 0.9 --fonds J101 --limit 200 --json",
    )
    _add_which(pending)
    pending.add_argument(
        "--limit", type=int, default=_LISTED, metavar="N", help=f"列出多少页，默认 {_LISTED} how many to list"
    )
    add_json(pending)
    pending.set_defaults(run=list_pending)


def _register_again(ocr: Families) -> None:
    again = command(
        ocr,
        "again",
        "换引擎或方式重新识读应再看的页；较好的一次成为页面文字，其余保留。中断后再运行，从停下的地方继续。",
        "Read the pending pages once more, by another engine or in another setting; the better reading stands, the "
        "others are kept. Run again, it goes on where it stopped.",
        "lantai ocr again --setting finer\nlantai ocr again --engine tesseract --fonds J101 --limit 500",
    )
    _add_which(again)
    again.add_argument(
        "--engine", default="rapidocr", choices=_ENGINES, help="识别引擎，默认 rapidocr which engine"
    )
    again.add_argument(
        "--setting",
        nargs="+",
        default=["finer"],
        metavar="SETTING",
        help="识读方式，可写多个，依次试 settings, tried in turn: "
        "plain | finer | stretched | enlarged | clearer | left | right | over",
    )
    again.add_argument("--unit", default="", metavar="CODE", help="只读这一单元的页 pages of this unit alone")
    again.add_argument(
        "--limit", type=int, default=_ALL, metavar="N", help="最多读多少页 at most so many pages"
    )
    add_json(again)
    again.set_defaults(run=read_pages_again, changes=True)


def _register_corrections(ocr: Families) -> None:
    correct = command(
        ocr,
        "correct",
        "以人工校对的文字作为一页的文字，高于任何识读，不会被重新识读覆盖。文字取自文件或标准输入。",
        "Let a page say what a person read: it outranks every machine reading and is never overwritten. The text comes "
        "from a file or from standard input.",
        "lantai ocr correct J101-WS·1952·Y-0003 2 --text 校对.txt --reason 核对原件\n"
        "lantai ocr correct J101-WS·1952·Y-0003 3 --blank",
    )
    _add_page(correct)
    given = correct.add_mutually_exclusive_group()
    given.add_argument(
        "--text", metavar="FILE", help="文字所在文件（UTF-8），- 为标准输入 a file in UTF-8, - for stdin"
    )
    given.add_argument("--blank", action="store_true", help="这一页没有字 nothing is written on this page")
    _add_who(correct)
    correct.set_defaults(run=correct_text, changes=True)
    uncorrect = command(
        ocr,
        "uncorrect",
        "撤销人工更正：最好的一次识读重新成为页面文字；更正仍保留。",
        "Take corrections back: the best machine reading stands again; the corrections are kept.",
        'lantai ocr uncorrect J101-WS·1952·Y-0003 2 --reason "校对有误"',
    )
    _add_page(uncorrect)
    _add_who(uncorrect)
    uncorrect.set_defaults(run=uncorrect_text, changes=True)


def _add_which(parser: Parser) -> None:
    from holdings.readings import POOR

    parser.add_argument(
        "--under", type=float, default=POOR, metavar="0..1", help=f"平均把握低于此值，默认 {POOR} confidence"
    )
    parser.add_argument(
        "--fonds", nargs="+", default=[], metavar="CODE", help="只看这些全宗 pages of these fonds"
    )
    parser.add_argument(
        "--reason",
        nargs="+",
        default=list(_REASONS),
        choices=_REASONS,
        help="原因 why: unsure 把握不足 | handwritten 像手写 | layer 文字层存疑 | empty 有图无字 | unread 未能识读",
    )


def _add_page(parser: Parser) -> None:
    parser.add_argument("code", metavar="CODE", help="档号 reference code, or ARCHIVE:CODE")
    parser.add_argument("page", metavar="PAGE", type=int, help="页号，从 1 起 number of the page, from 1")


def _add_who(parser: Parser) -> None:
    parser.add_argument("--by", default="", metavar="NAME", help="谁更正的，默认本机用户 who corrects it")
    parser.add_argument("--reason", default="", metavar="TEXT", help="理由 why")
    parser.add_argument(
        "--seen",
        default="",
        metavar="DIGEST",
        help="更正所依据的文字（compare --json 的 digest），文字已变则不保存 refuse if the page changed since",
    )


def list_pending(arguments: argparse.Namespace, house: House) -> int:
    """`lantai ocr pending`."""
    from holdings.identity import UnitIdentity
    from holdings.store import readings

    wanted = _wanted(arguments, house)
    if arguments.limit < 0:
        raise UsageError(letters.bad_limit(arguments.limit))
    with house.store.reading() as connection:
        counts = readings.tally(connection, wanted)
        listed = readings.pending(connection, wanted, limit=arguments.limit)
    by_fonds = [
        (UnitIdentity(archive, fonds).written, reason, count)
        for (archive, fonds, reason), count in sorted(counts.items())
    ]
    if arguments.json:
        terminal.say_json(
            {
                "under": wanted.poor,
                "total": sum(counts.values()),
                "counts": [
                    {"fonds": fonds, "reason": reason.value, "pages": count}
                    for fonds, reason, count in by_fonds
                ],
                "pages": [
                    {
                        "code": page.identity.written,
                        "page": page.number,
                        "reason": page.reason.value,
                        "engine": page.engine,
                        "confidence": round(page.confidence, 4),
                        "file": page.name,
                        "further_readings": max(0, page.readings - 1),
                    }
                    for page in listed
                ],
            }
        )
        return 0
    if not counts:
        terminal.say("没有应再看的页 no page needs another look")
        return 0
    terminal.table(
        ("全宗 fonds", "原因 reason", "页 pages"),
        [(fonds, _said(reason), f"{count:,}") for fonds, reason, count in by_fonds],
    )
    terminal.table(
        (
            "档号 code",
            "页 page",
            "原因 reason",
            "引擎 engine",
            "把握 confidence",
            "已再读 tried",
            "文件 file",
        ),
        [
            (
                page.identity.written,
                str(page.number),
                _said(page.reason),
                page.engine,
                f"{page.confidence:.3f}" if page.confidence else "",
                str(page.readings - 1) if page.readings else "",
                page.name,
            )
            for page in listed
        ],
    )
    rest = sum(counts.values()) - len(listed)
    if rest > 0:
        terminal.say(f"另有 {rest:,} 页未列出（--limit） {rest:,} more pages are not listed")
    return 0


def read_pages_again(arguments: argparse.Namespace, house: House) -> int:
    """`lantai ocr again`."""
    from dataclasses import replace

    from indexer.progress import Stage
    from indexer.reviewing.again import read_again
    from indexer.reviewing.trials import Trial
    from lantai.commands.units import held_unit
    from ocr.trials import SETTINGS

    wanted = _wanted(arguments, house)
    unknown = [setting for setting in arguments.setting if setting not in SETTINGS]
    if unknown:
        raise UsageError(letters.bad_setting(unknown[0], SETTINGS))
    if arguments.limit < 1:
        raise UsageError(letters.bad_limit(arguments.limit))
    if arguments.unit:
        with house.store.reading() as connection:
            wanted = replace(wanted, unit=held_unit(connection, arguments.unit, house).row)
    told = []
    for setting in dict.fromkeys(arguments.setting):
        label = f"重新识读 again {arguments.engine} {setting}"
        with terminal.Progress() as progress:

            def show(stage: Stage, label: str = label, progress: terminal.Progress = progress) -> None:
                progress.show(label, stage.done, stage.total, stage.failed)

            trial = Trial(arguments.engine, setting)
            told.append((setting, read_again(house.plant, wanted, trial, arguments.limit, house.now, show)))
    failures = [(setting, failed) for setting, done in told for failed in done.failures]
    if arguments.json:
        terminal.say_json(
            {
                "engine": arguments.engine,
                "settings": [
                    {"setting": setting, "pages": done.pages, "better": done.better, "failed": done.failed}
                    for setting, done in told
                ],
                "failures": [
                    {
                        "setting": setting,
                        "code": failed.unit,
                        "page": failed.number,
                        "zh": failed.letter.zh,
                        "en": failed.letter.en,
                    }
                    for setting, failed in failures
                ],
            }
        )
        return 0
    for setting, failed in failures:
        terminal.tell_line(
            f"未成 failed  {failed.unit}  第{failed.number}页 {setting}: {failed.letter.zh} {failed.letter.en}"
        )
    for setting, done in told:
        if not done.pages:
            terminal.say(
                f"{arguments.engine} {setting}: 没有要重新识读的页（都已这样读过，或没有应再看的） no page to read "
                "again: all that are pending were read so already, or none is"
            )
            continue
        terminal.say(
            f"{arguments.engine} {setting}: 重新识读 read again {done.pages:,} 页，较好 better {done.better:,}，"
            f"仍用原文 as before {done.pages - done.better - done.failed:,}，未成 failed {done.failed:,}"
        )
    return 0


def compare_readings(arguments: argparse.Namespace, house: House) -> int:
    """`lantai ocr compare`."""
    from holdings.readings import page_digest
    from holdings.realigning import differences
    from holdings.store import readings
    from lantai.commands.units import held_unit
    from sharing.corrections import page_of

    with house.store.reading() as connection:
        unit = held_unit(connection, arguments.code, house)
        page = page_of(connection, unit, arguments.page)
        kept = readings.of_page(connection, unit.row, arguments.page)
    standing = next(one for one in kept if one.stands)
    marks = [[] if one.stands else differences(standing.text, one.text)[1] for one in kept]
    if arguments.json:
        terminal.say_json(
            {
                "code": unit.identity.written,
                "page": page.number,
                "digest": page_digest(page),
                "readings": [
                    {
                        "stands": one.stands,
                        "reading": one.reading.value,
                        "engine": one.engine,
                        "setting": one.setting,
                        "confidence": round(one.confidence, 4),
                        "worth": round(one.worth, 1),
                        "at": one.at,
                        "by": one.by,
                        "reason": one.reason,
                        "note": {"zh": one.note.zh, "en": one.note.en} if one.note else None,
                        "text": one.text,
                        "differences": [list(mark) for mark in its],
                    }
                    for one, its in zip(kept, marks, strict=True)
                ],
            }
        )
        return 0
    headings, cells = [], []
    for one, its in zip(kept, marks, strict=True):
        stands = "★ " if one.stands else ""
        said = "未能识读 unread" if one.note or not (one.text or one.confidence) else _READ[one.reading.value]
        source = " ".join(filter(None, (said, one.engine, one.setting, one.by)))
        headings.append(f"{stands}{source}  {one.confidence:.3f}")
        cells.append(one.note.zh if one.note else _marked(one.text, its))
    terminal.say(f"{unit.identity.written}  第{page.number}页  ★ 现用 stands  {page_digest(page)}")
    terminal.table(headings, [cells])
    return 0


def correct_text(arguments: argparse.Namespace, house: House) -> int:
    """`lantai ocr correct`."""
    from lantai.commands.units import held_unit
    from sharing.corrections import correct_page

    text = "" if arguments.blank else _text_of(arguments.text)
    if not text.strip() and not arguments.blank:
        raise UsageError(letters.no_text())
    with house.store.writing() as connection:
        unit = held_unit(connection, arguments.code, house)
        page = correct_page(
            connection,
            unit,
            arguments.page,
            text,
            by=arguments.by.strip() or _operator(),
            reason=arguments.reason.strip(),
            now=house.now(),
            seen=arguments.seen.strip(),
        )
    terminal.say(
        f"{unit.identity.written} 第{page.number}页: 已更正 corrected，{len(page.text):,} 字 characters"
    )
    return 0


def uncorrect_text(arguments: argparse.Namespace, house: House) -> int:
    """`lantai ocr uncorrect`."""
    from lantai.commands.units import held_unit
    from sharing.corrections import uncorrect_page

    with house.store.writing() as connection:
        unit = held_unit(connection, arguments.code, house)
        page = uncorrect_page(
            connection,
            unit,
            arguments.page,
            by=arguments.by.strip() or _operator(),
            reason=arguments.reason.strip(),
            now=house.now(),
            seen=arguments.seen.strip(),
        )
    source = " ".join(filter(None, (_READ[page.reading.value], page.engine)))
    terminal.say(f"{unit.identity.written} 第{page.number}页: 更正已撤销 taken back，现用 stands: {source}")
    return 0


_READ = {
    "born": "原生文字 born",
    "layer": "文字层 layer",
    "recognised": "识读 recognised",
    "corrected": "人工更正 corrected",
}


def _said(reason: Reason) -> str:
    words = {
        "unsure": "把握不足",
        "handwritten": "像手写",
        "layer": "文字层存疑",
        "empty": "有图无字",
        "unread": "未能识读",
    }
    return f"{words[reason.value]} {reason.value}"


def _wanted(arguments: argparse.Namespace, house: House) -> Wanted:
    from holdings.readings import Reason
    from holdings.store.readings import Wanted

    if not 0.0 <= arguments.under <= 1.0:
        raise UsageError(letters.bad_confidence(arguments.under))
    fonds = tuple(identity_of(code, house) for code in arguments.fonds)
    return Wanted(arguments.under, frozenset(map(Reason, arguments.reason)), fonds)


def _text_of(path: str | None) -> str:
    try:
        octets = sys.stdin.buffer.read() if path in (None, "-") else Path(path or "").read_bytes()
    except OSError as error:
        raise CommandFailed(letters.unreadable_text(path or "-", error.strerror or str(error))) from error
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandFailed(letters.not_utf8(path or "-")) from error


def _operator() -> str:
    """The account at this machine; empty where the system does not tell."""
    try:
        import os
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return ""


def _marked(text: str, ranges: list[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, end in ranges:
        pieces += [text[at:start], "⟦", text[start:end], "⟧"]
        at = end
    return "".join([*pieces, text[at:]])
