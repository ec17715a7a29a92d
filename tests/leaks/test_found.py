"""Every open text is found, every conditional face is found, and no conditional text is."""

from __future__ import annotations

import random

import pytest

from sharing.access import Role
from tests.leaks import requests
from tests.leaks.archives import CONDITIONAL, MARKERS, OPEN, Holdings, Piece
from tests.leaks.asking import unit_path

pytestmark = pytest.mark.xdist_group("leaks")

#: What a catalogue says beside the elements is kept for staff at the machine and searched by nobody.
_UNSEARCHED = [word for name, word in MARKERS.items() if name.endswith("other cell")]
_SECRETS = [
    word for name, word in MARKERS.items() if not name.startswith("hidden") and word not in _UNSEARCHED
]


def written(piece: Piece) -> str:
    archive = piece.row.get("档案馆代码", "")
    return f"{archive}:{piece.code}" if archive else piece.code


def of_class(held: Holdings, sharing: str) -> list[Piece]:
    return [piece for piece in held.pieces if piece.sharing == sharing]


def test_every_open_text_is_found_by_words_of_each_of_its_pages(both, held):
    hiding, _ = both
    chance = random.Random(11)
    for piece in of_class(held, OPEN):
        for number, text in enumerate(filter(None, piece.row.get("text", "").split("\f")), 1):
            start = chance.randrange(len(text) - 12)
            for keyword in (piece.own, text[start : start + chance.randint(2, 12)].strip("，。、 ")):
                # Words of an alphabet may be cut here: stars leave open how they begin and end.
                told = hiding.search(q=f'"*{keyword}*"', scope="fulltext", size=100, facets="")
                found = {hit["unit"]["code"]: hit for hit in told["hits"]}
                assert written(piece) in found, keyword
            first = hiding.search(q=f'"{piece.own}"', facets="")
            assert [hit["unit"]["code"] for hit in first["hits"]] == [written(piece)]
            page = hiding.ask(unit_path(written(piece), f"/pages/{number}"))
            assert page.told["text"] == text


def test_every_open_unit_is_found_by_title_and_code(both, held):
    hiding, _ = both
    for piece in of_class(held, OPEN):
        assert written(piece) in hiding.codes(q=f'题名:"{piece.row["题名"]}"', facets="")
        assert hiding.ask(unit_path(written(piece))).status == 200


def test_every_conditional_face_is_found(both, held):
    hiding, _ = both
    listed = hiding.codes(class_="conditional", facets="")
    assert sorted(listed) == sorted(written(piece) for piece in of_class(held, CONDITIONAL))
    for piece in of_class(held, CONDITIONAL):
        assert written(piece) in hiding.codes(q=f'"{piece.row["公开题名"]}"', facets="")
        told = hiding.ask(unit_path(piece.code)).told
        assert told["unit"]["title"] == piece.row["公开题名"]
        assert told["unit"]["apply"] is not None
        assert (told["page_numbers"], told["objects"], told["description_visible"]) == ([], [], False)
        assert hiding.ask(unit_path(piece.code, "/pages/1")).status == 404


def test_no_conditional_text_abstract_name_title_number_or_note_is_found(both, held):
    hiding, _ = both
    staff = hiding.add_reader("staff", Role.STAFF)
    for secret in _SECRETS:
        seen_by_staff = 0
        for scope in ("all", "catalogue", "fulltext", "themes"):
            for question in (f'"{secret}"', f'题名:"{secret}"', f'文号:"{secret}"', f'责任者:"{secret}"'):
                told = hiding.search(q=question, scope=scope, match="all")
                assert (told["total"]["units"], told["total"]["pages"], told["hits"]) == (0, 0, [])
                assert not any(told["facets"].values())
            seen_by_staff += hiding.search(staff, q=f'"{secret}"', scope=scope)["total"]["units"]
        assert seen_by_staff, secret
        for length in range(1, len(secret) + 1):
            # A word inside an open value may begin with the same letter; what is hidden is never offered.
            suggested = hiding.ask(f"/api/v1/suggest?q={secret[:length]}").told["suggestions"]
            assert not any(secret in each["value"] for each in suggested)
        assert suggested == []


def test_what_is_kept_beside_the_elements_is_searched_by_nobody_and_told_to_no_reader(both, held):
    hiding, _ = both
    staff = hiding.add_reader("staff of other cells", Role.STAFF)
    for secret in _UNSEARCHED:
        assert any(secret in piece.row.get("备注", "") for piece in held.pieces)
        for scope in ("all", "catalogue", "fulltext"):
            assert hiding.search(staff, q=f'"{secret}"', scope=scope)["total"]["units"] == 0
    told = [hiding.ask(unit_path(written(piece)), staff) for piece in held.pieces[:40]]
    assert not [answer for answer in told if any(secret in answer.body.decode() for secret in _UNSEARCHED)]


def test_no_answer_to_an_anonymous_reader_holds_a_secret_word(both, held):
    hiding, _ = both
    paths = [
        *requests.searches(held, 60, seed=9),
        *requests.units_and_pages(held)[::2],
        *requests.suggestions(held),
        *requests.themed(),
        *requests.portal(held)[::2],
    ]
    words = [word for word in MARKERS.values() if len(word) > 2]
    for path in paths:
        body = hiding.ask(path).body.decode()
        if not any(word in requests.question_of(path) for word in words):
            assert not [word for word in words if word in body], path
