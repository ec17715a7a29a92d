"""Is everything as it should be? Bytes, the order of changes, the indices and the rights in them."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engines.letters import IndexDamaged, OtherAnalyzer, damaged_part
from engines.port import PLACES, manifest_now
from holdings.letters import Letter
from holdings.media.fonts import draws_han
from holdings.objects import ObjectMissing
from holdings.store import census, outbox, pages, units
from holdings.store.database import Store, StoreDamaged
from lantai import check_letters as letters
from lantai.rights_check import Differences, check_rights
from lantai.unreferred import unreferred_objects
from sharing.store_tallies import more_open_than_below

if TYPE_CHECKING:
    from lantai.wiring import House

#: At most so many findings of one kind are told; the others are counted.
MOST_TOLD = 20
#: Above this share of deleted entries the order by relevance is that of the past (design section 2).
DELETED_SHARE = 0.02
#: So few never matter.
_FEW_DELETED = 20

#: Told how far a check is: label, done, total.
Show = Callable[[str, int, int], None]


@dataclass(slots=True)
class Report:
    """What a check saw.

    Attributes:
        checked: how many of what were looked at.
        wrong: what is not as it should be, and what to do.
        advice: what is right and could be better.
        of_objects: how many of `wrong`, the first, are about the store and digital objects, which no new index mends.
        unreferred: (digest, size in bytes) of objects that no unit has.
        erased: how many of them a repair erased.
        differences: of the indices from the store.
        rebuild: nothing less than new indices will do.
        behind: changes that the indices have not applied, so that nothing else of them was looked at.
    """

    checked: dict[str, int] = field(default_factory=dict)
    wrong: list[Letter] = field(default_factory=list)
    advice: list[Letter] = field(default_factory=list)
    of_objects: int = 0
    unreferred: list[tuple[str, int]] = field(default_factory=list)
    erased: int = 0
    differences: Differences = field(default_factory=Differences)
    rebuild: bool = False
    behind: int = 0


def check_home(house: House, show: Show, *, every: bool = False) -> Report:
    """Check a home; nothing is changed.

    Args:
        house: the home.
        show: told how far it is.
        every: all rights are looked at, and not a sample of those that grants may name.
    """
    report = Report()
    check_structure(house, report)
    check_texts(house, report, show)
    check_openness(house, report)
    check_objects(house, report, show)
    report.of_objects = len(report.wrong)
    check_indices(house, report, show, every=every)
    check_unreferred(house, report, show)
    if not draws_han():
        report.advice.append(letters.no_chinese_font())
    return report


def check_unreferred(house: House, report: Report, show: Show) -> None:
    """Whether every object that lies there belongs to a unit; what is wrong is told last."""
    found = unreferred_objects(house, show)
    if found is None:
        report.advice.append(letters.intake_under_way())
    report.unreferred = found or []
    if found:
        report.wrong.append(letters.unreferred(found[:MOST_TOLD], len(found), sum(size for _, size in found)))


def check_indices(house: House, report: Report, show: Show, *, every: bool) -> None:
    """Check the changes kept, and the indices against the store."""
    check_sequence(house, report)
    check_index(house, report, show, every=every)


def check_structure(house: House, report: Report) -> None:
    """Whether the database finds its own file whole, and every table is there.

    Raises:
        StoreDamaged: it is not; `examined` says more.
    """
    if house.store.structure():
        raise StoreDamaged(letters.structure_damaged(""))
    report.checked["tables"] = house.store.tables_there()


def check_openness(house: House, report: Report) -> None:
    """Whether no unit with pages is more open than one below it: its pages may show that one."""
    with house.store.reading() as connection:
        found = more_open_than_below(connection, MOST_TOLD + 1)
    if found:
        report.wrong.append(letters.more_open_than_below(found[:MOST_TOLD], more=len(found) > MOST_TOLD))


def check_texts(house: House, report: Report, show: Show) -> None:
    """Whether every page's text is the one that was kept."""
    found: list[tuple[int, int]] = []
    changed = 0
    with house.store.reading() as connection:
        total = pages.count_all(connection)
        for unit, number in pages.changed_texts(connection, lambda done: show("页文字 texts", done, total)):
            changed += 1
            if changed <= MOST_TOLD:
                found.append((unit, number))
        known = units.by_rows(connection, {unit for unit, _ in found})
    report.checked["texts"] = total
    for unit, number in found:
        code = known[unit].identity.written if unit in known else f"#{unit}"
        report.wrong.append(letters.text_changed(code, number))
    if changed > len(found):
        report.wrong.append(letters.and_more_texts(changed - len(found)))


def examined(store: Store) -> list[Letter]:
    """What of a damaged store can be read, and what cannot."""
    found = store.examine()
    wrong = [letters.structure_damaged(said) for said in found.structure[:MOST_TOLD]]
    wrong += [letters.table_damaged(table.name, table.rows, table.why) for table in found.tables if table.why]
    return [*wrong, letters.tables_readable({each.name: each.rows for each in found.tables if not each.why})]


def check_objects(house: House, report: Report, show: Show) -> None:
    """Whether the bytes of every digital object still have their digest (fixity)."""
    with house.store.reading() as connection:
        known = list(census.digests(connection))
    damaged: list[Letter] = []
    total, seen = sum(size for _, size in known), 0
    for digest, size in known:
        letter = _damage(house, digest)
        if letter is not None:
            damaged.append(letter)
        seen += size
        show("固化信息 fixity (bytes)", seen, total)
    report.checked |= {"objects": len(known), "bytes": total}
    report.wrong += damaged[:MOST_TOLD]
    if len(damaged) > MOST_TOLD:
        report.wrong.append(letters.and_more_objects(len(damaged) - MOST_TOLD))


def _damage(house: House, digest: str) -> Letter | None:
    try:
        found = hashlib.sha256()
        # Where they are kept: a local copy of what lies in a bucket proves nothing.
        for piece in house.objects.pieces(digest):
            found.update(piece)
    except ObjectMissing as error:
        return error.letter
    except OSError as error:
        return letters.object_unreadable(digest, error.strerror or str(error))
    return None if found.hexdigest() == digest else letters.object_damaged(digest)


def check_sequence(house: House, report: Report) -> None:
    """Whether the kept changes follow each other without a gap."""
    with house.store.reading() as connection:
        kept = [change.number for change in outbox.after(connection, 0)]
        last = outbox.last_number(connection)
    report.checked["changes"] = len(kept)
    if kept and kept != list(range(kept[0], last + 1)):
        report.wrong.append(letters.gap_in_changes())
        report.rebuild = True


def check_index(house: House, report: Report, show: Show, *, every: bool) -> None:
    """Whether the indices have just the entries and the rights that the store says."""
    generations = house.generations
    with house.store.reading() as connection:
        last = outbox.last_number(connection)
    check_generations(house, report)
    damaged = generations.damage()
    if damaged:
        report.wrong += [damaged_part(fault) for fault in damaged[:MOST_TOLD]]
        if len(damaged) > MOST_TOLD:
            report.wrong.append(letters.more_damage(len(damaged) - MOST_TOLD))
        report.rebuild = True
        return
    name = generations.current()
    if not name:
        if last:
            report.wrong.append(letters.no_index())
            report.rebuild = True
        return
    manifest = generations.manifest(name)
    if manifest != manifest_now(house.home_id, house.analyzer.fingerprint, manifest.base):
        # Entries by other rules cannot be compared with what ours would be.
        report.wrong.append(OtherAnalyzer().letter)
        report.rebuild = True
        return
    view = generations.view(name)
    behind = last - min(view.at(place.index, place.partition).applied.number for place in PLACES)
    if behind < 0:
        report.wrong.append(letters.index_ahead(-behind))
        report.rebuild = True
        return
    if behind:
        # Entries and rights cannot be compared with a store that is ahead of them.
        report.wrong.append(letters.index_behind(behind))
        report.behind = behind
        return
    report.differences = check_rights(house, view, report, show, every=every)
    check_deleted(house, report)


def check_generations(house: House, report: Report) -> None:
    """Tells what else lies beside the generation that answers."""
    generations = house.generations
    current = generations.current()
    left = generations.remnants() + [name for name in generations.kept() if generations.unfinished(name)]
    if left:
        report.advice.append(letters.remnants(left))
    for name in generations.kept():
        if name < current:
            with contextlib.suppress(IndexDamaged):
                made = generations.manifest(name)
                if made != manifest_now(house.home_id, house.analyzer.fingerprint, made.base):
                    report.advice.append(letters.kept_for_others(name))


def check_deleted(house: House, report: Report) -> None:
    """Advises a rebuild where deleted entries linger in the statistics of relevance."""
    from index_templates import templates as t
    from sharing.classes import SharingClass

    view = house.generations.view(house.generations.current())
    lingering: dict[str, float] = {}
    for place in PLACES:
        snapshot = view.at(place.index, place.partition)
        # Every unit's entry has one class, so the frequencies of all classes count entries, deleted ones included.
        there = sum(snapshot.frequencies([(t.SHARING_CLASS, known.word) for known in SharingClass]))
        deleted = there - snapshot.size()
        if there and deleted > max(_FEW_DELETED, DELETED_SHARE * there):
            lingering[str(place)] = deleted / there
    if lingering:
        report.advice.append(letters.many_deleted(lingering))
