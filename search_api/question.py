"""Reading a question: chunks, quotes, fields, AND OR NOT, brackets, dates.

Any text that a person can type is a valid question. What does not parse is searched as words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from analyzers.fold import fold
from holdings.codes import looks_like_code, normalise
from holdings.dates import DateError, parse_date
from holdings.day_numbers import OPEN_BEGINNING, OPEN_END
from search_api.letters import AS_WORDS, DATE_AS_WORDS, LONGEST_QUESTION, TOO_MUCH_WORK, cut
from search_api.question_work import (
    MOST_WORK,
    WORK_OF_CODE,
    WORK_OF_DATE,
    canonical_words,
    cut_by_folded_length,
    work_of_element,
    work_of_words,
)
from search_api.shapes import Notice


class FieldName(StrEnum):
    """The element that a chunk is looked for in."""

    ANYWHERE = "anywhere"
    TITLE = "title"
    RESPONSIBLE = "responsible"
    DOCUMENT_NUMBER = "document_number"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a question between blanks, or between quotes.

    Attributes:
        text: as typed.
        exact: it stood in quotes: an exact substring, never loosened.
        field: where it is looked for.
    """

    text: str
    exact: bool = False
    field: FieldName = FieldName.ANYWHERE


@dataclass(frozen=True, slots=True)
class Dated:
    """Units whose date may lie between two days, YYYYMMDD, both included."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Both:
    """All parts must match."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One part must match."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not match."""

    part: Node


Node = Chunk | Dated | Both | Either | Not


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was understood.

    Attributes:
        text: what was read of it.
        node: its structure; a `Both` without parts where nothing was asked.
        notices: what the reader should know of the reading.
    """

    text: str
    node: Both
    notices: tuple[Notice, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing was asked, so that the answer browses."""
        return not self.node.parts

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """Every chunk that is wanted (not those after NOT), in order."""
        return tuple(_wanted(self.node))


def read_question(typed: str, longest: int = LONGEST_QUESTION) -> Question:
    """Read what a person typed; of more than `longest` characters, or of more work than one may ask, the beginning."""
    whole = "".join(map(_read_character, typed)).strip()
    text = cut_by_folded_length(whole, longest)
    notices = [cut(longest)] if text != whole else []
    tokens, paired = _tokens(text)
    kept = _within_work(tokens)
    node = _parse(kept) if paired else None
    if node is not None and any(token.misread for token in kept):
        notices.append(DATE_AS_WORDS)
    if node is None:
        notices.append(AS_WORDS)
        words = [word for word in _BARE.sub(" ", text).split() if word not in _OPERATORS]
        tokens = [_Token("chunk", Chunk(word)) for word in words or text.split()]
        kept = _within_work(tokens)
        node = Both(_distinct(token.node for token in kept if token.node is not None))
    if kept is not tokens:  # brackets that were closed may make it as long
        notices.append(TOO_MUCH_WORK)
    return Question(text, node, tuple(notices))


def _within_work(tokens: list[_Token]) -> list[_Token]:
    """The first tokens that together are not too much work; brackets that they open are closed."""
    spent, depth = 0, 0
    known: set[Node | tuple[FieldName, bool, str]] = set()
    for at, token in enumerate(tokens):
        depth += (token.kind == "open") - (token.kind == "close")
        if token.node is None or _key(token.node) in known:
            continue
        known.add(_key(token.node))
        spent += _work_of(token.node)
        if spent <= MOST_WORK or len(known) == 1:
            continue
        kept = tokens[:at]
        while kept and kept[-1].kind in ("and", "or", "not", "open"):
            depth -= kept.pop().kind == "open"
        return kept + [_Token("close")] * depth
    return tokens


def _work_of(node: Node) -> int:
    match node:
        case Dated():
            return WORK_OF_DATE
        case Chunk(text, _, FieldName.TITLE | FieldName.RESPONSIBLE):
            return work_of_element(text)
        case Chunk(_, _, FieldName.CODE):
            return WORK_OF_CODE
        case Chunk(text):
            return work_of_words(text)
        case Both(parts) | Either(parts):
            return sum(map(_work_of, parts))
        case Not(part):
            return _work_of(part)


def _key(node: Node) -> Node | tuple[FieldName, bool, str]:
    """What a node asks for, however it is spelled: nodes that share it are asked once."""
    match node:
        case Chunk(text, exact, FieldName.CODE):
            return FieldName.CODE, exact, normalise(text)
        case Chunk(text, exact, field):
            return field, exact, canonical_words(text)
        case Either((Chunk(text, field=FieldName.CODE), Chunk())):
            return FieldName.CODE, True, normalise(text)
        case _:
            return node


def _distinct(parts: Iterable[Node]) -> tuple[Node, ...]:
    """Parts without those that ask for the same as one before."""
    distinct: dict[Node | tuple[FieldName, bool, str], Node] = {}
    for part in parts:
        distinct.setdefault(_key(part), part)
    return tuple(distinct.values())


def _codes_told_apart(parts: tuple[Node, ...], *, widest: bool) -> tuple[Node, ...]:
    """Parts without beginnings of codes that say no more than another: 档号:J1 has all that 档号:J101 has.

    Args:
        parts: of an Either or a Both.
        widest: the shorter beginning stays (one of them is enough), else the longer one (all are needed).
    """
    codes = {
        part: normalise(part.text)
        for part in parts
        if isinstance(part, Chunk) and part.field is FieldName.CODE and normalise(part.text)
    }

    def says_no_more(part: Node) -> bool:
        if part not in codes:
            return False
        code = codes[part]
        others = [other for other in codes.values() if other != code]
        return any(code.startswith(other) if widest else other.startswith(code) for other in others)

    return tuple(part for part in parts if not says_no_more(part))


_QUOTES = {'"': '"', "＂": "＂", "“": "”", "”": "“", "「": "」", "『": "』", "〝": "〞"}
_CLOSERS = {'"': '"＂”“', "＂": '＂"', "“": '”"“', "”": '“"”', "「": "」", "『": "』", "〝": "〞〟"}
_BARE = re.compile('["＂“”「」『』〝〞()（）]')
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_FIELDS = {
    "题名": FieldName.TITLE,
    "标题": FieldName.TITLE,
    "title": FieldName.TITLE,
    "责任者": FieldName.RESPONSIBLE,
    "responsible": FieldName.RESPONSIBLE,
    "author": FieldName.RESPONSIBLE,
    "文号": FieldName.DOCUMENT_NUMBER,
    "number": FieldName.DOCUMENT_NUMBER,
    "档号": FieldName.CODE,
    "code": FieldName.CODE,
}
_DATES = frozenset({"日期", "date"})
_FIELD = re.compile(r"([^\s:：\"“「『()（）]{1,12})[:：]")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # chunk, and, or, not, open, close
    node: Node | None = None
    misread: bool = False  # a date was asked for and none can be read


def _read_character(character: str) -> str:
    if character.isprintable() or ord(character) >= 0xE000:
        return "" if _is_shapeless(character) else character
    # A zero-width blank or a soft hyphen inside a word parts nothing, in texts and in questions alike.
    return "" if _is_shapeless(character) else " "


def _is_shapeless(character: str) -> bool:
    return unicodedata.category(character) == "Cf" and not fold(character)


def _tokens(text: str) -> tuple[list[_Token], bool]:
    # Brackets group only where the question has operators: 条例（试行） is a title, not a formula.
    grouping = any(word.strip("()（）") in _OPERATORS for word in text.split())
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        character = text[at]
        if character == " ":
            at += 1
        elif grouping and character in "(（":
            tokens.append(_Token("open"))
            at += 1
        elif grouping and character in ")）":
            tokens.append(_Token("close"))
            at += 1
        else:
            token, at = _chunk(text, at, grouping)
            if token is None:
                return tokens, False
            tokens.append(token)
    return tokens, True


def _chunk(text: str, at: int, grouping: bool) -> tuple[_Token | None, int]:
    name = ""
    found = _FIELD.match(text, at)
    if found and (fold(found[1]) in _FIELDS or fold(found[1]) in _DATES):
        name, at = fold(found[1]), found.end()
        while at < len(text) and text[at] == " ":
            at += 1
    if at < len(text) and text[at] in _QUOTES:
        closers = _CLOSERS[text[at]]
        end = next((place for place in range(at + 1, len(text)) if text[place] in closers), -1)
        if end < 0:
            return None, at
        return _told(name, text[at + 1 : end], exact=True), end + 1
    end = at
    while end < len(text) and text[end] != " " and text[end] not in _QUOTES:
        if grouping and text[end] in "()（）":
            # 闽政(2018)5号, 条例（试行）: brackets inside a word belong to it.
            glued = (end > at or bool(name)) and (bool(name) or text[at:end] not in _OPERATORS)
            after = _closed(text, end) if glued else end
            if after == end:
                break
            end = after
        else:
            end += 1
    word = text[at:end]
    if not name and word in _OPERATORS:
        return _Token(word.lower()), end
    return _told(name, word, exact=False), end


def _closed(text: str, start: int) -> int:
    """After the bracket that closes the one at `start`, if no blank or quote stands between; else `start`."""
    depth = 0
    for at in range(start, len(text)):
        if text[at] == " " or text[at] in _QUOTES:
            break
        depth += (text[at] in "(（") - (text[at] in ")）")
        if depth <= 0:
            return at + 1 if at > start else start
    return start


def _told(name: str, text: str, *, exact: bool) -> _Token:
    node = _node(name, text, exact=exact)
    return _Token("chunk", node, misread=name in _DATES and isinstance(node, Chunk))


def _node(name: str, text: str, *, exact: bool) -> Node:
    if name in _DATES:
        try:
            return _dated(text)
        except DateError:
            return Chunk(text, exact)
    if name:
        return Chunk(text, exact, _FIELDS[name])
    if not exact and looks_like_code(text):
        return Either((Chunk(text, field=FieldName.CODE), Chunk(text, exact=True)))
    return Chunk(text, exact)


def _dated(text: str) -> Dated:
    """A date or a span; 1934.. and ..1937 are open to one side."""
    begin, dots, end = text.partition("..")
    if dots and not end.strip():
        return Dated(parse_date(begin).earliest, OPEN_END)
    if dots and not begin.strip():
        return Dated(OPEN_BEGINNING, parse_date(end).latest)
    date = parse_date(f"{begin}-{end}" if dots else text)
    return Dated(date.earliest, date.latest)


class _Unpaired(Exception):
    pass


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def whole(self) -> Node | None:
        if not self._tokens:
            return None
        node = self._either()
        if self._at != len(self._tokens):
            raise _Unpaired
        return node

    def _kind(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else ""

    def _either(self) -> Node:
        parts = [self._both()]
        while self._kind() == "or":
            self._at += 1
            parts.append(self._both())
        distinct = _codes_told_apart(_distinct(parts), widest=True)
        return distinct[0] if len(distinct) == 1 else Either(distinct)

    def _both(self) -> Node:
        parts = [self._one()]
        while self._kind() in ("and", "not", "open", "chunk"):
            if self._kind() == "and":
                self._at += 1
            parts.append(self._one())
        distinct = _codes_told_apart(_distinct(parts), widest=False)
        return distinct[0] if len(distinct) == 1 else Both(distinct)

    def _one(self) -> Node:
        kind = self._kind()
        if kind == "not":
            self._at += 1
            return Not(self._one())
        if kind == "open":
            self._at += 1
            node = self._either()
            if self._kind() != "close":
                raise _Unpaired
            self._at += 1
            return node
        if kind != "chunk":
            raise _Unpaired
        told = self._tokens[self._at].node
        self._at += 1
        if told is None:
            raise _Unpaired
        return told


def _parse(tokens: list[_Token]) -> Both | None:
    try:
        node = _Parser(tokens).whole()
    except (_Unpaired, RecursionError):
        return None
    if node is None:
        return Both(())
    return node if isinstance(node, Both) else Both((node,))


def _wanted(node: Node) -> list[Chunk]:
    match node:
        case Chunk():
            return [node]
        case Both(parts) | Either(parts):
            return [chunk for part in parts for chunk in _wanted(part)]
        case _:
            return []
