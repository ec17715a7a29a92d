"""How far a reading is from the truth: character error rates, as pure functions."""

from __future__ import annotations

import unicodedata

import numpy as np

_QUOTES = dict.fromkeys(map(ord, "“”„‟‘’‚‛「」『』﹁﹂﹃﹄〝〞〟'´`＇＂"), '"')
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－─━ー﹘﹣︱︲"), "-")
_FOLDS = {**_QUOTES, **_DASHES}


def fold_for_cer(text: str) -> str:
    """Text as it is compared: NFKC, white space left out, quotes and dashes each one sign."""
    folded = unicodedata.normalize("NFKC", text.translate(_FOLDS)).translate(_FOLDS)
    return "".join(sign for sign in folded if not sign.isspace())


def letters_and_digits(text: str) -> str:
    """Only what is a letter (Han included) or a digit, of folded text."""
    return "".join(sign for sign in text if unicodedata.category(sign)[0] in "LN")


def han_only(text: str) -> str:
    """Only the Han characters of a text (Unified Ideographs, extensions, and 〇)."""
    return "".join(sign for sign in text if is_han(sign))


def is_han(sign: str) -> bool:
    """Is this character a Han character?"""
    point = ord(sign)
    return (
        0x4E00 <= point <= 0x9FFF
        or 0x3400 <= point <= 0x4DBF
        or 0x20000 <= point <= 0x323AF
        or 0xF900 <= point <= 0xFAFF
        or sign in "〇々"
    )


def edit_distance(left: str, right: str) -> int:
    """Levenshtein distance: the least insertions, deletions and substitutions, in characters."""
    if not left or not right:
        return max(len(left), len(right))
    ours = np.fromiter(map(ord, right), dtype=np.int64, count=len(right))
    steps = np.arange(len(right) + 1)
    row = steps.copy()
    for count, sign in enumerate(left, start=1):
        best = np.minimum(row[1:] + 1, row[:-1] + (ours != ord(sign)))
        following = np.concatenate(([count], best))
        # An insertion may follow an insertion: the running minimum of (value - position) carries them all.
        row = np.minimum.accumulate(following - steps) + steps
    return int(row[-1])


def character_error_rate(truth: str, read: str) -> float:
    """Errors per character of the truth, both folded by ``fold_for_cer``.

    Returns:
        A fraction, 0.0 for a perfect reading; may exceed 1.0. For an empty truth 0.0 if nothing was read,
        else 1.0.
    """
    true_text, read_text = fold_for_cer(truth), fold_for_cer(read)
    if not true_text:
        return 1.0 if read_text else 0.0
    return edit_distance(true_text, read_text) / len(true_text)


def letter_error_rate(truth: str, read: str) -> float:
    """As ``character_error_rate``, on letters (Han included) and digits only."""
    return character_error_rate(
        letters_and_digits(fold_for_cer(truth)), letters_and_digits(fold_for_cer(read))
    )


def han_error_rate(truth: str, read: str) -> float:
    """As ``character_error_rate``, on Han characters only."""
    return character_error_rate(han_only(fold_for_cer(truth)), han_only(fold_for_cer(read)))
