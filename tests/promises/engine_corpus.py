"""A corpus as intake would make it, and the smallest engine that holds the same."""

from __future__ import annotations

import random

from engines import query as q
from engines.port import NO_DATE, Applied
from index_templates import templates as t
from tests.promises.engine_adapters import CATALOGUE, FINGERPRINT, HOME, add, begun
from tests.promises.reference_engine import ReferenceEngine, number

WORDS = ("福州", "报告", "甲", "乙乙", "rail", "1934")
CODES = ("J001-001-0001", "J001-001-0002", "J001-002-0001", "350001:J001-001-0001", "民国 #&~.*(1)", "𠮷-1")
FONDS = ("J001", "J002", "350001:J001")
THEME_SLUGS = ("roads", "schools")
KINDS = (0, 1, 3)
SUGGESTED = ("福州\x1ftitle\x1f福州", "福建\x1fname\x1f福建", "fuzhou\x1fname\x1fFuzhou")
FREQUENT = (t.TEXT_WORDS, t.TEXT_BIGRAMS, t.CATALOGUE_WORDS, t.TITLE)
NUMBERS = (t.KIND, t.PAGE, t.YEAR, t.EARLIEST, t.LATEST, t.UNIT)
FACETS = (t.FONDS, t.YEAR, t.CATEGORY, t.THEME, t.UNIT)


def make_units(random_: random.Random, count: int) -> list[int]:
    # Numbers of units use all their 63 bits; the greatest must not be rounded anywhere.
    return [(1 << 63) - 1, *(random_.getrandbits(63) for _ in range(count - 1))]


def make_entries(random_: random.Random, numbers: list[int]):
    """Entries as intake makes them: of one unit alike but for what each page says."""
    entries = []
    for at, unit in enumerate(numbers):
        dated = random_.random() < 0.8
        year = random_.randint(1930, 1936)
        code = random_.choice(CODES)
        base = {
            t.UNIT: [unit],
            t.SHARE: t.shares_of(unit),
            t.EARLIEST: [year * 10_000 + 101 if dated else NO_DATE],
            t.LATEST: [(year + 1) * 10_000 + 1231 if dated else 0],
            t.YEAR: [year, year + 1] if dated else [],
            t.CODE: [f"{code}-{at}", *([code] if random_.random() < 0.2 else [])],
            t.ORDER: [
                f"{random_.choice(('', '350001'))}\x01{at % 7}{chr(random_.choice((65, 233, 255)))}{at}"
            ],
            t.FONDS: [random_.choice(FONDS)],
            t.CATEGORY: random_.choice(([], ["文书"])),
            t.THEME: sorted(random_.sample(THEME_SLUGS, random_.randint(0, 2))),
            t.CATALOGUE_WORDS: " ".join(random_.choices(WORDS, k=random_.randint(1, 12))),
            t.TITLE: " ".join(random_.choices(WORDS, k=random_.randint(1, 5))),
        }
        entries.append({**base, t.KIND: [0], t.SUGGESTED: random_.sample(SUGGESTED, random_.randint(0, 3))})
        for page in range(1, random_.randint(1, 4)):
            said = " ".join(random_.choices(WORDS, k=random_.randint(0, 30)))
            entries.append({**base, t.KIND: [1], t.PAGE: [page], t.TEXT_WORDS: said, t.TEXT_BIGRAMS: said})
    return entries


def corpus(adapter, folder, *, deletes):
    random_ = random.Random(41 + deletes)
    numbers = make_units(random_, 40)
    entries = make_entries(random_, numbers)
    generations = adapter.open(folder)
    name = begun(generations)
    for start in range(0, len(entries), 30):
        add(generations, name, CATALOGUE, entries[start : start + 30], start + 1)
    gone = set(random_.sample(numbers, 12)) if deletes else set()
    writer = generations.writer(name)
    writer.delete_units(CATALOGUE, sorted(gone))
    writer.commit(CATALOGUE, Applied(1_000))
    writer.close()
    kept = [entry for entry in entries if number(entry, t.UNIT) not in gone]
    snapshot = generations.pinner(HOME, FINGERPRINT).pin().at(CATALOGUE.index, CATALOGUE.partition)
    return snapshot, ReferenceEngine(kept)


def identities(entries):
    return {(number(entry, t.UNIT), number(entry, t.PAGE)) for entry in entries}


def one(unit, word="报告", **more):
    """An entry of little."""
    return {t.UNIT: [unit], t.KIND: [0], t.TITLE: word, t.ORDER: [f"\x01{unit}"], **more}


def count(view, question=q.EVERYTHING, place=CATALOGUE):
    """How many entries of a view match."""
    return view.at(place.index, place.partition).count(question)
