"""What tests read lies in the repository, or is asked for where its absence is said."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.repository import ROOT

MODULES = sorted((ROOT / "tests").rglob("*.py"))


def while_importing(tree: ast.AST) -> Iterator[ast.AST]:
    """What runs when a module is imported: all but the bodies of its functions."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            yield from (
                part for decorator in getattr(child, "decorator_list", ()) for part in ast.walk(decorator)
            )
            continue
        yield child
        yield from while_importing(child)


@pytest.mark.parametrize("of", ["import", "a function"])
def test_the_search_for_calls_while_importing_finds_them(of):
    text = "DATA = shared('x')" if of == "import" else "def read():\n    return shared('x')"
    calls = [node for node in while_importing(ast.parse(text)) if isinstance(node, ast.Call)]
    assert len(calls) == (1 if of == "import" else 0)


def test_no_module_of_the_tests_reads_shared_material_while_it_is_imported():
    found = []
    for path in MODULES:
        for node in while_importing(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "shared":
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == [], "a clone alone could not even collect them"
