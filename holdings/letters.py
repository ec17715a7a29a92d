"""A letter: what the software says to a person, in Chinese and in English.

An error is a small letter too: what happened, why it matters, what to do next.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to a person, in both languages.

    Attributes:
        zh: the Chinese text, shown first.
        en: the English text.
    """

    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh}\n{self.en}"

    def in_language(self, language: str) -> str:
        """The text in one language.

        Args:
            language: a BCP 47 tag; anything that begins with ``en`` is English, all else Chinese.
        """
        return self.en if language.lower().startswith("en") else self.zh


def say_count(count: int, noun: str) -> str:
    """A number with its English noun: 1 reason, 2 reasons.

    Args:
        count: how many.
        noun: in the singular; its plural is made with s.
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def say_verb(count: int, one: str, many: str) -> str:
    """The English verb after a number: 1 is, 2 are."""
    return one if count == 1 else many


@dataclass(frozen=True, slots=True)
class FinalLetter(Letter):
    """A letter on an object that no other reader is to try: locked, empty, hostile, or beyond a limit."""


class LantaiError(Exception):
    """Base of every error that is written for a person."""

    def __init__(self, letter: Letter) -> None:
        super().__init__(str(letter))
        self.letter = letter
