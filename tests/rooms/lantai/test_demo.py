"""The demonstration: the samples, five readers, and answers that differ as the law says."""

from __future__ import annotations

import re
import stat

import pytest

from tests.shared import REPOSITORY


def counts(out: str, question: str) -> list[int]:
    """How many units each reader found, anonymous first and staff last."""
    below = out.split(f"问 question: {question}", 1)[1]
    line = re.search(r"单元数 units(.*)", below)
    assert line is not None
    return [int(number) for number in line[1].split()]


@pytest.mark.slow
def test_the_demonstration_differs_by_reader_and_a_second_one_changes_nothing(lantai, home, monkeypatch):
    # Scans are not read here: the shares of the readers are the same without them.
    monkeypatch.setenv("LANTAI_WORKERS", "2")
    first = lantai("demo", "--once")
    assert first.code == 0, first.err
    anonymous, school, sailors, supplier, staff = counts(first.out, "罗静宜")
    assert anonymous < school < staff
    assert anonymous <= sailors < school <= supplier
    assert counts(first.out, "線民") == [0, 0, 0, 0, 1]
    assert "○" in first.out.split("问 question: 结婚证存根")[1]

    status = lantai("status", "--json")
    tokens = home / "demo-readers.json"
    kept = tokens.read_bytes()
    assert stat.S_IMODE(tokens.stat().st_mode) == 0o600
    again = lantai("demo", "--once")
    assert again.code == 0
    assert lantai("status", "--json").out == status.out
    assert tokens.read_bytes() == kept
    assert again.out.count("nothing changed") == 4
    asked = "问 question:"
    assert again.out[again.out.index(asked) :] == first.out[first.out.index(asked) :]
    assert len(lantai("grant", "list", "--json").json["grants"]) == 2
    assert lantai("check").code == 0


def test_an_answer_that_breaks_the_law_is_noticed(filled, monkeypatch):
    from lantai.demo import answers
    from lantai.demo.readers import DemoReader
    from lantai.wiring import House
    from sharing.access import ANONYMOUS, Reader, Role

    house = House()
    staff = DemoReader("馆员 staff", Reader("馆员", Role.STAFF, "", frozenset()), "")
    nobody = DemoReader("匿名 anonymous", ANONYMOUS, "")
    asked = answers.Asked("沉船", "", "")
    seen = answers._units(house, staff, "沉船")
    assert len(seen) == 2
    assert answers._lawful(house, asked, [nobody, staff], [{}, seen])
    assert not answers._lawful(house, asked, [nobody, staff], [seen, seen])
    assert not answers._lawful(house, asked, [nobody, staff], [{}, {}])
    house.close()


def test_the_samples_of_the_demonstration_ship_with_the_project():
    from lantai.demo.holdings import samples_folder

    assert samples_folder() == REPOSITORY / "samples"
