"""Units as answers show them: the face, or more where the reader may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analyzers.fold import fold
from holdings.codes import fonds_code
from holdings.dates import format_span
from holdings.day_numbers import OPEN_BEGINNING, OPEN_END, iso_day
from holdings.identity import UnitIdentity, written
from holdings.letters import Letter
from holdings.store.database import Transaction
from holdings.units import Unit
from search_api.categories import CATEGORIES
from search_api.marks import marks_in
from search_api.shapes import Apply, UnitBrief
from sharing.access import Part, Protected, Reader, may_view
from sharing.classes import SharingClass
from sharing.limits import opening_mark
from sharing.store_seen import units_seen


def title_for(reader: Reader, protected: Protected) -> str:
    """The title that a reader sees: the public one, if there is one, on a conditional unit's face."""
    told = protected.unit.description
    if may_view(reader, protected, Part.DESCRIPTION):
        return told.title
    return told.public_title or told.title


def former_codes_for(reader: Reader, protected: Protected) -> tuple[str, ...]:
    """The codes by which a unit was known before, as far as a reader may see its description."""
    known = may_view(reader, protected, Part.DESCRIPTION) or "former_codes" in protected.state.published
    return protected.unit.description.former_codes if known else ()


def seen_words(reader: Reader, protected: Protected) -> str:
    """Title and abstract of a unit as far as a reader may read them; what nearness is measured in."""
    known = may_view(reader, protected, Part.DESCRIPTION) or "abstract" in protected.state.published
    return "\n".join((title_for(reader, protected), protected.unit.description.abstract if known else ""))


def description_for(reader: Reader, protected: Protected) -> dict[str, str]:
    """The elements of DA/T 18-2022 that the reader may see, by their Chinese names, in the standard's order."""
    unit, published = protected.unit, protected.state.published
    told = unit.description
    full = may_view(reader, protected, Part.DESCRIPTION)
    elements = {
        "档号": unit.identity.written,
        "原档号": "；".join(former_codes_for(reader, protected)),
        "题名": title_for(reader, protected),
        "责任者": told.responsible,
        "日期": shown_date(unit),
        "文号": told.document_number if full or "document_number" in published else "",
        "著录层级": unit.level.zh,
        "门类": category_label(told.category),
        "供档单位": unit.supplied_by,
        "共享类型": protected.state.sharing_class.zh,
        "主题词": "；".join(told.descriptors) if full or "descriptors" in published else "",
        "人名": "；".join(told.names) if full or "names" in published else "",
        "摘要": told.abstract if full or "abstract" in published else "",
    }
    if full:
        elements.update(
            {
                "公开题名": told.public_title,
                "立档单位": told.creator,
                "保管期限": told.retention,
                "密级": told.secrecy,
                "开放标识": opening_mark(told),
                "页数": str(told.stated_pages) if told.stated_pages else "",
            }
        )
    return {name: text for name, text in elements.items() if text}


#: Elements whose words are looked for; the others are numbers of the archive or words that are fixed.
_IN_WORDS = ("题名", "公开题名", "原档号", "责任者", "日期", "文号", "立档单位", "人名", "主题词", "摘要")


def described(reader: Reader, protected: Protected) -> list[str]:
    """The catalogue words of a unit as far as a reader may see them, an element each."""
    told = description_for(reader, protected)
    return [told[name] for name in _IN_WORDS if name in told]


def brief(
    reader: Reader,
    protected: Protected,
    needles: tuple[str, ...],
    fonds_titles: Mapping[str, str],
    apply: Letter,
) -> UnitBrief:
    """A unit as a list shows it.

    Args:
        reader: who looks.
        protected: a unit whose face the reader may see.
        needles: folded pieces to mark in the title.
        fonds_titles: titles of fonds that the reader may see, by written code.
        apply: how to get what is shared on conditions.
    """
    unit, state = protected.unit, protected.state
    told = unit.description
    full = may_view(reader, protected, Part.DESCRIPTION)
    pages_visible = may_view(reader, protected, Part.PAGES)
    title = title_for(reader, protected)
    fonds = unit.written_fonds
    known_number = full or "document_number" in state.published
    return {
        "class": state.sharing_class.word,
        "class_label": state.sharing_class.zh,
        "code": unit.identity.written,
        "title": title,
        "title_marks": [list(mark) for mark in marks_in(title, needles)],
        "level": unit.level.word,
        "level_label": unit.level.zh,
        "date": shown_date(unit),
        "date_from": _known_day(told.earliest, OPEN_BEGINNING),
        "date_to": _known_day(told.latest, OPEN_END),
        "responsible": told.responsible,
        "document_number": told.document_number if known_number else "",
        "former_codes": list(former_codes_for(reader, protected)),
        "fonds": fonds,
        "fonds_title": fonds_titles.get(fonds, ""),
        "supplier": unit.supplied_by,
        "category": told.category,
        "pages": unit.pages if pages_visible else 0,
        "pages_visible": pages_visible,
        "text_note": unit.text_note if full else "",
        "poorly_read": unit.poorly_read if pages_visible else 0,
        "apply": None if full else _apply(state.sharing_class, apply),
    }


def bare_brief(identity: UnitIdentity, fonds_titles: Mapping[str, str]) -> UnitBrief:
    """A level of which nothing is known but its code: no title, level or class."""
    fonds = written(identity.archive, fonds_code(identity.code))
    return {
        "class": "",
        "class_label": "",
        "code": identity.written,
        "title": "",
        "title_marks": [],
        "level": "",
        "level_label": "",
        "date": "",
        "date_from": None,
        "date_to": None,
        "responsible": "",
        "document_number": "",
        "former_codes": [],
        "fonds": fonds,
        "fonds_title": fonds_titles.get(fonds, ""),
        "supplier": "",
        "category": "",
        "pages": 0,
        "pages_visible": False,
        "text_note": "",
        "poorly_read": 0,
        "apply": None,
    }


def shown_date(unit: Unit) -> str:
    """A unit's date as written; the days that it may mean where nothing was written."""
    told = unit.description
    return told.date_text or (format_span(told.earliest, told.latest) if told.earliest else "")


def _known_day(day: int, unknown: int) -> str | None:
    return iso_day(day) if day not in (0, unknown) else None


def fonds_titles(connection: Transaction, reader: Reader, held: Iterable[Unit]) -> dict[str, str]:
    """Titles of the fonds of some units, those that the reader may see, by written code."""
    return titles_of_fonds(connection, reader, ((unit.identity.archive, unit.fonds) for unit in held))


def titles_of_fonds(
    connection: Transaction, reader: Reader, named: Iterable[tuple[str, str]]
) -> dict[str, str]:
    """Titles of some fonds, (archive, code) each, those that the reader may see, by written code."""
    wanted: dict[str, set[str]] = {}
    for archive, code in named:
        wanted.setdefault(archive, set()).add(code)
    titles: dict[str, str] = {}
    for archive, codes in wanted.items():
        for protected in units_seen(connection, reader, archive, codes).values():
            titles[protected.unit.identity.written] = title_for(reader, protected)
    return titles


def category_label(value: str) -> str:
    """The Chinese name of an archival category code; the value itself where it is none."""
    return CATEGORIES.get(fold(value).upper(), value)


def _apply(sharing_class: SharingClass, apply: Letter) -> Apply | None:
    if sharing_class is SharingClass.CONDITIONAL:
        return {"zh": apply.zh, "en": apply.en}
    return None
