"""docs/codes.md: every example of it is so."""

from __future__ import annotations

import re
import tomllib

from holdings.code_templates import DEFAULT_TEMPLATES, template_from_text
from holdings.codes import is_below, parse
from tests.shared import REPOSITORY

PAGE = (REPOSITORY / "docs" / "codes.md").read_text(encoding="utf-8")


def rows_under(heading: str) -> list[list[str]]:
    """The rows of the table below a heading, without the headings of its columns."""
    part = PAGE.partition(heading)[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in lines[1:]]


def test_what_lies_below_a_code_is_as_the_page_says():
    rows = rows_under("## 哪些在一个档号之下")
    assert len(rows) > 4
    for row in rows:
        scope, below, beside = (cell.strip("`") for cell in row)
        assert is_below(parse(below).text, parse(scope).text), row
        assert not is_below(parse(beside).text, parse(scope).text), row


def test_every_code_is_read_as_the_page_says():
    (toml,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    own = [template_from_text(spec) for spec in tomllib.loads(toml)["codes"]]
    rows = rows_under("## 常见的写法")
    assert len(rows) > 12
    used = set()
    for line in rows:
        code, name, fonds, elements, level = (cell.strip("`") for cell in line)
        found = parse(code, (*own, *DEFAULT_TEMPLATES))
        told = [tuple(element.split("=")) for element in elements.split()]
        assert (found.fonds, list(found.elements), found.level.zh) == (fonds, told, level), line
        if name:
            assert found.template == name
            used.add(name)
        else:
            # What is read without any template of one's own is read so with them too.
            assert parse(code).elements == found.elements and parse(code).template, line
    assert used == {template.name for template in own}
