"""Every command explains itself, and ends with 0 done, 1 failed, 2 wrong use."""

from __future__ import annotations

import argparse

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
        (),
        ("fetch",),
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
