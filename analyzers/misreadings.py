"""What a recognised text may say instead: the runs of characters that its engine's doubts leave open.

A recognised text is a row of places. Most say one character for sure; at some the engine was in doubt, and other
characters, none, or one more may stand there. A *likely run* is what two or three neighbouring places may say
together, by the product of the chances of what was not read. An index keeps the runs that the text itself does
not hold; a word is found in spite of misreadings where each of its runs is in the text or among the likely ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from analyzers.chains import BOUNDARY, is_word_character
from analyzers.confusables import look_alikes
from analyzers.fold import fold
from analyzers.layout import fold_closed_with_offsets

RUN = 3
"""Characters of the runs that longer words are looked for by."""

PAIR = 2
"""Characters of the runs that a word of two is looked for by."""

LEAST = {PAIR: 0.03, RUN: 0.01}
"""How likely a run must be to be kept. Measured on printed and worn pages: of keywords of 3 to 6 characters where 5 %
(10 %) were misread .98 (.89) are found; with .004 .99 (.90), and the runs are half as many again; with .02 .975
(.87), and a third less. A pair says less, so more must speak for it (precision .98 with .004)."""

SOME = BOUNDARY
"""Stands with the runs of every page that has any: one look tells whether there are some at all."""

_LEAST = min(LEAST.values())

JOINED = 0.5
"""How likely a blank or a line's end between two Han characters is none (headlines in spaced type, lines that
were taken for paragraphs)."""


class Doubting(Protocol):
    """A place that the engine was not sure of; see `holdings.doubts.Doubt`."""

    @property
    def at(self) -> int:
        """Index of the character in the text, from 0."""
        ...

    @property
    def chance(self) -> float:
        """That it is what was read."""
        ...

    @property
    def others(self) -> Sequence[tuple[str, float]]:
        """What it may be instead; "" for nothing."""
        ...

    @property
    def lost(self) -> Sequence[tuple[str, float]]:
        """What may have stood before it."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a folded text.

    Attributes:
        said: what was read: a word character, `BOUNDARY` for all between two words, or nothing for a sign that is
            layout (a dot in a name) and that the engine was not sure of.
        start: index of its first character in the text as it was read, from 0.
        end: one past its last.
        others: (what it may say instead: none, one or two characters; how likely that is).
    """

    said: str
    start: int
    end: int
    others: tuple[tuple[str, float], ...]


def places_of(text: str, doubts: Iterable[Doubting]) -> list[Place]:
    """The places of a recognised text.

    Args:
        text: as it was read, not folded.
        doubts: about its characters.
    """
    by_character = {doubt.at: doubt for doubt in doubts}
    folded = fold_closed_with_offsets(text)
    places: list[Place] = []
    signs, starts = folded.text, folded.folded.starts
    at = 0
    while at < len(signs):
        start = starts[at]
        if is_word_character(signs[at]):
            _, end = folded.original_span(at, at + 1)
            alone = (at == 0 or starts[at - 1] != start) and (at + 1 >= len(signs) or starts[at + 1] != start)
            others = _others(signs[at], by_character.get(start)) if alone else ()
            places.append(Place(signs[at], start, end, others))
            at += 1
            places.extend(
                Place("", sign, sign + 1, _others("", by_character[sign]))
                for sign in range(
                    end, starts[at] if at < len(signs) and is_word_character(signs[at]) else end
                )
                if sign in by_character
            )
            continue
        until = at
        while until < len(signs) and not is_word_character(signs[until]):
            until += 1
        _, end = folded.original_span(at, until)
        if places and until < len(signs):
            between = text[start:end]
            if between.isspace() and "\t" not in between:
                joins = _is_han(signs[at - 1]) and _is_han(signs[until])
                others = (("", JOINED),) if joins else ()
            else:
                others = _others(BOUNDARY, by_character.get(start)) if until == at + 1 else ()
            places.append(Place(BOUNDARY, start, end, others))
        at = until
    return places


def kept_runs(text: str, doubts: Iterable[Doubting]) -> list[str]:
    """What an index keeps of a recognised page beside its text: `SOME`, and the likely runs of two and three.

    Args:
        text: as it was read, not folded.
        doubts: about its characters.

    Returns:
        In order; empty where the text leaves nothing open.
    """
    runs = likely_runs(places_of(text, doubts))
    return [SOME, *sorted(runs)] if runs else []


def likely_runs(places: Sequence[Place]) -> set[str]:
    """Runs of two and three word characters that a text may hold and that were not read in it.

    Args:
        places: of the text.
    """
    found: set[str] = set()
    for start in _starts(places):
        _gather(places, start, "", 1.0, found)
    said = "".join(place.said for place in places)
    return {run for run in found if run not in said}


def find_likely(places: Sequence[Place], sought: str) -> list[tuple[int, int]]:
    """Where a folded text may stand among places, as it was read or otherwise.

    Args:
        places: of the text.
        sought: folded; word characters and single boundaries.

    Returns:
        [start, end) in characters of the text as it was read, in order, not overlapping.
    """
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(places):
        end = _end_of(places, at, sought) if sought and _begins(places[at], sought) else None
        if end is None:
            at += 1
            continue
        found.append((places[at].start, places[max(at, end - 1)].end))
        at = max(at + 1, end)
    return found


def _others(said: str, doubt: Doubting | None) -> tuple[tuple[str, float], ...]:
    if doubt is None:
        return ()
    options: dict[str, float] = {}

    def may_be(form: str, chance: float) -> None:
        chance = min(chance, 0.999)  # what was read is never less likely than what was not
        if form != said and chance > options.get(form, 0.0):
            options[form] = chance

    for sign, chance in doubt.others:
        may_be(_form(sign), chance)
    for sign, chance in doubt.lost:
        form = _form(sign)
        if form and form != BOUNDARY:
            may_be(form + said, chance)
    if not doubt.others:
        # An engine that only says how sure it is.
        for sign in look_alikes(said):
            may_be(sign, LOOKS_ALIKE * (1.0 - doubt.chance))
    return tuple(sorted(options.items(), key=lambda option: (-option[1], option[0])))


LOOKS_ALIKE = 0.2
"""How likely a character that looks like the one read is meant, as a share of what the engine left open."""


def _form(sign: str) -> str:
    """What a sign is in folded text: a word character, `BOUNDARY`, or nothing."""
    folded = fold(sign)
    if not folded:
        return ""
    return folded if len(folded) == 1 and is_word_character(folded) else BOUNDARY


def _is_han(sign: str) -> bool:
    return "㐀" <= sign <= "鿿" or sign == "〇" or sign >= "\U00020000"


def _starts(places: Sequence[Place]) -> Iterator[int]:
    """Places at which a run begins that may meet a doubt; one place between may be nothing, so one more before."""
    begun = -1
    for at, place in enumerate(places):
        if place.others:
            yield from range(max(begun + 1, at - RUN), at + 1)
            begun = at


def _gather(places: Sequence[Place], at: int, run: str, chance: float, found: set[str]) -> None:
    """Gather the runs that go on at a place; `chance` is 1 as long as all of it was read so."""
    if at >= len(places):
        return
    place = places[at]
    ways = place.others
    if place.said != BOUNDARY:
        ways = ((place.said, 1.0), *ways)
    for form, likely in ways:
        joint = chance * likely
        if joint < _LEAST or BOUNDARY in form or not (run or form):
            continue
        longer = run + form
        if joint < 1.0:
            if len(run) < PAIR <= len(longer) and joint >= LEAST[PAIR]:
                found.add(longer[:PAIR])
            if len(longer) >= RUN and joint >= LEAST[RUN]:
                found.add(longer[:RUN])
        if len(longer) < RUN:
            _gather(places, at + 1, longer, joint, found)


def _begins(place: Place, sought: str) -> bool:
    """Whether a text may begin at a place; it does not begin with nothing."""
    said = place.said
    return bool(said and sought.startswith(said)) or any(
        form and _meets(form, sought) for form, _ in place.others
    )


def _meets(form: str, sought: str) -> bool:
    return sought.startswith(form) or form.startswith(sought)


def _end_of(places: Sequence[Place], at: int, sought: str) -> int | None:
    """One past the last place of a way in which what is sought begins here; None for no way."""
    if not sought:
        return at
    if at >= len(places):
        return None
    for form in (places[at].said, *(form for form, _ in places[at].others)):
        if _meets(form, sought):
            end = _end_of(places, at + 1, sought[len(form) :])
            if end is not None:
                return end
    return None
