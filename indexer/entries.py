"""The one maker of index entries: pure functions from what is held to what the indices remember.

Bulk intake, single changes and rebuilding all go through here, so an index can be thrown away and made
again with the same answers after.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from analyzers.beginnings import beginning_of, beginnings_in
from analyzers.chains import Analysed, Analyzer
from analyzers.fold import fold
from analyzers.misreadings import kept_runs
from analyzers.seams import seam_of
from engines.port import NO_DATE, Entry, Place
from holdings.code_forms import code_forms, former_forms
from holdings.codes import order_key
from holdings.day_numbers import counted_years
from holdings.document_numbers import normalise_document_number
from holdings.doubts import Doubt
from holdings.identity import UnitIdentity, number_of
from holdings.units import Unit
from index_templates import templates as t
from index_templates.templates import EntryKind, Partition
from sharing.access import Protected, shown_to_anyone, unit_tokens
from sharing.classes import SharingClass

_CATALOGUE_OPEN = Place(t.CATALOGUE.name, Partition.OPEN)
_CATALOGUE_RESTRICTED = Place(t.CATALOGUE.name, Partition.RESTRICTED)
_FULLTEXT_OPEN = Place(t.FULLTEXT.name, Partition.OPEN)
_FULLTEXT_RESTRICTED = Place(t.FULLTEXT.name, Partition.RESTRICTED)
_THEMES_OPEN = Place(t.THEMES.name, Partition.OPEN)
_THEMES_RESTRICTED = Place(t.THEMES.name, Partition.RESTRICTED)

#: Values longer than this are no use as suggestions.
_LONGEST_SUGGESTION = 120

_LINE_ENDS = re.compile(r"[^\S\n\r\t]*[\n\r\t]\s*")
#: An empty line, so that no word or phrase goes from one element to the next.
_BETWEEN_ELEMENTS = "\n\n"

Placed = dict[Place, list[Entry]]


@dataclass(frozen=True, slots=True)
class ThemePlace:
    """A unit's place in a published theme.

    Attributes:
        slug: id of the theme.
        section_title: title of the section that it stands in.
        note: the curator's note.
    """

    slug: str
    section_title: str
    note: str


@dataclass(frozen=True, slots=True)
class Subject:
    """All that the entries of a unit are made of.

    Attributes:
        protected: the unit and what was decided about sharing it.
        texts: (page number, text) of all its pages.
        places: its places in published themes.
        doubts: of each page that was recognised, by its number: where its engine was not sure.
        going_on: numbers of the pages whose text goes on on the next one.
    """

    protected: Protected
    texts: tuple[tuple[int, str], ...]
    places: tuple[ThemePlace, ...]
    doubts: Mapping[int, tuple[Doubt, ...]] = field(default_factory=dict)
    going_on: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ThemeSubject:
    """All that the entry of a theme itself is made of.

    Attributes:
        slug: its id.
        title: its title.
        introduction: its introduction.
        sections: (title, units with their states) of each section.
    """

    slug: str
    title: str
    introduction: str
    sections: tuple[tuple[str, tuple[Protected, ...]], ...]


def entries_of(
    subject: Subject, analyzer: Analyzer, partitions: Collection[Partition] = tuple(Partition)
) -> Placed:
    """The entries of one unit in the indices of some partitions; none for a withdrawn one."""
    protected = subject.protected
    if protected.unit.withdrawn:
        return {}
    if protected.state.sharing_class is SharingClass.UNCONDITIONAL:
        return _full(subject, analyzer, Partition.OPEN, frozenset()) if Partition.OPEN in partitions else {}
    tokens = unit_tokens(protected)
    placed: Placed = {}
    if Partition.RESTRICTED in partitions:
        placed.update(_full(subject, analyzer, Partition.RESTRICTED, tokens))
    if Partition.OPEN in partitions and shown_to_anyone(protected):
        placed.update(_face(subject, analyzer, tokens))
    return placed


def theme_entries(theme: ThemeSubject, analyzer: Analyzer) -> Placed:
    """The entry of a published theme: in the open partition with what anyone may see of it.

    A theme of which anyone sees something is found by anyone by its title, introduction and the titles of
    the sections in which anyone sees something. One of which nobody sees anything without rights is found by
    whoever may see one of its units. Titles of sections that only some readers see are found through the
    units placed in them.
    """
    open_titles = [title for title, units in theme.sections if any(shown_to_anyone(unit) for unit in units)]
    if open_titles:
        return {_THEMES_OPEN: [_theme_entry(theme, open_titles, frozenset(), analyzer)]}
    tokens = frozenset(token for _, units in theme.sections for unit in units for token in unit_tokens(unit))
    if not tokens:
        return {}
    return {_THEMES_RESTRICTED: [_theme_entry(theme, [], tokens, analyzer)]}


def expected(protected: Protected, places: int) -> dict[Place, int]:
    """How many entries a unit must have in each index, without making them."""
    if protected.unit.withdrawn:
        return {}
    pages = 1 + protected.unit.pages
    if protected.state.sharing_class is SharingClass.UNCONDITIONAL:
        return {_CATALOGUE_OPEN: 1, _FULLTEXT_OPEN: pages, _THEMES_OPEN: places}
    counts = {_CATALOGUE_RESTRICTED: 1, _FULLTEXT_RESTRICTED: pages, _THEMES_RESTRICTED: places}
    if shown_to_anyone(protected):
        counts.update({_CATALOGUE_OPEN: 1, _FULLTEXT_OPEN: 1, _THEMES_OPEN: places})
    return counts


def face_title(unit: Unit) -> str:
    """The title on a conditional unit's face."""
    return unit.description.public_title or unit.description.title


def _full(subject: Subject, analyzer: Analyzer, partition: Partition, tokens: frozenset[str]) -> Placed:
    unit = subject.protected.unit
    told = unit.description
    title = _BETWEEN_ELEMENTS.join(filter(None, (told.title, told.public_title)))
    elements = [
        title,
        told.responsible,
        told.document_number,
        *told.former_codes,
        told.date_text,
        told.creator,
        *told.names,
        *told.descriptors,
        told.abstract,
    ]
    words = analyzer.analyse(_BETWEEN_ELEMENTS.join(filter(None, elements)))
    base = _base(subject, title, _Numbers(told.document_number, told.former_codes), tokens, analyzer)
    leading = {**base, **_catalogue(words), t.KIND: [int(EntryKind.UNIT)]}
    suggested = [
        ("title", told.title),
        ("responsible", told.responsible),
        ("document_number", told.document_number),
        ("creator", told.creator),
        ("code", unit.identity.written),
        *(("former_code", code) for code in told.former_codes),
        *(("name", name) for name in told.names),
        *(("descriptor", word) for word in told.descriptors),
    ]
    following = dict(subject.texts)
    pages = [
        {
            **base,
            **_catalogue(words),
            **_text(analyzer.analyse(text)),
            **_likely(text, subject.doubts.get(number)),
            **_seam(analyzer, text, following[number + 1] if number in subject.going_on else ""),
            t.KIND: [int(EntryKind.PAGE)],
            t.PAGE: [number],
        }
        for number, text in subject.texts
    ]
    placed: Placed = {
        Place(t.CATALOGUE.name, partition): [{**leading, t.SUGGESTED: _suggested(suggested, analyzer)}],
        Place(t.FULLTEXT.name, partition): [leading, *pages],
    }
    themed = [_placed_entry(leading, place, place.note, analyzer) for place in subject.places]
    if themed:
        placed[Place(t.THEMES.name, partition)] = themed
    return placed


def _face(subject: Subject, analyzer: Analyzer, tokens: frozenset[str]) -> Placed:
    unit, published = subject.protected.unit, subject.protected.state.published
    told = unit.description
    title = face_title(unit)
    elements = [title, told.responsible, told.date_text]
    suggested = [("title", title), ("responsible", told.responsible), ("code", unit.identity.written)]
    document_number = ""
    if "document_number" in published:
        document_number = told.document_number
        elements.append(document_number)
        suggested.append(("document_number", document_number))
    former_codes: tuple[str, ...] = ()
    if "former_codes" in published:
        former_codes = told.former_codes
        elements.extend(former_codes)
        suggested.extend(("former_code", code) for code in former_codes)
    if "names" in published:
        elements.extend(told.names)
        suggested.extend(("name", name) for name in told.names)
    if "descriptors" in published:
        elements.extend(told.descriptors)
        suggested.extend(("descriptor", word) for word in told.descriptors)
    if "abstract" in published:
        elements.append(told.abstract)
    words = analyzer.analyse(_BETWEEN_ELEMENTS.join(filter(None, elements)))
    base = _base(subject, title, _Numbers(document_number, former_codes), tokens, analyzer)
    leading = {**base, **_catalogue(words), t.KIND: [int(EntryKind.UNIT)]}
    placed: Placed = {
        _CATALOGUE_OPEN: [{**leading, t.SUGGESTED: _suggested(suggested, analyzer)}],
        _FULLTEXT_OPEN: [leading],
    }
    # A note follows the unit's description: it is not on the face.
    themed = [_placed_entry(leading, place, "", analyzer) for place in subject.places]
    if themed:
        placed[_THEMES_OPEN] = themed
    return placed


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What an entry tells of a unit's numbers beside its code.

    Attributes:
        of_document: 文号; empty where there is none, or the entry does not tell it.
        former: the codes by which it was known before; the same.
    """

    of_document: str
    former: tuple[str, ...]


def _base(
    subject: Subject,
    title: str,
    numbers: _Numbers,
    tokens: frozenset[str],
    analyzer: Analyzer,
) -> dict[str, str | Sequence[str] | Sequence[int]]:
    unit = subject.protected.unit
    told, identity = unit.description, unit.identity
    dated = bool(told.earliest)
    base: dict[str, str | Sequence[str] | Sequence[int]] = {
        t.UNIT: [identity.number],
        t.SHARE: t.shares_of(identity.number),
        t.TITLE: analyzer.pairs(title),
        t.RESPONSIBLE: analyzer.pairs(told.responsible),
        t.EARLIEST: [told.earliest if dated else NO_DATE],
        t.LATEST: [told.latest if dated else 0],
        t.YEAR: list(counted_years(told.earliest, told.latest)) if dated else [],
        t.CODE: [identity.written],
        t.CODE_FORMS: list(code_forms(identity.code, identity.archive)),
        t.FONDS: [unit.written_fonds],
        t.SUPPLIER: [unit.supplied_by],
        t.CATEGORY: [told.category] if told.category else [],
        t.SHARING_CLASS: [subject.protected.state.sharing_class.word],
        t.THEME: sorted({place.slug for place in subject.places}),
        t.ORDER: [order_of(identity)],
    }
    if numbers.of_document:
        base[t.DOCUMENT_NUMBER] = [fold(normalise_document_number(numbers.of_document))]
    if numbers.former:
        forms = (form for code in numbers.former for form in former_forms(code))
        base[t.FORMER_FORMS] = list(dict.fromkeys(forms))
    if tokens:
        base[t.ACCESS] = sorted(tokens)
    return base


def order_of(identity: UnitIdentity) -> str:
    """A unit's place in the order of codes, as text that compares as the order does."""
    return f"{identity.archive}\x01{order_key(identity.code).decode('latin-1')}"


def _catalogue(words: Analysed) -> dict[str, str]:
    return {
        t.CATALOGUE_WORDS: words.words,
        t.CATALOGUE_BIGRAMS: words.bigrams,
        t.CATALOGUE_CHARACTERS: words.characters,
    }


def _text(words: Analysed) -> dict[str, str]:
    return {
        t.TEXT_WORDS: words.words,
        t.TEXT_BIGRAMS: words.bigrams,
        t.TEXT_CHARACTERS: words.characters,
    }


def _likely(text: str, doubts: tuple[Doubt, ...] | None) -> dict[str, str]:
    """What a recognised page may say besides; nothing for text that was never recognised."""
    runs = kept_runs(text, doubts) if doubts is not None else ()
    return {t.TEXT_LIKELY: " ".join(runs)} if runs else {}


def _seam(analyzer: Analyzer, text: str, following: str) -> dict[str, str]:
    """What stands over the page's end; nothing where its text does not go on."""
    seam = seam_of(analyzer, text, following) if following else ""
    return {t.TEXT_SEAM: seam} if seam else {}


def _placed_entry(leading: Entry, place: ThemePlace, note: str, analyzer: Analyzer) -> Entry:
    own = analyzer.analyse(_BETWEEN_ELEMENTS.join(filter(None, (place.section_title, note))))
    return {
        **leading,
        **_text(own),
        t.KIND: [int(EntryKind.PLACED)],
        t.THEME: [place.slug],
        t.THEME_NUMBER: [number_of("theme", place.slug)],
    }


def _theme_entry(
    theme: ThemeSubject, section_titles: Iterable[str], tokens: frozenset[str], analyzer: Analyzer
) -> Entry:
    number = number_of("theme", theme.slug)
    words = analyzer.analyse(
        _BETWEEN_ELEMENTS.join(filter(None, (theme.title, theme.introduction, *section_titles)))
    )
    entry: dict[str, str | Sequence[str] | Sequence[int]] = {
        t.UNIT: [number],
        t.SHARE: t.shares_of(number),
        t.KIND: [int(EntryKind.THEME)],
        t.THEME: [theme.slug],
        t.THEME_NUMBER: [number],
        t.TITLE: analyzer.pairs(theme.title),
        t.EARLIEST: [NO_DATE],
        t.LATEST: [0],
        # Themes stand before all units in the order of codes: their order begins below any archive's.
        t.ORDER: [f"\x00{theme.slug}"],
        **_catalogue(words),
        **_text(words),
    }
    if tokens:
        entry[t.ACCESS] = sorted(tokens)
    return entry


def _suggested(values: Iterable[tuple[str, str]], analyzer: Analyzer) -> list[str]:
    terms: set[str] = set()
    for kind, value in values:
        # On one line, with blanks of any width (柳　芸).
        shown = _LINE_ENDS.sub(" ", value.strip())
        if shown and len(shown) <= _LONGEST_SUGGESTION and "".join(shown.split()).isprintable():
            # A code is known by its beginning: its parts say nothing by themselves.
            starts = (
                [beginning_of(shown)] if kind in ("code", "former_code") else beginnings_in(shown, analyzer)
            )
            terms.update(t.SUGGESTION_SEPARATOR.join((start, kind, shown)) for start in starts if start)
    return sorted(terms)
