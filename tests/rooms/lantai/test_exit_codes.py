"""Every command explains itself, and ends with 0 done, 1 failed, 2 wrong use."""

from __future__ import annotations

import argparse
from importlib.metadata import version

import pytest

from lantai.cli import build_parser


def parsers(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()):
    yield words, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield from parsers(below, (*words, name))


COMMANDS = [words for words, _ in parsers(build_parser())]


def has_han(text: str) -> bool:
    return any("一" <= char <= "鿿" for char in text)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_each_command_explains_itself_in_both_languages(lantai, words):
    said = lantai(*words, "--help")
    assert said.code == 0
    assert said.err == ""
    assert has_han(said.out)
    assert "usage:" in said.out


def test_the_commands_are_those_of_the_design():
    families = {words[0] for words in COMMANDS if words}
    assert families >= {
        *(
            "intake",
            "search",
            "serve",
            "status",
            "check",
            "reindex",
            "reader",
            "grant",
            "unit",
            "theme",
            "demo",
        ),
    }


@pytest.mark.parametrize(
    "words",
    [
        ("fetch",),
        ("unit",),
        ("serve", "--port", "99999"),
        ("serve", "--port", "-1"),
        ("measure", "speed", "--pages", "0", "--text", "x", "--queries", "y"),
        ("grant", "add", "甲", "--scope", "J1", "--until", "明年", "--reason", "x"),
        ("grant", "add", "甲"),
        ("intake",),
        ("grant", "end", "first"),
        ("intake", "x", "--class", "公开"),
        ("reader", "add", "甲", "--role", "king"),
        ("reader", "add", " ", "--role", "reader"),
        ("reader", "add", "甲", "--role", "reader", "--scope", "J101"),
        ("reader", "add", "甲", "--role", "supplier"),
        ("unit", "class", "J101", "withheld", "--reason", " "),
        ("unit", "class", "J/101", "withheld", "--reason", "x"),
        ("unit", "face", "J101", "--reason", "x"),
        ("unit", "face", "J101", "--publish", "密级", "--reason", "x"),
        ("unit", "correct", "J101", "题名"),
        ("unit", "correct", "J101", "密级=绝密"),
        ("theme", "create", "Bad Slug", "--title", "x"),
        ("theme", "create", "good", "--title", " "),
        ("search", "x", "--scop", "all"),
    ],
    ids=" ".join,
)
def test_wrong_use_is_two_with_a_letter_in_both_languages(lantai, words):
    said = lantai(*words)
    assert said.code == 2
    assert said.out == ""
    assert has_han(said.err.splitlines()[0])
    assert said.err.count("\n") >= 2
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (("intake",), "缺少 PATH", "required: PATH"),
        (("serch", "x"), "没有命令“serch”，是否指“search”？", "did you mean “search”?"),
        (("unit", "clas", "x"), "是否指“class”？", "did you mean “class”?"),
        (("unit",), "缺少命令，可用的有：show、class", "a command is missing; there are: show, class"),
        (("reader", "add", "甲", "--role", "king"), "--role 不能是“king”", "--role cannot be “king”"),
        (("search", "x", "--siz", "3"), "不认识“--siz 3”，是否指 --size？", "did you mean --size?"),
        (("grant", "end", "first"), "ID 须是整数，写的是 'first'", "invalid int value: 'first'"),
        (("search", "x", "--size"), "--size 后面缺少一个值", "expected one argument"),
        (("unit", "face", "J101", "--reason", "x"), "须写其中之一：--hide", "is required"),
        (("grant", "add", "甲", "--scope", "J1", "--until", "明年", "--reason", "x"), "2027-06", "2027-06"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_wrong_with_a_command_is_said_in_chinese_as_well_as_in_english(lantai, words, zh, en):
    said = lantai(*words)
    assert said.code == 2
    assert zh in said.err.splitlines()[0]
    assert en in said.err


def test_commands_that_lantai_starts_itself_are_not_offered(lantai):
    said = lantai("nonsense")
    assert "writer" not in said.err and "service" not in said.err


def test_without_a_word_the_help_is_shown_and_the_version_can_be_asked(lantai):
    assert lantai().code == 0 and lantai().out == lantai("--help").out
    said = lantai("--version")
    assert (said.code, said.out) == (0, f"lantai {version('lantai')}\n")


def test_a_variable_that_is_no_setting_is_said_to_change_nothing(lantai, monkeypatch):
    monkeypatch.setenv("LANTAI_WORKER", "2")
    monkeypatch.setenv("LANTAI_NONSENSE", "1")
    said = lantai("status")
    assert said.code == 0
    assert "LANTAI_WORKER 不是 Lantai 的设置，不起作用。是否指 LANTAI_WORKERS？" in said.err
    assert "LANTAI_NONSENSE is no setting of Lantai and changes nothing. The settings" in said.err


def test_an_empty_home_says_that_nothing_was_taken_in_yet_and_what_to_do(lantai):
    for words, code in ((("status",), 0), (("check",), 0), (("search", "封港"), 1)):
        said = lantai(*words)
        assert said.code == code
        assert "还没有接收任何移交包" in said.out + said.err
        assert "lantai check-sheet FOLDER" in said.out + said.err
        assert "searchable" not in said.out and "All is as it should be" not in said.out


@pytest.mark.parametrize(
    "words",
    [
        ("unit", "show", "J999"),
        ("reader", "end", "nobody"),
        ("grant", "end", "7"),
        ("grant", "add", "nobody", "--scope", "J1", "--until", "2099", "--reason", "x"),
        ("theme", "publish", "none"),
        ("theme", "load", "/nowhere.toml"),
        ("intake", "/nowhere"),
        ("search", "x", "--as", "nobody"),
        ("reindex", "--back"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_one_with_a_letter(lantai, words):
    said = lantai(*words)
    assert said.code == 1
    assert said.out == ""
    assert has_han(said.err)
    assert "Traceback" not in said.err


def test_a_wrong_setting_is_wrong_use(lantai, monkeypatch):
    monkeypatch.setenv("LANTAI_ENGINE", "opensearch")
    said = lantai("status")
    assert said.code == 2
    assert "LANTAI_ENGINE" in said.err  # not its value, which may hold a password


def test_a_store_that_cannot_be_used_is_a_letter(lantai, home, monkeypatch):
    (home / "folder").mkdir()
    monkeypatch.setenv("LANTAI_STORE", f"sqlite:///{home}/folder")
    said = lantai("reader", "list")
    assert said.code == 1
    assert "Nothing was changed" in said.err
    assert "Traceback" not in said.err


def test_a_store_without_its_driver_is_a_letter(lantai, monkeypatch):
    monkeypatch.setenv("LANTAI_STORE", "postgresql+nosuchdriver://u:secret@localhost/x")
    said = lantai("reader", "list")
    assert said.code in (1, 2)
    assert "secret" not in said.err
    assert "Traceback" not in said.err
