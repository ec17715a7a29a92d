"""What is written as it was asked, and what is equal only by folding: 乾學 and 骨幹學員 both hold 干学.

Texts are compared in Traditional characters, in which these words differ: what is Simplified is rewritten by OpenCC,
which looks at whole words. All other characters are folded, so that a variant, the script and the width say nothing.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources

from analyzers.fold import fold, rewritten
from analyzers.layout import closed_up, fold_closed


class Writing:
    """Tells texts that hold what was asked as it was asked from those that hold it only after folding.

    Args:
        question: as it was typed, in either script.
    """

    def __init__(self, question: str) -> None:
        pieces = {fold_closed(piece): written_form(piece) for piece in _PIECE.findall(closed_up(question))}
        self._asked = tuple(
            (folded, written)
            for folded, written in pieces.items()
            if len(folded) > 1 and not _several().isdisjoint(folded)
        )

    @property
    def matters(self) -> bool:
        """Whether any piece of the question stands for several words of Traditional Chinese."""
        return bool(self._asked)

    def differs_in(self, folded: str, text: str) -> bool:
        """Whether a text holds a piece of the question, and holds it nowhere as it was asked.

        Args:
            folded: the text, closed up and folded.
            text: the same as it is shown.
        """
        there = [(piece, written) for piece, written in self._asked if piece in folded]
        if not there:
            return False
        closed = closed_up(text)
        rewrites = not _is_traditional(closed)
        sentences = _sentences(closed)
        return any(
            all(written not in _written(said, rewrites) for plain, said in sentences if piece in plain)
            for piece, written in there
        )


_PIECE = re.compile(r"[^\W_]+")


def written_form(text: str) -> str:
    """A text closed up and folded, but for the Traditional words that one Simplified character stands for."""
    closed = closed_up(text)
    return _written(closed, not _is_traditional(closed))


@lru_cache(maxsize=256)
def _written(closed: str, rewrites: bool) -> str:
    return (rewritten(closed, "zh-Hant") if rewrites else closed).translate(_FORMS)


def _sentences(closed: str) -> list[tuple[str, str]]:
    """The sentences of a text, each folded and as it is.

    OpenCC knows no word that goes over the end of a sentence, so one is rewritten alone as it is within its text, in a
    tenth of the time that its page takes.
    """
    said, plain = (_SENTENCE_END.split(each) for each in (closed, fold(closed)))
    if len(said) != len(plain):  # something else folds to the sign that ends a sentence
        plain = list(map(fold, said))
    return list(zip(plain, said, strict=True))


_SENTENCE_END = re.compile("[。\n]")


def _is_traditional(text: str) -> bool:
    """Whether more characters of a text are Traditional alone than are Simplified alone."""
    return sum(map(_SCRIPTS.__getitem__, set(text))) > 0


class _Scripts(dict[str, int]):
    """Character → 1 where it is of Traditional writing alone, -1 of Simplified, 0 of both."""

    def __missing__(self, character: str) -> int:
        self[character] = script = _script_of(character)
        return script


def _script_of(character: str) -> int:
    if character in _words():
        return 0  # 后 and 干 are words of both
    if rewritten(character, "zh-Hans") != character:
        return 1
    return -1 if rewritten(character, "zh-Hant") != character else 0


_SCRIPTS = _Scripts()


class _Forms(dict[int, str]):
    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = character if character in _words() else fold(character)
        return self[code]


_FORMS = _Forms()


@cache
def _groups() -> tuple[str, ...]:
    table = resources.files(__package__).joinpath("one_to_many.txt").read_text(encoding="utf-8")
    return tuple(
        group
        for line in table.splitlines()
        if not line.startswith("#")
        for group in line.split()
        if group[1:]
    )


@cache
def _words() -> frozenset[str]:
    return frozenset("".join(_groups()))


@cache
def _several() -> frozenset[str]:
    """Folded characters that stand for several words."""
    return frozenset(fold(group[0]) for group in _groups())
