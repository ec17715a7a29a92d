"""What is said to people is written as their languages are."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house.repository import ROOT, paths, sources

_HAN = "\u3400-\u9fff”》」）"
#: Marks of a half width where Chinese has its own (GB/T 15834-2011).
HALF_WIDTH = re.compile(
    rf"[{_HAN}][,;!?]|[,;!?][{_HAN}]|[\u3400-\u9fff]\([^()]*[\u3400-\u9fff]|[\u3400-\u9fff]\)"
)


def chinese_of_messages() -> Iterator[tuple[str, int, str]]:
    """(path, line, text) of the Chinese of each message; what is put into it stands as ◻."""
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Letter" and node.args:
                yield path, node.lineno, text_of(node.args[0])


def text_of(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) if isinstance(part, ast.Constant) else "◻" for part in node.values)
    return "◻"


def test_messages_in_chinese_have_the_marks_of_chinese():
    said = list(chinese_of_messages())
    assert len(said) > 300
    assert [(path, line, found[0]) for path, line, text in said for found in HALF_WIDTH.finditer(text)] == []


#: Another word for a thing that has one already, and the file that may have it: there it is a word of catalogues.
OTHER_WORDS = {
    "移交单位": ("供档单位", {"indexer/sheets/left_out.py"}),
    "令牌": ("凭证", set()),
    "访问标记": ("权限标记", set()),
}


def test_one_thing_has_one_word_wherever_a_person_reads_it():
    texts = {
        path.relative_to(ROOT).as_posix(): path for path in paths() if path.suffix in {".py", ".html", ".md"}
    }
    read = {name: path for name, path in texts.items() if not name.startswith(("tests/", "CHANGELOG"))}
    assert len(read) > 300
    found = {
        word: {name for name, path in read.items() if word in path.read_text("utf-8")} for word in OTHER_WORDS
    }
    assert {word: names - OTHER_WORDS[word][1] for word, names in found.items()} == dict.fromkeys(
        OTHER_WORDS, set()
    )
    assert all(
        any(right in path.read_text("utf-8") for path in read.values()) for right, _ in OTHER_WORDS.values()
    )
