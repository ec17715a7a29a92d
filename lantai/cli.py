"""The command `lantai`: which commands there are, and how each ends.

Exit codes: 0 done, 1 failed, 2 wrong use.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import traceback
from collections.abc import Sequence

from holdings.letters import LantaiError, Letter
from lantai import letters, terminal
from lantai.commands.parsing import Parser, letter_of
from lantai.errors import UsageError
from lantai.settings import SETTINGS, hold_programs_to_one_thread, unknown_variables
from lantai.waiting_changes import apply_waiting
from lantai.wiring import House
from search_api.version import installed_version

#: The families of commands, in the order in which help lists them; modules of `lantai.commands`.
FAMILIES = (
    "check_sheet",
    "intake",
    "search",
    "serve",
    "worker",
    "jobs",
    "status",
    "check",
    "write",
    "reindex",
    "move",
    "readers",
    "grants",
    "units",
    "themes",
    "ocr",
    "measure",
    "demo",
    "writer",
    "service",
)

#: Commands that `lantai serve` starts, in an environment of which it has spoken already.
_STARTED_BY_SERVE = ("writer", "service")

_EXAMPLES = """
例 Examples:
  lantai intake 移交/2024年文书 --supplier J019 --class 未审核
  lantai search 闽海港 沉船
  lantai search "题名:班轮 AND 1952" --as 研究者甲 --json
  lantai reader add 研究者甲 --role reader
  lantai grant add 研究者甲 --scope J101-WS·1952 --until 2027-12-31 --reason "学位论文"
  lantai unit class J101-WS·1952·Y-003-011 暂不共享 --reason "涉及个人隐私"
  lantai serve --port 8000
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code.

    Args:
        arguments: the words after ``lantai``; without any those of this process.
    """
    terminal.prepare()
    before = os.umask(0o077)  # until the settings say whom the home is for
    hold_programs_to_one_thread()
    words = [terminal.legible(word) for word in (sys.argv[1:] if arguments is None else arguments)]
    house = House(sets_umask=True)
    try:
        if not words:
            words = ["--help"]
        known = build_parser().parse_args(words)
        if known.command not in _STARTED_BY_SERVE:
            for letter in unknown_variables():
                terminal.tell(letter)
        code = int(known.run(known, house))
        if code == 0 and getattr(known, "changes", False):
            apply_waiting(house)
        sys.stdout.flush()
    except SystemExit as end:  # --help
        return end.code if isinstance(end.code, int) else 0
    except BrokenPipeError:
        # Whoever read our output has enough; nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        terminal.tell(letters.interrupted())
        return 1
    except Exception as error:
        return _failed(error, house)
    else:
        return code
    finally:
        house.close()
        os.umask(before)


def build_parser() -> Parser:
    """The parser of all commands; their modules are light until one runs."""
    parser = Parser(
        prog="lantai",
        description="兰台：数字档案检索引擎\nLantai: a retrieval engine for digital archives in Chinese",
        epilog=f"{_EXAMPLES}\n{_settings_help()}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version", action="version", version=f"lantai {installed_version()}", help="版本 the version"
    )
    families = parser.add_subparsers(metavar="…", required=True, dest="command", parser_class=Parser)
    for name in FAMILIES:
        importlib.import_module(f"lantai.commands.{name}").register(families)
    return parser


def _settings_help() -> str:
    lines = ["设置 Settings (environment, or the lower-case name in LANTAI_HOME/lantai.toml):"]
    for setting in SETTINGS:
        lines.append(f"  {setting.variable} = {setting.default or '(empty)'}")
        lines.append(f"      {setting.zh}\n      {setting.en}")
        if setting.choices:
            lines.append(f"      {' | '.join(setting.choices)}")
    return "\n".join(lines)


def _failed(error: Exception, house: House) -> int:
    if isinstance(error, LantaiError):
        reasons = getattr(error, "reasons", ())
        for reason in reasons:
            # One a line, with its place first, so that a list of hundreds can be worked off.
            where = f"{reason.source}:{reason.row} {reason.column}" if reason.row else reason.source
            terminal.tell_line(f"{where.strip()}: {reason.letter.zh} {reason.letter.en}")
        terminal.tell(error.letter)
        wrong = isinstance(error, UsageError) or getattr(error, "status", 0) == 400
        return 2 if wrong else 1
    if hasattr(error, "zh") and hasattr(error, "en"):
        terminal.tell(letter_of(error))
        return 1
    if isinstance(error, OSError):
        terminal.tell(letters.system_error(str(error.filename or ""), error.strerror or str(error)))
        return 1
    known = _store_error(error)
    if known is not None:
        terminal.tell(known)
        return 1
    damage = house.damage()
    if damage:
        for letter in damage:
            terminal.tell(letter)
        return 1
    traceback.print_exception(error, file=sys.stderr)
    terminal.tell(letters.own_fault(type(error).__name__))
    return 1


def _store_error(error: Exception) -> Letter | None:
    # By its module, not its class: the library is known to the rooms of the store alone.
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if type(error).__module__.startswith("sqlalchemy") and "DatabaseError" in kinds:
        reason = str(getattr(error, "orig", error)).partition("\n")[0].partition(" with text ")[0]
        return letters.store_unreachable(reason)
    return None
