"""Suggestions by prefix in either script, and thematic collections as a reader sees them."""

from __future__ import annotations

from collections import Counter

import pytest

from analyzers.fold import fold
from search_api.problems import ProblemError
from sharing.access import ANONYMOUS
from tests.rooms.search_api.archive import Archive, Held
from tests.rooms.search_api.plain_truth import words_of

_KINDS = {"题名": "title", "责任者": "responsible", "文号": "document_number", "档号": "code"}


def expected(held: list[Held], typed: str, *, everything: bool) -> list[tuple[str, str, int]]:
    """(kind, value, units) that must be suggested, best first."""
    counts: Counter[tuple[str, str]] = Counter()
    inside: dict[str, bool] = {}
    for each in held:
        if not everything and each.sharing_class not in ("unconditional", "conditional"):
            continue
        for element, kind in _KINDS.items():
            value = each.elements.get(element, "")
            if element == "文号" and each.sharing_class == "conditional" and not everything:
                continue
            start = fold(value).lstrip("<>《（「“ ")
            begins = start.startswith(fold(typed))
            if value and (begins or (kind != "code" and _begins_a_word(start, fold(typed)))):
                counts[kind, value] += 1
                inside[value] = not begins
    best = sorted(counts.items(), key=lambda each: (inside[each[0][1]], -each[1], each[0][1], each[0][0]))
    return [(kind, value, count) for (kind, value), count in best][:10]


def _begins_a_word(value: str, typed: str) -> bool:
    """Whether a word inside a value, or what stands there after a sign, begins as typed."""
    return any(
        value.startswith(typed, at) and (not value[at - 1].isalnum() or _is_word_at(value, at))
        for at in range(1, len(value))
    )


def _is_word_at(value: str, at: int) -> bool:
    return any(value.startswith(word, at) for word in words_of(value))


def suggested(archive: Archive, typed: str, reader=ANONYMOUS) -> list[tuple[str, str, int]]:
    return [
        (each["kind"], each["value"], each["units"])
        for each in archive.answering.suggest(reader, typed)["suggestions"]
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "福",
        "福建",
        "福建省政府",
        "省",
        "省财",
        "省財",
        "閩",
        "闽海关",
        "教育",
        "J1",
        "j101-ws",
        "Ｊ",
        "关于推进",
        "關於推進",
        "闽政",
        "盐",
        "鹽務局",
    ],
)
def test_suggestions_are_what_visible_units_have(archive: Archive, typed: str) -> None:
    wanted = expected(list(archive.held), typed, everything=False)
    assert wanted
    assert suggested(archive, typed) == wanted
    staff = archive.answering.reader(archive.tokens["staff"])
    assert suggested(archive, typed, staff) == expected(list(archive.held), typed, everything=True)


def test_what_is_hidden_is_never_suggested(archive: Archive) -> None:
    for word in ("withheld", "unreviewed"):
        for held in archive.by_class(word):
            code = held.code
            assert all(value != code for _, value, _ in suggested(archive, code))
            title = held.elements["题名"]
            open_titles = {
                each.elements["题名"]
                for each in archive.held
                if each.sharing_class in ("unconditional", "conditional")
            }
            if title not in open_titles:
                assert all(value != title for _, value, _ in suggested(archive, title))


@pytest.mark.parametrize(
    "typed",
    ["", " ", "，。", "“", "\x00", "\x1f", "\ud800", "*", ".*", "[", "福\x1ftitle", "甲" * 5_000, "😀"],
)
def test_odd_beginnings_are_no_fault(archive: Archive, typed: str) -> None:
    for kind, value, units in suggested(archive, typed):
        assert kind in {"title", "responsible", "document_number", "code"}
        assert value
        assert units > 0


def test_themes_are_those_with_something_to_see(archive: Archive) -> None:
    told = archive.answering.themes(ANONYMOUS)["themes"]
    assert [(theme["id"], theme["units"]) for theme in told] == [("drought", 6), ("salt", 3)]
    staff = archive.answering.reader(archive.tokens["staff"])
    assert [(theme["id"], theme["units"]) for theme in archive.answering.themes(staff)["themes"]] == [
        ("drought", 8),
        ("salt", 3),
    ]


def test_what_may_not_be_seen_of_a_theme_does_not_exist(archive: Archive) -> None:
    told = archive.answering.theme(ANONYMOUS, "drought")
    assert [section["id"] for section in told["sections"]] == ["reports"]
    assert [unit["position"] for unit in told["sections"][0]["units"]] == [1, 2, 3, 4, 5, 6]
    assert "不得见" not in str(told)
    assert told["sections"][0]["units"][0]["note"] == "策展人按语：仓廪"
    staff = archive.answering.reader(archive.tokens["staff"])
    whole = archive.answering.theme(staff, "drought")
    assert [section["id"] for section in whole["sections"]] == ["reports", "hidden"]
    assert "不得见之语" in str(whole)
    for slug in ("draft", "none", "", "drought/", "\x00", "\ud800"):
        with pytest.raises(ProblemError) as absent:
            archive.answering.theme(staff, slug)
        assert absent.value.status == 404


def test_scope_themes_finds_notes_sections_and_themes(ask, archive: Archive) -> None:
    told = ask("仓廪", scope="themes")
    (hit,) = told["hits"]
    assert hit["theme"]["id"] == "drought"
    assert hit["theme"]["section"] == "reports"
    assert [hit["theme"]["note"][start:end] for start, end in hit["theme"]["note_marks"]] == ["仓廪"]
    assert hit["pages"] == []
    whole = ask("旱灾", scope="themes", sort="code")
    themes = [each["theme"]["id"] for each in whole["hits"] if each["unit"] is None]
    assert themes == ["drought", "salt"]  # by its title; by the title of a section
    assert ask("不得见之语", scope="themes", match="all")["total"]["units"] == 0
    assert ask("不得见之节", scope="themes", match="all")["total"]["units"] == 0
    assert ask("未发布之言", scope="themes", match="all")["total"]["units"] == 0
    staff = archive.answering.reader(archive.tokens["staff"])
    assert ask("不得见之语", reader=staff, scope="themes")["total"]["units"] == 1
    # Notes count in scope themes only.
    for scope in ("all", "catalogue", "fulltext"):
        assert ask("仓廪", scope=scope, match="all")["total"]["units"] == 0


@pytest.mark.parametrize("sort", ["relevance", "code", "date"])
@pytest.mark.parametrize(
    ("typed", "match"),
    [
        ("", "all"),
        ("旱灾", "all"),
        ("盐务", "all"),
        ("月报 旱灾", "all"),
    ],
)
def test_scope_themes_counts_what_it_lists(ask, typed: str, match: str, sort: str) -> None:
    """Units and themes, each once, wherever a unit stands in two themes."""
    _counts_what_it_lists(ask(typed, scope="themes", match=match, sort=sort, size="100"))


def test_scope_themes_counts_what_it_lists_of_any(ask) -> None:
    _counts_what_it_lists(ask("月报 旱灾", scope="themes", match="any", size="100"))


def _counts_what_it_lists(told: dict) -> None:
    listed = [hit["unit"]["code"] if hit["unit"] else hit["theme"]["id"] for hit in told["hits"]]
    themes = sum(hit["unit"] is None for hit in told["hits"])
    assert len(listed) == len(set(listed)) == told["total"]["units"] + themes
    assert told["total"]["themes"] == themes
    assert told["total"]["pages"] == 0
    fonds = Counter(hit["unit"]["fonds"] for hit in told["hits"] if hit["unit"])
    assert {each["value"]: each["count"] for each in told["facets"]["fonds"]} == fonds


def test_the_theme_filter_narrows_every_scope(ask) -> None:
    for scope in ("all", "catalogue", "themes"):
        told = ask("", scope=scope, theme="salt", size="100")
        codes = {hit["unit"]["code"] for hit in told["hits"] if hit["unit"]}
        assert codes == {"J103-WS-10", "J103-WS-11", "J102-1-0001-0001"}, scope
    assert ask("", theme="draft")["total"]["units"] == 0
    assert ask("", theme="none")["total"]["units"] == 0
