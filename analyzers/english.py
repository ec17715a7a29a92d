"""Words of English and its kin: a word and its plural are one word."""

from __future__ import annotations

STEM_RULES = 1
"""Version of the rules in this module; raise it when they change, and indices ask to be rebuilt."""

#: Shorter words are left alone: gas, his.
_SHORTEST = 4
_HISSING = ("ches", "shes", "sses", "xes", "zes")
_NO_PLURAL = ("ss", "us", "is")


def singular(word: str) -> str:
    """A word without the ending of its plural; other words as they are.

    As Harman's "S stemmer" (How effective is suffixing?, JASIS 42, 1991), with -ches, -shes, -sses, -xes, -zes besides.

    Args:
        word: folded.
    """
    if len(word) < _SHORTEST or not word.endswith("s") or not (word.isascii() and word.isalpha()):
        return word
    if word.endswith("ies") and len(word) > _SHORTEST:
        return f"{word[:-3]}y"
    if word.endswith(_HISSING):
        return word[:-2]
    return word if word.endswith(_NO_PLURAL) else word[:-1]


def in_either_number(word: str) -> tuple[str, ...]:
    """A word and the plurals of which `singular` makes it."""
    if not (word.isascii() and word.isalpha()):
        return (word,)
    forms = [word, f"{word}s", f"{word}es"]
    if word.endswith("y"):
        forms.append(f"{word[:-1]}ies")
    return tuple(form for form in forms if form == word or singular(form) == word)
