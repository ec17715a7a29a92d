"""Changes of what is shared: who is taken along, what is refused, and which outbox rows tell the indices."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.store import outbox, units
from holdings.store.outbox import RIGHTS, UNSEEN, Kind
from holdings.themes import Placement, Section, Theme
from sharing.access import SharingState
from sharing.changes import MoreOpenThanBelow, change_class, change_face, correct, restore, withdraw
from sharing.classes import SharingClass
from sharing.store import protect, set_state
from sharing.themes import put_theme, remove_theme
from tests.rooms.sharing.shelves import NOW, find, open_store, shelve

OPEN, CONDITIONAL, UNREVIEWED, WITHHELD = SharingClass
_CODES = ("J1", "J1-1", "J1-1-1", "J1-1-1-1", "J1-1-2", "J1-2", "J10-1")


@pytest.fixture
def home(tmp_path):
    opened = open_store(tmp_path)
    shelve(opened, [("", code) for code in _CODES])
    yield opened
    opened.close()


def state_of(connection, code):
    unit = find(connection, code)
    return protect(connection, [unit])[unit.row].state


def new_rows(connection, number):
    """(kind, code or theme, tightens, leaves) of the rows after a number."""
    told = []
    for change in outbox.after(connection, number):
        named = "theme"
        if change.kind is Kind.UNIT:
            named = units.by_rows(connection, [change.subject])[change.subject].identity.code
        told.append((named, change.tightens, change.leaves))
    return told


def test_tightening_takes_along_every_ancestor_with_pages_and_says_so(home):
    with home.writing() as connection:
        units.change(connection, find(connection, "J1").row, pages=0)
        done = change_class(connection, find(connection, "J1-1-1-1"), WITHHELD, "涉密", NOW)
        assert (done.before, done.after) == (OPEN, WITHHELD)
        assert set(done.ancestors) == {"J1-1", "J1-1-1"}
        classes = {code: state_of(connection, code).sharing_class for code in _CODES}
    # The fonds has no pages; what stands beside, or merely begins alike, is not taken along.
    assert [code for code, known in classes.items() if known is WITHHELD] == ["J1-1", "J1-1-1", "J1-1-1-1"]


def test_a_unit_with_pages_is_not_opened_above_a_stricter_one(home):
    with home.writing() as connection:
        change_class(connection, find(connection, "J1-1-1"), WITHHELD, "涉密", NOW)
        with pytest.raises(MoreOpenThanBelow) as refused:
            change_class(connection, find(connection, "J1-1"), CONDITIONAL, "放宽", NOW)
        assert "J1-1-1" in refused.value.letter.zh
        assert state_of(connection, "J1-1").sharing_class is WITHHELD
        # As strict as what is below is allowed, and so is anything once that is open or withdrawn.
        withdraw(connection, find(connection, "J1-1-1"), "撤回", NOW)
        assert change_class(connection, find(connection, "J1-1"), OPEN, "放宽", NOW).after is OPEN


_WITHDRAWN, _RESTORED = "withdraw", "restore"
_steps = st.lists(
    st.tuples(st.sampled_from(_CODES), st.sampled_from([*SharingClass, _WITHDRAWN, _RESTORED])),
    min_size=1,
    max_size=8,
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    opened = open_store(tmp_path_factory.mktemp("home"))
    shelve(opened, [("", code) for code in _CODES])
    yield opened
    opened.close()


class _Undone(Exception):
    pass


@settings(max_examples=80)
@given(_steps, st.frozensets(st.sampled_from(_CODES)))
def test_no_series_of_changes_leaves_a_unit_with_pages_more_open_than_one_below(kept, steps, without_pages):
    try:
        with kept.writing() as connection:
            for code in without_pages:
                units.change(connection, find(connection, code).row, pages=0)
            for code, to in steps:
                unit = find(connection, code)
                try:
                    if to == _WITHDRAWN:
                        withdraw(connection, unit, "撤回", NOW)
                    elif to == _RESTORED:
                        restore(connection, unit, "恢复", NOW)
                    else:
                        done = change_class(connection, unit, to, "复审", NOW)
                        assert state_of(connection, code).sharing_class is done.after is to
                except MoreOpenThanBelow:
                    continue
            in_use = {code for code in _CODES if not find(connection, code).withdrawn}
            for above in in_use - without_pages:
                for below in in_use:
                    if below.startswith(f"{above}-"):
                        classes = [state_of(connection, code).sharing_class for code in (above, below)]
                        assert classes[0] >= classes[1], (above, below)
            raise _Undone
    except _Undone:
        pass


@pytest.mark.parametrize("before", SharingClass)
@pytest.mark.parametrize("to", SharingClass)
def test_a_change_of_class_says_whether_it_tightens_and_which_partition_the_unit_leaves(home, before, to):
    with home.writing() as connection:
        unit = find(connection, "J10-1")
        set_state(connection, unit.row, SharingState(before))
        number = outbox.last_number(connection)
        change_class(connection, unit, to, "复审", NOW)
        leaves = ""
        if before is OPEN != to:
            leaves = "open" if before is OPEN else leaves
        if to is OPEN != before:
            leaves = "restricted"
        if min(before, to) >= UNREVIEWED:
            leaves = UNSEEN  # nobody saw anything of it, and nobody does
        wanted = [] if to is before else [("J10-1", to > before, leaves)]
        assert new_rows(connection, number) == wanted
        assert [line["action"] for line in units.history(connection, unit.row)] == ["class"] * len(wanted)


def test_faces_corrections_and_withdrawals_say_whether_they_tighten(home):
    with home.writing() as connection:
        unit = find(connection, "J1-2")
        set_state(connection, unit.row, SharingState(CONDITIONAL, False, frozenset({"abstract"})))

        def rows_of(change) -> list:
            number = outbox.last_number(connection)
            change()
            return [tightens for _, tightens, _ in new_rows(connection, number)]

        def face(hidden: bool, *published: str) -> None:
            change_face(
                connection, unit, SharingState(CONDITIONAL, hidden, frozenset(published)), "复审", NOW
            )

        assert rows_of(lambda: face(False, "abstract")) == []
        assert rows_of(lambda: face(False, "abstract", "names")) == [False]
        assert rows_of(lambda: face(False, "names")) == [True]
        assert rows_of(lambda: face(True, "names")) == [True]
        assert rows_of(lambda: face(False, "names")) == [False]
        corrected = replace(unit, description=replace(unit.description, title="某某"))
        assert rows_of(lambda: correct(connection, unit, corrected, {"题名": ("a", "b")}, "遮蔽", NOW)) == [
            True
        ]
        assert rows_of(lambda: correct(connection, unit, unit, {}, "无", NOW)) == []
        assert rows_of(lambda: withdraw(connection, unit, "撤回", NOW)) == [True]
        # What is above it has pages and was opened meanwhile.
        back = rows_of(lambda: restore(connection, find(connection, "J1-2"), "恢复", NOW))
        assert back == [False, True]


def test_a_unit_comes_back_in_its_class_and_never_into_something_more_open_than_itself(home):
    with home.writing() as connection:
        change_class(connection, find(connection, "J1-1-1"), WITHHELD, "收紧", NOW)
        withdraw(connection, find(connection, "J1-1-1"), "撤回", NOW)
        change_class(connection, find(connection, "J1-1"), OPEN, "放宽", NOW)
        assert restore(connection, find(connection, "J1-1-1"), "恢复", NOW) == ("J1-1",)
        assert state_of(connection, "J1-1-1").sharing_class is WITHHELD
        assert state_of(connection, "J1-1").sharing_class is WITHHELD
        assert not find(connection, "J1-1-1").withdrawn


def test_a_unit_that_would_show_what_became_stricter_below_it_does_not_come_back(home):
    with home.writing() as connection:
        withdraw(connection, find(connection, "J1-1"), "撤回", NOW)
        set_state(connection, find(connection, "J1-1-1").row, SharingState(WITHHELD, False, frozenset()))
        with pytest.raises(MoreOpenThanBelow, match="J1-1-1"):
            restore(connection, find(connection, "J1-1"), "恢复", NOW)
        assert find(connection, "J1-1").withdrawn


# Themes: an outbox row only where an entry becomes another.


def place(connection, *codes: str, note: str = "") -> tuple[Placement, ...]:
    return tuple(Placement(find(connection, code).row, note) for code in codes)


def themed(home, *sections: tuple[str, ...], published: bool = True) -> Theme:
    with home.writing() as connection:
        units.change(connection, find(connection, "J1").row, pages=0)
        theme = Theme(
            "t",
            "题目",
            "导言",
            published,
            tuple(
                Section(f"s{at}", f"第{at}节", place(connection, *codes)) for at, codes in enumerate(sections)
            ),
        )
        put_theme(connection, theme)
    return theme


def close(home, *codes: str, sharing_class: SharingClass = WITHHELD) -> None:
    with home.writing() as connection:
        for code in codes:
            set_state(connection, find(connection, code).row, SharingState(sharing_class))


def rows_after(home, change) -> list:
    with home.writing() as connection:
        number = outbox.last_number(connection)
        change(connection)
        return new_rows(connection, number)


def test_changes_of_hidden_units_leave_the_theme_that_they_stand_in_alone(home):
    close(home, "J1-2", "J10-1")
    theme = themed(home, ("J1-1", "J1-2"), ("J10-1",))

    def reclass(connection):
        change_class(connection, find(connection, "J1-2"), UNREVIEWED, "复审", NOW)
        change_class(connection, find(connection, "J1-2"), WITHHELD, "复审", NOW)
        withdraw(connection, find(connection, "J10-1"), "撤回", NOW)

    assert [named for named, _, _ in rows_after(home, reclass)] == ["J1-2", "J1-2", "J10-1"]

    def curate(connection):
        hidden = replace(theme.sections[1], title="改名", placements=place(connection, "J1-1-2"))
        put_theme(connection, replace(theme, sections=(theme.sections[0], hidden)))

    close(home, "J1-1-2")
    # The unit that comes is entered, the one that goes is hidden, and nothing else is touched.
    # That nobody may see either is said, so that what is open follows as if nothing had been.
    assert rows_after(home, curate) == [("J1-1-2", False, UNSEEN), ("J10-1", True, UNSEEN)]


def test_a_theme_follows_where_what_anyone_sees_of_it_changes(home):
    themed(home, ("J1-2",), ("J10-1",))

    def tighten(code):
        return lambda connection: change_class(connection, find(connection, code), WITHHELD, "涉密", NOW)

    def opened(code):
        return lambda connection: change_class(connection, find(connection, code), OPEN, "放宽", NOW)

    assert rows_after(home, tighten("J1-2"))[1:] == [("theme", False, "open")]  # a section title goes
    assert rows_after(home, opened("J1-2"))[1:] == [("theme", False, "")]  # and comes back
    rows_after(home, tighten("J1-2"))
    assert ("theme", False, "open") in rows_after(home, tighten("J10-1"))  # nobody sees anything of it
    assert ("theme", False, "restricted") in rows_after(home, opened("J10-1"))


def test_a_theme_that_only_some_see_is_doubtful_while_its_rights_change(home):
    close(home, "J1-2", sharing_class=UNREVIEWED)
    themed(home, ("J1-2",))

    def tighten(connection):
        change_class(connection, find(connection, "J1-2"), WITHHELD, "涉密", NOW)

    assert rows_after(home, tighten)[1:] == [("theme", False, RIGHTS)]


def test_putting_a_theme_enters_only_units_whose_place_or_note_changes(home):
    theme = themed(home, ("J1-1", "J1-2"), ("J10-1",))
    assert rows_after(home, lambda connection: put_theme(connection, theme)) == []
    first, second = theme.sections
    noted = replace(first, placements=(first.placements[0], replace(first.placements[1], note="评注")))
    changed = replace(theme, sections=(noted, second))
    assert rows_after(home, lambda connection: put_theme(connection, changed)) == [("J1-2", True, "")]
    moved = replace(theme, sections=(second, noted))
    assert rows_after(home, lambda connection: put_theme(connection, moved)) == []
    gone = replace(theme, sections=(noted,))
    assert set(rows_after(home, lambda connection: put_theme(connection, gone))) == {
        ("theme", False, "open"),
        ("J10-1", True, ""),
    }
    renamed = replace(gone, title="另题")
    assert rows_after(home, lambda connection: put_theme(connection, renamed)) == [("theme", False, "open")]


def test_a_draft_tells_the_indices_nothing_until_it_is_published_and_a_removed_theme_hides_its_places(home):
    with home.writing() as connection:
        before = outbox.last_number(connection)
    draft = themed(home, ("J1-2",), published=False)
    with home.reading() as connection:
        assert outbox.last_number(connection) == before
    public = replace(draft, published=True)
    assert rows_after(home, lambda connection: put_theme(connection, public)) == [
        ("theme", False, ""),
        ("J1-2", False, ""),
    ]

    def remove(connection):
        remove_theme(connection, 1, public)

    assert rows_after(home, remove) == [("theme", False, "open"), ("J1-2", True, "")]
