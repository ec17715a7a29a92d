"""What lies below a unit with pages is never stricter than it; a home that came to be so is told."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from holdings.code_spelling import SEPARATORS


def test_check_names_units_with_pages_that_are_more_open_than_what_lies_below(lantai, home, tmp_path):
    folder = tmp_path / "移交"
    folder.mkdir()
    rows = [f"J{at}01-WS,案卷,无条件共享,甲.txt" for at, _ in enumerate(SEPARATORS)]
    rows += [f"J{at}01-WS{separator}0001,件,无条件共享," for at, separator in enumerate(SEPARATORS)]
    for at, _ in enumerate(SEPARATORS):
        (folder / f"甲{at}.txt").write_text("正文", encoding="utf-8")
        rows[at] = rows[at].replace("甲.txt", f"甲{at}.txt")
    (folder / "目录.csv").write_text("\n".join(["档号,题名,共享类型,文件", *rows]), encoding="utf-8")
    assert lantai("intake", str(folder)).code == 0
    assert lantai("check").code == 0
    # As a home has it that was made when only what goes on with "-" lay below.
    with closing(sqlite3.connect(home / "lantai.sqlite")) as store, store:
        store.execute(
            "UPDATE sharing_states SET class = (SELECT MAX(class) FROM sharing_states) + 3 "
            "WHERE unit_id IN (SELECT id FROM units WHERE code LIKE '%0001')"
        )
    said = lantai("check")
    assert said.code == 1
    for at, separator in enumerate(SEPARATORS):
        assert f"J{at}01-WS（J{at}01-WS{separator}0001）" in said.out + said.err
