"""Entries on their way through the store, from the worker that made them to the index writer.

JSON and no pickle: whoever can write to the store cannot make the writer run anything.
"""

from __future__ import annotations

import json
import zlib

from engines.port import Packed, Place
from index_templates.templates import Partition
from indexer.analysing import Analysed

#: Counted on with every change of the form; what comes in another is made anew.
_FORM = 2


def packed(rules: str, made: Analysed | None) -> bytes:
    """The entries of a piece, with the rules that made them (`rules_now`); None for a piece of nothing held."""
    told = None
    if made is not None:
        told = {
            "placed": [
                [place.index, place.partition.value, entries] for place, entries in made.placed.items()
            ],
            "numbers": made.numbers,
            "first": made.first,
            "last": made.last,
            "pages": made.pages,
            "characters": made.characters,
        }
    text = json.dumps([rules, _FORM, told], ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def unpacked(octets: bytes) -> tuple[str, Analysed | None]:
    """What `packed` packed; what another version packed has no rules of ours.

    Raises:
        ValueError: an entry is not one line: the lines after the first would be commands to a cluster.
    """
    rules, *rest = json.loads(zlib.decompress(octets).decode("utf-8", "surrogatepass"))
    if len(rest) != 2 or rest[0] != _FORM:
        return "", None
    told = rest[1]
    if told is None:
        return rules, None
    placed = {
        Place(index, Partition(partition)): [_entry(*entry) for entry in entries]
        for index, partition, entries in told["placed"]
    }
    return rules, Analysed(
        placed, tuple(told["numbers"]), told["first"], told["last"], told["pages"], told["characters"]
    )


def _entry(unit: int, kind: int, page: int, theme: int, document: str) -> Packed:
    if "\n" in document:
        raise ValueError("an entry of several lines")
    return Packed(int(unit), int(kind), int(page), int(theme), document)
