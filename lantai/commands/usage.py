"""What argparse complains of, said in both languages: what is wrong, and what would be right."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from holdings.letters import Letter

#: Words of argparse, and ours in Chinese; groups of the first are put into the second.
_SAID = (
    (r"the following arguments are required: (?P<of>.+)", "缺少 {of}"),
    (r"one of the arguments (?P<of>.+) is required", "须写其中之一：{of}"),
    (r"argument (?P<of>.+): not allowed with argument (?P<with>.+)", "{of} 不能与 {with} 同用"),
    (r"argument (?P<of>.+): expected one argument", "{of} 后面缺少一个值"),
    (r"argument (?P<of>.+): expected at least one argument", "{of} 后面至少要有一个值"),
    (r"argument (?P<of>.+): expected (?P<with>\d+) arguments?", "{of} 后面须有 {with} 个值"),
    (r"argument (?P<of>.+): invalid int value: (?P<with>.+)", "{of} 须是整数，写的是 {with}"),
    (r"argument (?P<of>.+): invalid float value: (?P<with>.+)", "{of} 须是数字，写的是 {with}"),
    (r"argument (?P<of>.+): ignored explicit argument (?P<with>.+)", "{of} 不带值，写的是 {with}"),
    (r"argument (?P<of>.+): (?P<with>.+)", "{of}：{with}"),
)


def complaint(message: str) -> Letter:
    """A complaint of argparse in both languages; one that is not known is told in English within the Chinese.

    Args:
        message: as `argparse.ArgumentParser.error` gets it.
    """
    for pattern, chinese in _SAID:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return Letter(chinese.format(**found.groupdict()), message)
    return Letter(message, message)


def no_command(known: Sequence[str]) -> Letter:
    """A family of commands was named and none of its commands."""
    listed = "、".join(known), ", ".join(known)
    return Letter(f"缺少命令，可用的有：{listed[0]}", f"a command is missing; there are: {listed[1]}")


def unknown_choice(what: str, word: str, known: Sequence[str]) -> Letter:
    """A word that is not among those that can stand there.

    Args:
        what: the option or the metavar; empty for a command.
        word: what was written.
        known: what can be written.
    """
    near = nearest(word, known)
    zh, en = ("没有命令", "there is no command") if not what else (f"{what} 不能是", f"{what} cannot be")
    listed = "、".join(known), ", ".join(known)
    return Letter(
        f"{zh}“{word}”" + (f"，是否指“{near}”？" if near else "。") + f"可用的有：{listed[0]}",
        f"{en} “{word}”" + (f"; did you mean “{near}”? " if near else "; ") + f"there are: {listed[1]}",
    )


def unknown_words(words: Sequence[str], known: Iterable[str]) -> Letter:
    """Words that the command does not take."""
    written = " ".join(words)
    near = nearest(words[0].partition("=")[0], known) if words[0].startswith("-") else ""
    return Letter(
        f"此命令不认识“{written}”" + (f"，是否指 {near}？" if near else ""),
        f"the command does not take “{written}”" + (f"; did you mean {near}?" if near else ""),
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is near enough to be meant; empty where none is."""
    return next(iter(difflib.get_close_matches(word, list(known), 1, 0.6)), "")
