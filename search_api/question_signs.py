"""The signs of a question: where a quote ends, which words are operators, what excludes."""

from __future__ import annotations

import re
import unicodedata

_CLOSERS = {"“": "”", "”": "“", "「": "」", "『": "』", "〝": "〞〟", '"': '"＂', "＂": '＂"'}
#: What a keyboard that has but one kind of quotation marks, or an input method that turns them, makes of pairs.
_MIXED = {'"': "”“", "＂": "”“", "“": '"＂', "”": '"＂'}
QUOTES = frozenset(_CLOSERS)

_OPERATORS = {"AND": "and", "OR": "or", "NOT": "not"}
_LOWER_OPERATORS = {"and": "and", "or": "or", "not": "not", "非": "not"}
_EXCLUDING = frozenset("-－−!！")
_BRACKETS = "()（）"


def is_quote(character: str) -> bool:
    """Whether a quotation may begin with this character."""
    return character in QUOTES


def closing(text: str, at: int) -> int:
    """The place of the mark that closes the quotation which begins at `at`; -1 where none does.

    “关于“三清”工作的补充通知” is one quotation: marks that tell their direction nest.
    """
    opener = text[at]
    closers, depth = _CLOSERS[opener], 0
    for place in range(at + 1, len(text)):
        if text[place] in closers:
            if not depth:
                return place
            depth -= 1
        elif text[place] == opener:
            depth += 1
    mixed = _CLOSERS[opener] + _MIXED.get(opener, "")
    return next((place for place in range(at + 1, len(text)) if text[place] in mixed), -1)


def end_of_quotation(text: str, close: int, *, grouping: bool) -> int:
    """Where what follows a quotation begins, if the quotation stands by itself; -1 if it stands inside a sentence.

    Args:
        text: the question.
        close: the place of the closing mark.
        grouping: brackets group.
    """
    at = close + 1
    while at < len(text) and not text[at].isspace() and not is_quote(text[at]):
        if text[at] in _BRACKETS and grouping:
            break
        if text[at].isalnum():
            return -1
        at += 1
    return at


def operator_of(text: str, start: int, end: int) -> str:
    """Which operator a word of a question is: and, or, not; empty where it is a word like any other.

    `not` and `非` exclude where they stand by themselves between words of which the second is not Latin: in English
    text they are words. In a title in capitals AND OR NOT are words too.
    """
    word = unicodedata.normalize("NFKC", text[start:end])
    if word in _OPERATORS:
        return "" if is_title_in_capitals(text) else _OPERATORS[word]
    if word.lower() not in _LOWER_OPERATORS:
        return ""
    before, after = text[:start].split(), text[end:].split()
    alone = (not start or text[start - 1].isspace()) and (end == len(text) or text[end].isspace())
    if not before or not after or not alone:
        return ""
    following = after[0].strip("".join(QUOTES) + _BRACKETS)
    if not following or _is_latin(following):
        return ""
    if word == "非" and (len(before[-1]) == 1 or len(following) == 1):
        return ""  # letters set apart: 东 非 地 区
    return _LOWER_OPERATORS[word.lower()]


def is_title_in_capitals(text: str) -> bool:
    """Whether a question is a title in capitals (RULES FOR GOODS NOT CLAIMED) and no formula (IBM AND DEC)."""
    words = text.split()
    if not any(word in _OPERATORS for word in words):
        return False
    rest = [word for word in words if word not in _OPERATORS]
    if not rest or not all(_is_capital(word) for word in rest):
        return False
    in_order = [word in _OPERATORS for word in words]
    # In a formula an operator stands between any two words; neither begins with one nor ends with one.
    return (
        in_order[0]
        or in_order[-1]
        or any(not one and not two for one, two in zip(in_order, in_order[1:], strict=False))
    )


def excludes(text: str, at: int) -> bool:
    """Whether the sign at `at` excludes the word that follows: -词, －词, !词.

    Not before a digit, where it is a minus or the dash of a span.
    """
    if text[at] not in _EXCLUDING or at + 1 >= len(text):
        return False
    begins = not at or text[at - 1].isspace()
    following = text[at + 1]
    return begins and (following.isalpha() or is_quote(following))


def excludes_alone(text: str) -> bool:
    """Whether the sign at which a question begins excludes though nothing else is wanted: -词, －“词”, -题名:词.

    A word of an alphabet after it may be the option of a command (-v) or the rest of a span.
    """
    following = text[1:].lstrip("".join(QUOTES))
    return bool(following) and unicodedata.category(following[0]) == "Lo"


def without_list_dashes(text: str) -> str:
    """A text with a blank after each dash at which a line begins, where several do: it sets off the items of a list.

    So in pasted lines (-第一条, -第二条) nothing is excluded.
    """
    return _LIST_DASH.sub(r"\g<0> ", text) if len(_LIST_DASH.findall(text)) > 1 else text


_LIST_DASH = re.compile(r"^[^\S\n]*[-－−](?=\S)", re.MULTILINE)


def _is_latin(word: str) -> bool:
    return "LATIN" in unicodedata.name(word[0], "")


def _is_capital(word: str) -> bool:
    letters = [character for character in word if character.isalpha()]
    plain = all(character.isalpha() or character in "',.-&" for character in word)
    return plain and bool(letters) and all("A" <= letter <= "Z" for letter in letters)
