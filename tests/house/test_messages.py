"""What is said to people is written as their languages are."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house.repository import sources

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
