"""`lantai unit`: one unit as staff see it, and the decisions about it. Each is in force once it is committed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from lantai import class_letters, letters, terminal
from lantai.commands import usage
from lantai.commands.parsing import (
    Families,
    add_json,
    add_reason,
    class_of_word,
    command,
    family,
    identity_of,
    reason_of,
)
from lantai.errors import CommandFailed, UsageError

if TYPE_CHECKING:
    from holdings.store.database import Transaction
    from holdings.units import Unit
    from lantai.classing import Preview
    from lantai.wiring import House
    from sharing.classes import SharingClass

#: Of many units whose class is set so many are named.
_MOST_SHOWN = 10
_PUBLISHABLE = {
    "摘要": "abstract",
    "人名": "names",
    "主题词": "descriptors",
    "文号": "document_number",
    "原档号": "former_codes",
}


def register(families: Families) -> None:
    """Add the family."""
    units = family(
        families,
        "unit",
        "著录单元：查看、划定共享类型、更正、撤回、恢复、公开面。提交后立即生效。",
        "A unit: show, class, correct, withdraw, restore, face. In force once committed.",
        'lantai unit show J101-RS-001\nlantai unit class J101-RS-001 暂不共享 --reason "复查"',
    )
    show = command(
        units, "show", "查看单元的著录、类型、数字对象与历史。", "Show a unit, its class and history."
    )
    _add_code(show)
    add_json(show)
    show.set_defaults(run=show_unit)
    classed = command(
        units,
        "class",
        "划定共享类型。收紧立即生效，并带上有页面的上级。",
        "Set the sharing class. Tightening acts at once and takes ancestors with pages along.",
        'lantai unit class J101-RS-001-009 withheld --reason "涉及个人隐私"\n'
        "lantai unit class --below J101-RS 有条件共享 --reason 期满开放审核\n"
        "lantai unit class --package 3 无条件共享 --only 未审核 --reason 已审核 --yes",
    )
    classed.add_argument(
        "code", nargs="?", default="", metavar="CODE", help="档号 reference code, or ARCHIVE:CODE"
    )
    classed.add_argument(
        "sharing_class",
        metavar="CLASS",
        help="unconditional 无条件共享 | conditional 有条件共享 | unreviewed 未审核 | withheld 暂不共享",
    )
    classed.add_argument(
        "--below", default="", metavar="CODE", help="此档号及其下的全部单元 a code and all below it"
    )
    classed.add_argument(
        "--package",
        default="",
        metavar="N",
        help="一批移交的全部单元，写编号或名称 all of a package, by its number or name",
    )
    classed.add_argument(
        "--query", default="", metavar="Q", help="符合问题全部内容的单元 all that has all of a question"
    )
    classed.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="CLASS",
        help="只改动现为此类型的，可写几次 only those of this class now; may be given several times",
    )
    classed.add_argument(
        "--yes", action="store_true", help="确认改动；不写只预览 change them; without it only a preview"
    )
    classed.add_argument(
        "--also-limited",
        action="store_true",
        help="目录自己限制（控制、不开放……）的也一并开放；不写则单列、不动 those too that their own catalogue limits; "
        "without it they are listed apart and stay",
    )
    add_reason(classed)
    classed.set_defaults(run=class_unit, changes=True)
    correct = command(
        units,
        "correct",
        "更正著录项，前后内容都记入历史。",
        "Correct elements of the description; both texts go into the history.",
        'lantai unit correct J101-RS-001 题名=职工连续工龄登记 日期=1951-1985 --reason "核对原件"\n'
        "lantai unit correct J101-RS-001 人名=高月娇;吴银水",
    )
    _add_code(correct)
    correct.add_argument("pairs", nargs="+", metavar="FIELD=VALUE", help="著录项=新值 element=new text")
    correct.add_argument("--reason", default="", metavar="TEXT", help="理由 why")
    correct.set_defaults(run=correct_unit, changes=True)
    withdraw = command(
        units,
        "withdraw",
        "撤回单元：从下一个问题起谁也看不到；历史与原件保留。",
        "Withdraw a unit: nobody sees it any more; its history and bytes stay.",
        'lantai unit withdraw J101-RS-001-009 --reason "供档单位收回"',
    )
    _add_code(withdraw)
    add_reason(withdraw)
    withdraw.set_defaults(run=withdraw_unit, changes=True)
    restore = command(
        units,
        "restore",
        "恢复已撤回的单元，共享类型如前；历史与原件都还在。",
        "Bring a withdrawn unit back, in the class that it had; its history and bytes were kept.",
        'lantai unit restore J101-RS-001-009 --reason "供档单位送回"',
    )
    _add_code(restore)
    add_reason(restore)
    restore.set_defaults(run=restore_unit, changes=True)
    _register_face(units)


def _register_face(units: Families) -> None:
    face = command(
        units,
        "face",
        "有条件共享单元的公开面：隐藏或显示，公开哪些著录项。",
        "The face of a conditional unit: hide or show it, publish elements on it.",
        'lantai unit face J101-RS-001 --hide --reason "题名涉及个人"\n'
        'lantai unit face J101-RS-001 --show --publish 摘要 文号 --reason "已审"',
    )
    _add_code(face)
    shown = face.add_mutually_exclusive_group()
    shown.add_argument("--hide", action="store_true", help="隐藏公开面 nobody without rights knows of it")
    shown.add_argument("--show", action="store_true", help="显示公开面 anyone sees its face")
    elements = "、".join(f"{zh} {en}" for zh, en in _PUBLISHABLE.items())
    face.add_argument(
        "--publish", nargs="+", default=[], metavar="ELEMENT", help=f"在公开面上公开 publish: {elements}"
    )
    face.add_argument("--unpublish", nargs="+", default=[], metavar="ELEMENT", help="不再公开 take off again")
    add_reason(face)
    face.set_defaults(run=face_unit, changes=True)


def _add_code(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help="档号 reference code, or ARCHIVE:CODE")


def held_unit(connection: Transaction, text: str, house: House) -> Unit:
    """The unit that a code on the command line means.

    Raises:
        UsageError: it can be no reference code.
        CommandFailed: nothing is held under it.
    """
    from holdings.store import units

    identity = identity_of(text, house)
    unit = units.find(connection, identity)
    if unit is None:
        raise CommandFailed(letters.no_unit(identity.written))
    return unit


def show_unit(arguments: argparse.Namespace, house: House) -> int:
    """`lantai unit show`."""
    from lantai.unit_record import record_of

    with house.store.reading() as connection:
        record = record_of(connection, held_unit(connection, arguments.code, house))
    if arguments.json:
        terminal.say_json(record)
        return 0
    from lantai.unit_record import lines_of

    for line in lines_of(record, house.clock):
        terminal.say(line)
    return 0


def class_unit(arguments: argparse.Namespace, house: House) -> int:
    """`lantai unit class`."""
    from sharing.changes import change_class
    from sharing.limits import limit_against

    ways = [bool(way) for way in (arguments.code, arguments.below, arguments.package, arguments.query)]
    if sum(ways) != 1:
        raise UsageError(letters.wrong_use(class_letters.one_choice(), "lantai unit class"))
    if not arguments.code:
        return _class_many(arguments, house)
    if arguments.only or arguments.yes or arguments.also_limited:
        raise UsageError(letters.wrong_use(class_letters.only_for_many(), "lantai unit class"))
    to, reason = class_of_word(arguments.sharing_class), reason_of(arguments.reason)
    with house.store.writing() as connection:
        unit = held_unit(connection, arguments.code, house)
        done = change_class(connection, unit, to, reason, house.now())
    code = unit.identity.written
    if done.before == done.after:
        terminal.say(f"{code}: 已是 {to.zh}，没有变化 already {to.word}, nothing changed")
    else:
        terminal.say(
            f"{code}: {done.before.zh} → {done.after.zh}  {done.before.word} → {done.after.word}，立即生效 in force"
        )
    _say_tightened(done.ancestors, to)
    limit = limit_against(unit.description, done.before, to)
    if limit is not None:
        terminal.tell(class_letters.opened_in_spite_of(code, limit.column, limit.words))
    if unit.withdrawn:
        terminal.tell(letters.is_withdrawn(code))
    return 0


def _class_many(arguments: argparse.Namespace, house: House) -> int:
    from lantai.classing import (
        Chosen,
        class_many,
        preview,
        rehearse,
        rows_below,
        rows_of_package,
        rows_of_query,
    )
    from lantai.waiting_changes import apply_all
    from sharing.classes import SharingClass

    to, reason = class_of_word(arguments.sharing_class), reason_of(arguments.reason)
    only = frozenset(map(class_of_word, arguments.only)) or frozenset(SharingClass)
    below = identity_of(arguments.below, house) if arguments.below else None
    rows: tuple[int, ...] = ()
    if arguments.query:
        if not apply_all(house):
            raise CommandFailed(class_letters.not_followed())
        rows = rows_of_query(house, arguments.query)
    # A preview of many takes its time, and nobody is to wait for it who changes something.
    with house.store.writing() if arguments.yes else house.store.reading() as connection:
        if below is not None:
            rows = rows_below(connection, below)
        elif arguments.package:
            rows = rows_of_package(connection, arguments.package)
        chosen = Chosen(rows, to, only, arguments.also_limited)
        shown = preview(connection, chosen, _MOST_SHOWN)
        if arguments.yes:
            done = class_many(connection, chosen, reason, house.now())
            if done.refused:
                raise CommandFailed(class_letters.refused(done.refused, _MOST_SHOWN))
        else:
            done = rehearse(connection, chosen)
    for known, count in shown.before.items():
        terminal.say(f"{known.zh} {known.word} {count:,} → {to.zh} {to.word}")
    for code, title in shown.codes:
        terminal.say(f"  {code}  {title}")
    if shown.total > len(shown.codes):
        terminal.say(f"  … 另有 and {shown.total - len(shown.codes):,} more")
    if shown.limited:
        _say_limited(shown, to)
    if shown.same:
        terminal.say(f"已是 already {to.zh} {to.word}: {shown.same:,}")
    if shown.withdrawn:
        terminal.say(f"其中已撤回、仍不可见 withdrawn, and stay unseen: {shown.withdrawn:,}")
    if shown.limited and not arguments.also_limited:
        terminal.tell(class_letters.limited_stay(shown.limited))
    _say_tightened(done.along, to)
    if done.refused:
        terminal.tell(class_letters.refused(done.refused, _MOST_SHOWN))
        return 1
    if not shown.total:
        terminal.tell(class_letters.nothing_to_change(to.zh))
    elif arguments.yes:
        terminal.say(f"已改动 changed: {done.changed:,}，立即生效 in force")
    else:
        terminal.tell(class_letters.nothing_changed_yet(shown.total))
    return 0


def _say_limited(shown: Preview, to: SharingClass) -> None:
    """List apart what its own catalogue limits more than a class."""
    terminal.say(f"目录限制得比{to.zh}严 limited by their own catalogue: {shown.limited:,}")
    for code, limit in shown.limits:
        terminal.say(f"  {code}  {limit.column}：{limit.words}")
    if shown.limited > len(shown.limits):
        terminal.say(f"  … 另有 and {shown.limited - len(shown.limits):,} more")


def correct_unit(arguments: argparse.Namespace, house: House) -> int:
    """`lantai unit correct`."""
    from lantai.correcting import corrected
    from sharing.changes import correct

    pairs = _pairs(arguments.pairs)
    with house.store.writing() as connection:
        unit = held_unit(connection, arguments.code, house)
        after, elements = corrected(unit, pairs, house)
        correct(connection, unit, after, elements, arguments.reason.strip(), house.now())
    if not elements:
        terminal.say(f"{unit.identity.written}: 没有变化 nothing changed")
    for element, (old, new) in elements.items():
        terminal.say(f"{unit.identity.written}: {element}: {old or '（空 empty）'} → {new or '（空 empty）'}")
    return 0


def withdraw_unit(arguments: argparse.Namespace, house: House) -> int:
    """`lantai unit withdraw`."""
    from sharing.changes import withdraw

    reason = reason_of(arguments.reason)
    with house.store.writing() as connection:
        unit = held_unit(connection, arguments.code, house)
        if not unit.withdrawn:
            withdraw(connection, unit, reason, house.now())
    state = "此前已撤回 was withdrawn before" if unit.withdrawn else "已撤回 withdrawn"
    terminal.say(f"{unit.identity.written}: {state}；恢复 to bring it back: lantai unit restore")
    return 0


def restore_unit(arguments: argparse.Namespace, house: House) -> int:
    """`lantai unit restore`."""
    from sharing.changes import restore
    from sharing.store import protect

    reason = reason_of(arguments.reason)
    along: tuple[str, ...] = ()
    with house.store.writing() as connection:
        unit = held_unit(connection, arguments.code, house)
        sharing_class = protect(connection, [unit])[unit.row].state.sharing_class
        if unit.withdrawn:
            along = restore(connection, unit, reason, house.now())
    state = "已恢复 restored" if unit.withdrawn else "没有撤回，没有变化 is not withdrawn, nothing changed"
    terminal.say(f"{unit.identity.written}: {state}；{sharing_class.zh} {sharing_class.word}")
    _say_tightened(along, sharing_class)
    return 0


def _say_tightened(ancestors: tuple[str, ...], to: SharingClass) -> None:
    for ancestor in ancestors:
        terminal.say(f"  连带收紧的上级 ancestor tightened along: {ancestor} → {to.zh} {to.word}")


def face_unit(arguments: argparse.Namespace, house: House) -> int:
    """`lantai unit face`."""
    from dataclasses import replace

    from sharing.changes import change_face
    from sharing.classes import SharingClass
    from sharing.store import protect

    reason = reason_of(arguments.reason)
    published, taken_off = _elements(arguments.publish), _elements(arguments.unpublish)
    if not (arguments.hide or arguments.show or published or taken_off):
        raise UsageError(
            letters.wrong_use(
                usage.complaint("one of the arguments --hide --show --publish --unpublish is required"),
                "lantai unit face",
            )
        )
    with house.store.writing() as connection:
        unit = held_unit(connection, arguments.code, house)
        state = protect(connection, [unit])[unit.row].state
        hidden = arguments.hide or (state.face_hidden and not arguments.show)
        after = replace(state, face_hidden=hidden, published=(state.published | published) - taken_off)
        change_face(connection, unit, after, reason, house.now())
    if after.sharing_class is not SharingClass.CONDITIONAL:
        terminal.tell(letters.not_conditional(unit.identity.written, after.sharing_class.zh))
    shown = "隐藏 hidden" if after.face_hidden else "显示 shown"
    told = "、".join(zh for zh, en in _PUBLISHABLE.items() if en in after.published) or "无 none"
    terminal.say(f"{unit.identity.written}: 公开面 face {shown}；公开的著录项 published: {told}")
    return 0


def _pairs(words: list[str]) -> dict[str, str]:
    from holdings.units import CORRECTABLE

    by_attribute = {attribute: element for element, attribute in CORRECTABLE.items()} | {"date": "日期"}
    pairs: dict[str, str] = {}
    for word in words:
        name, equals, value = word.replace("＝", "=", 1).partition("=")
        if not equals:
            raise UsageError(letters.bad_pair(word))
        element = by_attribute.get(name.strip().lower(), name.strip())
        if element not in CORRECTABLE:
            raise UsageError(letters.bad_element(name, "、".join(CORRECTABLE)))
        pairs[element] = value.strip()
    return pairs


def _elements(words: list[str]) -> frozenset[str]:
    found = set()
    for word in words:
        name = word.strip()
        attribute = _PUBLISHABLE.get(name, name.lower())
        if attribute not in _PUBLISHABLE.values():
            raise UsageError(letters.bad_element(word, "、".join(_PUBLISHABLE)))
        found.add(attribute)
    return frozenset(found)
