"""Reading a question: chunks, quotes, fields, AND OR NOT, brackets, dates.

Any text that a person can type is a valid question. What does not parse is searched as words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import pairwise

from analyzers.fold import fold
from holdings.code_forms import parts_of
from holdings.codes import looks_like_code
from holdings.dates import DateError
from search_api.letters import (
    AS_WORDS,
    DATE_AS_WORDS,
    LONGEST_QUESTION,
    STRETCH_READ,
    TITLE_IN_CAPITALS,
    TOO_MUCH_WORK,
    cut,
    no_such_field,
)
from search_api.question_dates import dated, stretch_named
from search_api.question_gaps import WORK_OF_PATTERN, read_pattern
from search_api.question_nodes import (
    Both,
    Chunk,
    Dated,
    Either,
    FieldName,
    Node,
    Not,
    codes_told_apart,
    distinct,
    key_of,
    wanted_chunks,
)
from search_api.question_signs import (
    closing,
    end_of_quotation,
    excludes,
    excludes_alone,
    is_quote,
    is_title_in_capitals,
    operator_of,
    without_list_dashes,
)
from search_api.question_work import (
    MOST_WORK,
    WORK_OF_CODE,
    WORK_OF_DATE,
    cut_by_folded_length,
    work_of_element,
    work_of_words,
)
from search_api.shapes import Notice

__all__ = [
    "Both",
    "Chunk",
    "Dated",
    "Either",
    "FieldName",
    "Node",
    "Not",
    "Question",
    "read_question",
]


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
        return tuple(wanted_chunks(self.node))


def read_question(typed: str, longest: int = LONGEST_QUESTION) -> Question:
    """Read what a person typed; of more than `longest` characters, or of more work than one may ask, the beginning."""
    whole = "".join(map(_read_character, without_list_dashes(typed.strip()))).strip()
    text = cut_by_folded_length(whole, longest)
    notices = [cut(longest)] if text != whole else []
    tokens, paired = _tokens(text)
    kept = _within_work(tokens)
    node = _parse(kept) if paired else None
    if node is not None and any(token.misread for token in kept):
        notices.append(DATE_AS_WORDS)
    if node is not None and _is_spaced_code(text, node):
        node = Both((Either((Chunk(text, field=FieldName.CODE), node)),))
    if node is not None and any(token.stretch for token in kept):
        notices.append(STRETCH_READ)
    named = dict.fromkeys(token.no_field for token in kept if token.no_field)
    if node is not None and named:
        notices.append(no_such_field(tuple(named)))
    if is_title_in_capitals(text):
        notices.append(TITLE_IN_CAPITALS)
    if node is None:
        notices.append(AS_WORDS)
        words = [word for word in _BARE.sub(" ", text).split() if word not in _OPERATORS]
        tokens = [_Token("chunk", Chunk(word)) for word in words or text.split()]
        kept = _within_work(tokens)
        node = Both(distinct(token.node for token in kept if token.node is not None))
    if kept is not tokens:  # brackets that were closed may make it as long
        notices.append(TOO_MUCH_WORK)
    return Question(text, node, tuple(notices))


def _is_spaced_code(text: str, node: Both) -> bool:
    """Whether a question is a reference code with blanks in it: T103 WS 1900 Y 001 001."""
    words = text.split()
    parts = [one for part in node.parts for one in (part.parts if isinstance(part, Either) else (part,))]
    plain = all(isinstance(part, Chunk) and not part.quoted for part in parts) and not _MARKED.search(text)
    if not plain or len(words) < 2 or not text.isascii() or not parts_of(text):
        return False
    short = all(any(map(str.isdigit, word)) or len(word) <= _LONGEST_LETTERS for word in words)
    return short and 2 * sum(any(map(str.isdigit, word)) for word in words) >= len(words)


_MARKED = re.compile(r"[^\w\s·.-]|\b(?:AND|OR|NOT)\b")
#: Letters of a part of a code that stands by itself.
_LONGEST_LETTERS = 3


def _within_work(tokens: list[_Token]) -> list[_Token]:
    """The first tokens that together are not too much work; brackets that they open are closed."""
    spent, depth = 0, 0
    known: set[Node | tuple[FieldName, bool, str]] = set()
    for at, token in enumerate(tokens):
        depth += (token.kind == "open") - (token.kind == "close")
        if token.node is None or key_of(token.node) in known:
            continue
        known.add(key_of(token.node))
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
        case Chunk() if read_pattern(node) is not None:
            return WORK_OF_PATTERN
        case Chunk(text, _, FieldName.TITLE | FieldName.RESPONSIBLE):
            return work_of_element(text)
        case Chunk(_, _, FieldName.CODE | FieldName.FORMER_CODE):
            return WORK_OF_CODE
        case Chunk(text, quoted=quoted):
            return work_of_words(text) + sum(map(work_of_words, quoted))
        case Both(parts) | Either(parts):
            return sum(map(_work_of, parts))
        case Not(part):
            return _work_of(part)


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
    "原档号": FieldName.FORMER_CODE,
    "旧档号": FieldName.FORMER_CODE,
    "former": FieldName.FORMER_CODE,
    "全宗": FieldName.FONDS,
    "全宗号": FieldName.FONDS,
    "fonds": FieldName.FONDS,
    "门类": FieldName.CATEGORY,
    "category": FieldName.CATEGORY,
}
#: Elements of a description, as a catalogue and a description name them, that cannot be asked by themselves.
_NO_FIELDS = frozenset(
    {
        *(
            "主题词",
            "关键词",
            "人名",
            "摘要",
            "公开题名",
            "立档单位",
            "供档单位",
            "保管期限",
            "密级",
            "开放标识",
        ),
        *("共享类型", "著录层级", "页数", "目录号", "案卷号", "件号", "年度", "机构", "附注", "备注"),
        *("subject", "descriptors", "keywords", "names", "abstract", "creator", "retention"),
    }
)
_DATES = frozenset({"日期", "date"})
_FIELD = re.compile(r"([^\s:：\"“「『()（）]{1,12})[:：]")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # chunk, and, or, not, open, close
    node: Node | None = None
    misread: bool = False  # a date was asked for and none can be read
    sign: bool = False  # an operator that was written as a sign
    no_field: str = ""  # the element that was named before it and that cannot be asked

    @property
    def stretch(self) -> bool:
        """Whether words were read as a stretch of time."""
        return isinstance(self.node, Either) and isinstance(self.node.parts[0], Dated)


def _read_character(character: str) -> str:
    if character.isprintable() or ord(character) >= 0xE000:
        return "" if _is_shapeless(character) else character
    # A zero-width blank or a soft hyphen inside a word parts nothing, in texts and in questions alike.
    return "" if _is_shapeless(character) else " "


def _is_shapeless(character: str) -> bool:
    return unicodedata.category(character) == "Cf" and not fold(character)


def _tokens(text: str) -> tuple[list[_Token], bool]:
    tokens, paired = _cut(text, signs=True)
    excluded = [one.kind == "not" for one, two in pairwise(tokens) if two.kind == "chunk"]
    if paired and tokens and tokens[0].sign and all(excluded) and not excludes_alone(text):
        # Where nothing is wanted the sign before a word of an alphabet is a dash: -v.
        return _cut(text, signs=False)
    return tokens, paired


def _cut(text: str, *, signs: bool) -> tuple[list[_Token], bool]:
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
        elif signs and excludes(text, at):
            tokens.append(_Token("not", sign=True))
            at += 1
        else:
            token, at = _chunk(text, at, grouping)
            if token is None:
                return tokens, False
            tokens.append(token)
    return tokens, True


def _chunk(text: str, at: int, grouping: bool) -> tuple[_Token | None, int]:
    found = _FIELD.match(text, at)
    if found is None or fold(found[1]) not in _NO_FIELDS:
        return _chunk_in_field(text, at, grouping)
    start = found.end() + len(text[found.end() :]) - len(text[found.end() :].lstrip(" "))
    if start == len(text) or not (text[start].isalnum() or is_quote(text[start])):
        return _chunk_in_field(text, at, grouping)
    token, end = _chunk_in_field(text, start, grouping)
    return None if token is None else replace(token, no_field=found[1]), end


def _chunk_in_field(text: str, at: int, grouping: bool) -> tuple[_Token | None, int]:
    name = ""
    found = _FIELD.match(text, at)
    if found and (fold(found[1]) in _FIELDS or fold(found[1]) in _DATES):
        name, at = fold(found[1]), found.end()
        while at < len(text) and text[at] == " ":
            at += 1
    if at < len(text) and is_quote(text[at]):
        close = closing(text, at)
        after = end_of_quotation(text, close, grouping=grouping) if close >= 0 else -1
        if after >= 0:
            return _told(name, text[at + 1 : close], exact=True), after
    end = at
    quoted: list[tuple[int, int]] = []
    while end < len(text) and text[end] != " ":
        if is_quote(text[end]):
            # Quotes round a term inside a sentence are punctuation.
            close = closing(text, end)
            if close < 0:
                return None, at
            quoted.append((end + 1, close))
            end = close + 1
        elif grouping and text[end] in "()（）":
            # 闽政(2018)5号, 条例（试行）: brackets inside a word belong to it.
            glued = (end > at or bool(name)) and (bool(name) or not operator_of(text, at, end))
            after = _closed(text, end) if glued else end
            if after == end:
                break
            end = after
        else:
            end += 1
    kind = operator_of(text, at, end) if not name and not quoted else ""
    if kind:
        return _Token(kind), end
    return _told_with_quotes(name, text, at, end, quoted), end


def _told_with_quotes(name: str, text: str, at: int, end: int, quoted: list[tuple[int, int]]) -> _Token:
    terms = tuple(text[start:close] for start, close in quoted)
    around = "".join(text[start:close] for start, close in _gaps(at, end, quoted))
    if terms and not any(map(str.isalnum, around)):
        # Nothing but punctuation stands around it: 《“三清”》.
        return _told(name, " ".join(terms), exact=True)
    token = _told(name, text[at:end], exact=False)
    if terms and isinstance(token.node, Chunk):
        return replace(token, node=replace(token.node, quoted=terms))
    return token


def _gaps(at: int, end: int, inside: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches of [at, end) outside some others, in order."""
    edges = [at, *(place for stretch in inside for place in stretch), end]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _closed(text: str, start: int) -> int:
    """After the bracket that closes the one at `start`, if no blank or quote stands between; else `start`."""
    depth = 0
    for at in range(start, len(text)):
        if text[at] == " " or is_quote(text[at]):
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
            return dated(text)
        except DateError:
            return Chunk(text, exact)
    if name:
        return Chunk(text, exact, _FIELDS[name])
    if not exact and looks_like_code(text):
        return Either((Chunk(text, field=FieldName.CODE), Chunk(text, exact=True)))
    stretch = None if exact else stretch_named(text)
    # What says it in so many words is meant too, whatever its date.
    return Chunk(text, exact) if stretch is None else Either((stretch, Chunk(text, exact=True)))


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
        apart = codes_told_apart(distinct(parts), widest=True)
        return apart[0] if len(apart) == 1 else Either(apart)

    def _both(self) -> Node:
        parts = [self._one()]
        while self._kind() in ("and", "not", "open", "chunk"):
            if self._kind() == "and":
                self._at += 1
            parts.append(self._one())
        apart = codes_told_apart(distinct(parts), widest=False)
        return apart[0] if len(apart) == 1 else Both(apart)

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
