"""Writes analyzers/respelled.txt anew after a change of folding: ``python -m tests.rooms.analyzers.respell``."""

from __future__ import annotations

from pathlib import Path

import jieba

import analyzers
from analyzers.fold import fold

TARGET = Path(analyzers.__file__).parent / "respelled.txt"
_RARE = 3
_HEADER = """\
# Words that folding spells in another way than the segmenters' dictionary (坐谈会 for 座谈会, 计划 for 计画),
# with the frequency of the word that they stand for, so that folded text is cut as the dictionary would.
# Source: the dictionary of jieba 0.42.1 (MIT licence), words of two characters and more that occur in it
# more than 3 times. Made by tests/rooms/analyzers/respell.py; a line: a word, a tab, its frequency.
"""


def respelled() -> dict[str, int]:
    """Folded word → frequency, of the dictionary's words that folding changes and that gain by being added."""
    with jieba.get_dict_file() as stream:
        lines = stream.read().decode("utf-8").splitlines()
    known = {word: int(frequency) for word, frequency, *_ in map(str.split, lines)}
    changed: dict[str, int] = {}
    for word, frequency in known.items():
        folded = fold(word)
        if folded != word and len(folded) > 1 and frequency > _RARE:
            changed[folded] = changed.get(folded, 0) + frequency
    return {word: frequency for word, frequency in sorted(changed.items()) if frequency > known.get(word, 0)}


if __name__ == "__main__":
    lines = "".join(f"{word}\t{frequency}\n" for word, frequency in respelled().items())
    TARGET.write_text(_HEADER + lines, encoding="utf-8")
