"""Entries on their way through the store, from the worker that made them to the index writer.

JSON and no pickle: whoever can write to the store cannot make the writer run anything.
"""

from __future__ import annotations

import json
import zlib

from engines.port import Place
from index_templates.templates import Partition
from indexer.analysing import Analysed


def packed(fingerprint: str, made: Analysed | None) -> bytes:
    """The entries of a piece, with the fingerprint of the rules that made them; None for a piece of nothing held."""
    told = None
    if made is not None:
        told = {
            "placed": [
                [place.index, place.partition.value, [dict(entry) for entry in entries]]
                for place, entries in made.placed.items()
            ],
            "numbers": made.numbers,
            "first": made.first,
            "last": made.last,
            "pages": made.pages,
            "characters": made.characters,
        }
    text = json.dumps([fingerprint, told], ensure_ascii=False, separators=(",", ":"), default=list)
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def unpacked(octets: bytes) -> tuple[str, Analysed | None]:
    """What `packed` packed."""
    fingerprint, told = json.loads(zlib.decompress(octets).decode("utf-8", "surrogatepass"))
    if told is None:
        return fingerprint, None
    placed = {Place(index, Partition(partition)): entries for index, partition, entries in told["placed"]}
    return fingerprint, Analysed(
        placed, tuple(told["numbers"]), told["first"], told["last"], told["pages"], told["characters"]
    )
