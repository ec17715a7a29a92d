"""How commands describe themselves, and how their words are read."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING, Any, NoReturn

from holdings.letters import LantaiError, Letter
from lantai import letters
from lantai.commands import usage
from lantai.errors import UsageError

if TYPE_CHECKING:
    from holdings.identity import UnitIdentity
    from lantai.wiring import House
    from sharing.classes import SharingClass

    Families = argparse._SubParsersAction["Parser"]
else:
    Families = argparse._SubParsersAction

#: How the place of a command is written in usage lines.
_ANY_COMMAND = "…"
_LAST_PORT = 65_535


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are letters, with exit code 2."""

    def error(self, message: str) -> NoReturn:
        """See `argparse.ArgumentParser.error`."""
        missing = [action for action in self._actions if isinstance(action, argparse._SubParsersAction)]
        if missing and message.endswith(_ANY_COMMAND):
            raise UsageError(letters.wrong_use(usage.no_command(_listed(missing[0])), self.prog))
        raise UsageError(letters.wrong_use(usage.complaint(message), self.prog))

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]
        """See `argparse.ArgumentParser.parse_known_args`; each command says itself what it does not take."""
        known, words = super().parse_known_args(args, namespace)
        if words:
            options = (option for action in self._actions for option in action.option_strings)
            raise UsageError(letters.wrong_use(usage.unknown_words(words, options), self.prog))
        return known, words

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        if isinstance(action, argparse._SubParsersAction):
            what, known = "", _listed(action)
        else:
            what, known = (
                "/".join(action.option_strings) or str(action.metavar),
                list(map(str, action.choices)),
            )
        raise UsageError(letters.wrong_use(usage.unknown_choice(what, str(value), known), self.prog))


def _listed(action: argparse._SubParsersAction[Any]) -> list[str]:
    """The commands that help lists; those that only Lantai itself starts are not among them."""
    return [choice.dest for choice in action._choices_actions]


def port_number(text: str) -> int:
    """A port to listen on; 0 for any that is free.

    Raises:
        UsageError: there is no such port.
    """
    if not text.isascii() or not text.isdigit() or int(text) > _LAST_PORT:
        raise UsageError(letters.no_port(text))
    return int(text)


def at_least_one(text: str) -> int:
    """A count of something that there must be.

    Raises:
        UsageError: it is no whole number from 1 on.
    """
    if not text.isascii() or not text.isdigit() or not int(text):
        raise UsageError(letters.no_count(text))
    return int(text)


def command(families: Families, name: str, zh: str, en: str, examples: str = "") -> Parser:
    """Add a command with its help in both languages.

    Args:
        families: where to add it.
        name: the command's word.
        zh: what it does, in Chinese.
        en: what it does, in English.
        examples: lines that can be typed.
    """
    return families.add_parser(
        name,
        help=f"{zh} {en}".replace("%", "%%"),
        description=f"{zh}\n{en}",
        epilog=f"例 Examples:\n{_indented(examples)}" if examples else "",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def family(families: Families, name: str, zh: str, en: str, examples: str = "") -> Families:
    """Add a command that has commands of its own."""
    parser = command(families, name, zh, en, examples)
    return parser.add_subparsers(
        metavar=_ANY_COMMAND, required=True, dest=f"{name}_command", parser_class=Parser
    )


def add_json(parser: Parser) -> None:
    """Add ``--json``."""
    parser.add_argument(
        "--json",
        action="store_true",
        help="只在标准输出打印一个 JSON 对象 print one JSON object and nothing else",
    )


def add_reason(parser: Parser) -> None:
    """Add ``--reason``, which is asked for."""
    parser.add_argument(
        "--reason", required=True, metavar="TEXT", help="理由，记入历史 why; kept in the history"
    )


def _indented(text: str) -> str:
    return "\n".join(f"  {line.strip()}" for line in text.strip().splitlines())


def reason_of(text: str) -> str:
    """A reason that says something.

    Raises:
        UsageError: it is blank.
    """
    reason = text.strip()
    if not reason:
        raise UsageError(letters.no_reason())
    return reason


def class_of_word(word: str) -> SharingClass:
    """A sharing class by its word in either language.

    Raises:
        UsageError: the word names none.
    """
    from sharing.classes import SharingClass, UnknownClass

    try:
        return SharingClass.from_word(word)
    except UnknownClass as error:
        raise UsageError(error.letter) from None


def identity_of(text: str, house: House) -> UnitIdentity:
    """The unit or scope that a code on the command line means; the home's own archive may be named or not.

    Raises:
        UsageError: it can be no reference code.
    """
    from holdings.code_spelling import normalise
    from holdings.codes import CodeError, parse
    from holdings.identity import UnitIdentity

    archive, colon, code = text.replace("：", ":").partition(":")
    if not colon:
        archive, code = "", text
    archive = normalise(archive)
    try:
        code = parse(code, house.settings.templates).text
    except CodeError as error:
        raise UsageError(error.letter) from None
    return UnitIdentity("" if archive == house.archive else archive, code)


def day_of(text: str) -> dt.date:
    """The last day that a date on the command line may mean: 2027, 202706, 20270630, 2027-06-30.

    Raises:
        UsageError: it is no date.
    """
    from holdings.dates import DateError, parse_date

    try:
        read = parse_date(text)
    except DateError:
        raise UsageError(letters.no_day(text)) from None
    latest = read.latest
    if read.open or latest < 10_000:
        raise UsageError(letters.no_day(text))
    return dt.date(latest // 10_000, latest // 100 % 100, latest % 100)


def letter_of(error: Exception) -> Letter:
    """The letter of an error that carries one; rooms that know no letters carry both texts."""
    if isinstance(error, LantaiError):
        return error.letter
    return Letter(str(getattr(error, "zh", error)), str(getattr(error, "en", error)))
