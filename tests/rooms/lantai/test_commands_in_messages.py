"""Every command that a message, a help text or a docstring names is there, with its options."""

from __future__ import annotations

import argparse
import ast
import re
import shlex
from collections.abc import Iterator

import pytest

from holdings.letters import LantaiError
from lantai.cli import build_parser
from lantai.commands.parsing import Parser
from tests.shared import REPOSITORY

ROOMS = "analyzers engines holdings index_templates indexer lantai ocr portal search_api sharing".split()
#: What a sentence goes on with behind the name of the software.
_PROSE = frozenset({"that", "package"})
#: A command ends where a sentence does, where a bracket or a quotation closes, and where a character says so.
_NAMED = re.compile(
    r"(`?)\blantai ((?:[a-z]|--)(?:'[^'\n]*'|\"[^\"\n]*\"|(?![,.]\s)[^\n，。；：、）（“”`)(;])*)"
)
_PLACE = "1"


def named_commands() -> Iterator[tuple[str, str, bool]]:
    """(file, words behind ``lantai``, whether in a docstring) of every text in the rooms; what is filled in is 1."""
    for room in ROOMS:
        for path in sorted((REPOSITORY / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            filled = {
                id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values
            }
            for node in ast.walk(tree):
                if isinstance(node, ast.JoinedStr):
                    text = "".join(
                        str(part.value) if isinstance(part, ast.Constant) else _PLACE for part in node.values
                    )
                elif (
                    isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in filled
                ):
                    text = node.value
                else:
                    continue
                for found in _NAMED.finditer(text):
                    yield str(path.relative_to(REPOSITORY)), found[2].strip(), bool(found[1])


def families_of(parser: argparse.ArgumentParser) -> dict[str, Parser]:
    """The commands below a parser, by their words."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def words_of(text: str) -> list[str]:
    """The words of a command as a shell reads them, without the stop of a sentence."""
    try:
        return shlex.split(text.rstrip(".,: "))
    except ValueError:
        return text.split()


def fault_of(parser: Parser, text: str, *, alluded: bool = False) -> str:
    """What is wrong with a command; empty where it is one, with options that it has and can be given so.

    Args:
        parser: of all commands.
        text: the words behind ``lantai``, and how the sentence goes on.
        alluded: it only says which command is meant, not all that it needs.
    """
    words = words_of(text)
    if words[0].startswith("--"):
        return ""
    at: argparse.ArgumentParser = parser
    depth = 0
    while (below := families_of(at)) and depth < len(words) and re.fullmatch("[a-z-]+", words[depth]):
        word = words[depth].rstrip(",.")
        if word not in below:
            # `lantai ocr says …` names the family and goes on as a sentence.
            return f"no command {word}" if not depth else ""
        at, depth = below[word], depth + 1
    known = {option for action in at._actions for option in action.option_strings}
    given = [place for place, word in enumerate(words) if re.match("--[a-z]", word)]
    unknown = [words[place] for place in given if words[place].partition("=")[0].rstrip(".,") not in known]
    if unknown:
        return f"no option {unknown}"
    if alluded or not given or families_of(at):
        return ""
    # Behind its last option a value may stand, and then the sentence goes on.
    reasons = []
    for end in sorted({given[-1] + 2, given[-1] + 1, len(words)}, reverse=True):
        try:
            parser.parse_args([word.rstrip(",.") for word in words[:end]])
        except LantaiError as error:
            reasons.append(error.letter.en)
        except SystemExit:
            return ""
        else:
            return ""
    return reasons[-1]


@pytest.fixture(scope="module")
def parser():
    return build_parser()


def test_every_command_that_is_named_is_there(parser):
    named = set(named_commands())
    assert len(named) > 150 and any("unit class --package" in text for _, text, _ in named)
    faults = {
        f"{path}: lantai {text}": fault
        for path, text, alluded in named
        if text.split()[0] not in _PROSE and (fault := fault_of(parser, text, alluded=alluded))
    }
    assert faults == {}


@pytest.mark.parametrize(
    "text",
    [
        "unit class J1 无条件共享 --why x",
        "write-all",
        "unit class --below J1 --reason x",
        "grant add 甲 --scope",
    ],
)
def test_a_command_that_is_not_is_found_out(parser, text):
    assert fault_of(parser, text)
