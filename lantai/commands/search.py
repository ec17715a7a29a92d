"""`lantai search`: the same answers as the API, for a person at the machine."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from lantai import letters, terminal, waiting_letters
from lantai.commands.parsing import Families, add_json, command
from lantai.errors import CommandFailed
from lantai.waiting_changes import tell_waiting

if TYPE_CHECKING:
    from lantai.wiring import House
    from sharing.access import Reader

#: The API's parameters that the command takes as options, and what each is.
_PARAMETERS = {
    "scope": "all | catalogue | fulltext | themes",
    "match": "auto | all | any",
    "fonds": "全宗 fonds",
    "supplier": "移交单位 supplier",
    "from": "起 first day: YYYY, YYYYMM, YYYYMMDD",
    "to": "止 last day: YYYY, YYYYMM, YYYYMMDD",
    "category": "门类 category",
    "class": "共享类型 sharing class",
    "theme": "专题 id of a theme",
    "sort": "relevance | date | newest | code",
    "size": "1-100",
    "cursor": "上一页答复中的 next the answer before's `next`",
    "facets": "fonds,supplier,year,category,class,theme；'' 不要分面 none",
    "facet": "只列一个分面的值 the values of one facet: fonds, supplier, year, category, class, theme",
    "facet_q": "分面值中含有的文字 text that its values hold",
    "tolerant": "0 只找识读文字中原样有的 only as it was read | 1 也找识读有误的 in spite of misreadings",
}


def register(families: Families) -> None:
    """Add the command."""
    search = command(
        families,
        "search",
        "检索。与 API 的答复相同；不写 --as 就是匿名读者。",
        "Search, with the API's answers; without --as as the anonymous reader.",
        "lantai search 沉船打捞\n"
        'lantai search "闽海政[2003]15号"\n'
        'lantai search "题名:班轮" --from 1950 --to 1959 --facets fonds,year\n'
        "lantai search 罗静宜 --as 校史研究者 --json",
    )
    search.add_argument(
        "question",
        nargs="+",
        metavar="QUESTION",
        help="问题；空字符串为浏览 the question; an empty one browses",
    )
    search.add_argument(
        "--as", dest="reader", default="", metavar="READER", help="以某位读者的权限 as a reader"
    )
    for name, told in _PARAMETERS.items():
        search.add_argument(
            f"--{name.replace('_', '-')}",
            dest=f"p_{name}",
            default=None,
            action="append",
            metavar=name.upper(),
            help=told,
        )
    add_json(search)
    search.set_defaults(run=run)


def run(arguments: argparse.Namespace, house: House) -> int:
    """`lantai search`."""
    from holdings.store import census
    from search_api.request import BETWEEN_VALUES, FILTERS

    parameters = {"q": " ".join(arguments.question)}
    for name in _PARAMETERS:
        values = getattr(arguments, f"p_{name}")
        # An empty text is what the API takes it for: of --facets none, of the others the usual.
        if values is not None:
            parameters[name] = BETWEEN_VALUES.join(values) if name in FILTERS else values[-1]
    with house.store.reading() as connection:
        if not census.packages_held(connection):
            raise CommandFailed(letters.nothing_taken_in())
    reader = reader_named(arguments.reader, house)
    answer = house.answering.search(reader, parameters)
    tell_waiting(house)
    if reader.anonymous and not answer["hits"] and "cursor" not in parameters:
        _tell_what_is_for_nobody(house)
    if arguments.json:
        terminal.say_json(answer)
        return 0
    from lantai.showing import show_answer

    show_answer(answer, facets=bool(parameters.get("facets") or parameters.get("facet")))
    return 0


def _tell_what_is_for_nobody(house: House) -> None:
    """Where an anonymous question found nothing, say of what in the home it could not."""
    from collections import Counter

    from sharing.classes import SharingClass
    from sharing.store_tallies import tally_states

    hidden = Counter[SharingClass]()
    with house.store.reading() as connection:
        for tally in tally_states(connection):
            closed = tally.face_hidden or tally.sharing_class > SharingClass.CONDITIONAL
            if closed and tally.sharing_class is not SharingClass.UNCONDITIONAL:
                hidden[tally.sharing_class] += tally.units
    if hidden:
        zh = "、".join(f"{known.zh} {count:,}" for known, count in hidden.items())
        en = ", ".join(f"{known.word} {count:,}" for known, count in hidden.items())
        unreviewed = hidden[SharingClass.UNREVIEWED]
        terminal.tell(waiting_letters.nothing_for_anyone(zh, en, hidden.total(), unreviewed))


def reader_named(name: str, house: House) -> Reader:
    """The reader of a name with the grants in force today; the anonymous one for no name.

    Raises:
        CommandFailed: nobody open has this name.
    """
    from sharing.access import ANONYMOUS
    from sharing.store import reader_by_name

    if not name:
        return ANONYMOUS
    with house.store.reading() as connection:
        reader = reader_by_name(connection, name, house.today())
    if reader is None:
        raise CommandFailed(letters.no_reader(name))
    return reader
