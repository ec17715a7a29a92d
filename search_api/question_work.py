"""How much work a question may ask of the indices, counted while it is read and before anything is asked.

The count is made of the question alone: it is the same in every home, whatever is kept there and whoever asks, so it
tells nothing. A part weighs what it costs at worst, in hundredths of the work of reading one whole list of entries;
measured at 20,000 pages, where an ordinary question of two words takes 13 ms of processor time: a beginning of a code
that everything has 6 ms, a single character in titles 3.3, a quoted character 2.2, a pair of frequent characters 1.8.
With all of `MOST_WORK` spent a question takes some seven times as long as an ordinary one.
"""

from __future__ import annotations

from analyzers.fold import fold
from holdings.dates import find_years
from holdings.document_numbers import find_document_numbers
from holdings.number_mentions import find_numbers

#: The most work of one question: 40 words, or 20 codes, 16 single characters, 16 dates.
MOST_WORK = 80
#: The most years and document numbers of one piece of a question that are looked for as they may be written
#: otherwise; further ones are looked for as they stand.
MOST_MENTIONS = 12

WORK_OF_DATE = 5
WORK_OF_CODE = 4
#: As how many characters one may be looked for at most: ﷺ (Unicode 16, NFKD).
_LONGEST_FOLD = 18
_WORK_OF_WORDS = 2
_WORK_OF_CHARACTER = 5
_WORK_OF_ELEMENT = 4
_WORK_OF_MENTION = 4


def cut_by_folded_length(text: str, longest: int) -> str:
    """The beginning of a text that is looked for as at most `longest` characters; ﷺ is 18 of them, most are one."""
    if len(text) * _LONGEST_FOLD <= longest:
        return text
    length = 0
    for at, character in enumerate(text):
        length += max(1, len(fold(character)))
        if length > longest:
            return text[:at]
    return text


def canonical_words(text: str) -> str:
    """The one spelling of words: two that share it ask for the same."""
    return " ".join(fold(text).split())


def work_of_words(text: str) -> int:
    """The work of words that are looked for everywhere."""
    if len(fold(text)) <= 1:
        return _WORK_OF_CHARACTER
    mentions = len(find_document_numbers(text)) + len(find_years(text)) + len(find_numbers(text))
    return _WORK_OF_WORDS + _WORK_OF_MENTION * min(mentions, MOST_MENTIONS)


def work_of_element(text: str) -> int:
    """The work of words that are looked for in titles or responsible bodies."""
    return _WORK_OF_ELEMENT + (_WORK_OF_CHARACTER if len(fold(text)) <= 1 else 0)
