"""What the chunks of a question look for: phrases, words, years and document numbers however they are written."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from itertools import product
from string import digits

from analyzers.chains import BOUNDARY, Analyzer, has_letters
from analyzers.english import in_either_number
from analyzers.fold import fold
from analyzers.layout import fold_closed, fold_words
from analyzers.question_words import QUESTION_WORDS
from analyzers.seams import BEFORE, line_of, split_at, splits
from engines.query import (
    AllOf,
    AnyOf,
    Constant,
    Keyword,
    Phrase,
    Prefix,
    Query,
    Term,
    Without,
    choices_of,
)
from holdings.code_forms import (
    forms_of_code,
    named_forms,
    scope_forms,
    typed_forms,
    whole_forms,
    without_slashes,
)
from holdings.code_spelling import SEPARATORS
from holdings.codes import normalise
from holdings.document_numbers import normalise_document_number
from index_templates import templates as t
from search_api.categories import CATEGORIES
from search_api.question import Chunk, FieldName
from search_api.written_otherwise import Mention, mentions_in, texts_of


@dataclass(frozen=True, slots=True)
class Fields:
    """The three fields that a text is kept in."""

    words: str
    bigrams: str
    characters: str


#: The longest quotation and the longest other chunk that are looked for over the end of a page, in characters: each
#: place at which the page may end is a phrase of its own.
_LONGEST_QUOTE, _LONGEST_WORD = 40, 12

#: Words up to which choices of places are asked one by one: 2 to the so many.
_FEW_WORDS = 3

TEXT = Fields(t.TEXT_WORDS, t.TEXT_BIGRAMS, t.TEXT_CHARACTERS)
CATALOGUE = Fields(t.CATALOGUE_WORDS, t.CATALOGUE_BIGRAMS, t.CATALOGUE_CHARACTERS)


@dataclass(frozen=True, slots=True)
class Sought:
    """What one chunk looks for, field by field.

    Attributes:
        text: matches in an entry's own text; None where the chunk is not looked for there.
        catalogue: matches in the unit's catalogue words.
        spread: matches with its words spread over both, be they all in one; None where it has only one.
        own: something of it is in the own text; what makes a page count.
        exact: the chunk as it stands, in the own text and in the catalogue words; None where it is no phrase or word.
        words: folded words for scoring.
        bigrams: folded pairs for scoring.
        likely: matches where the text may have been misread; None where nothing of it is known.
    """

    text: Query | None
    catalogue: Query
    spread: Query | None
    own: Query | None
    words: tuple[str, ...]
    bigrams: tuple[str, ...]
    likely: Query | None = None
    exact: tuple[Query, Query] | None = None

    @property
    def pages(self) -> Query | None:
        """Pages that count, with nothing asked twice; None where that cannot be said of this chunk alone."""
        if self.exact is None or self.text is None or self.own is None:
            return None
        if self.spread is None:
            # It has one word only: what has it in its own text is a page that counts.
            return self.text if self.likely is None else AnyOf((self.text, self.likely))
        return AnyOf(self.parts)

    @property
    def parts(self) -> tuple[Query, ...]:
        """Queries that together find the pages that count, each one quick on a share of the units."""
        if self.exact is None or self.text is None or self.own is None:
            return ()
        likely = () if self.likely is None else (self.likely,)
        if self.spread is None:
            return (self.text, *likely)
        text, catalogue = self.exact
        spread = choices_of(self.spread)
        return (text, *spread, AllOf((catalogue, Constant(self.own, 0.0))), *likely)


def phrase(analyzer: Analyzer, fields: Fields, text: str) -> Query | None:
    """Entries in which a text stands exactly; None if nothing of it can be searched."""
    pinned = _pinned(analyzer, fields.bigrams, text)
    if pinned is not None:
        return pinned
    characters = analyzer.characters(fold_closed(text))
    return Term(fields.characters, characters[0]) if characters else None


def set_apart(analyzer: Analyzer, fields: Fields, text: str) -> Query | None:
    """Entries in which a text stands between boundaries; None if nothing of it can be searched."""
    pairs = analyzer.bigrams(fold_closed(text))
    if not pairs:
        return None
    places = sorted({*range(0, len(pairs), 2), len(pairs) - 1})
    return Phrase(fields.bigrams, tuple((place, pairs[place]) for place in places))


def preferred(analyzer: Analyzer, chunks: Iterable[Chunk], *, texts: bool) -> tuple[Query, ...]:
    """Entries that hold, as it stands, what chunks have in quotes inside a sentence.

    Args:
        analyzer: that made the index.
        chunks: of the question.
        texts: pages are asked too, not the catalogue's words alone.
    """
    fields = (TEXT, CATALOGUE) if texts else (CATALOGUE,)
    terms = dict.fromkeys(term for chunk in chunks for term in chunk.quoted)
    return _known(phrase(analyzer, each, term) for term in terms for each in fields)


def told_words(analyzer: Analyzer, text: str) -> list[str]:
    """The words of a text that tell something: question words left out, unless there are no others."""
    words = list(dict.fromkeys(analyzer.words(fold_words(text))))
    telling = [word for word in words if word not in QUESTION_WORDS]
    return telling or words


def sought(analyzer: Analyzer, chunk: Chunk) -> Sought | None:
    """What a chunk looks for; None if nothing of it can be searched."""
    match chunk.field:
        case FieldName.TITLE | FieldName.RESPONSIBLE:
            return _in_element(analyzer, chunk, t.TITLE if chunk.field is FieldName.TITLE else t.RESPONSIBLE)
        case FieldName.CODE:
            code = code_asked(chunk)
            return None if code is None else Sought(None, code, None, None, (), ())
        case FieldName.FORMER_CODE:
            former = _former_code(chunk.text)
            return None if former is None else Sought(None, former, None, None, (), ())
        case FieldName.FONDS | FieldName.CATEGORY:
            kept = _kept_value(chunk)
            return None if kept is None else Sought(None, kept, None, None, (), ())
        case FieldName.DOCUMENT_NUMBER:
            return _document_number(analyzer, chunk.text)
    texts = texts_of(chunk.text, exact=chunk.exact)
    exact_text = _phrases(analyzer, TEXT, texts)
    exact_catalogue = _phrases(analyzer, CATALOGUE, texts)
    if exact_text is None or exact_catalogue is None:
        return None
    folded = fold_closed(chunk.text)
    pairs = tuple(dict.fromkeys(pair for pair in analyzer.bigrams(folded) if BOUNDARY not in pair))
    words = tuple(told_words(analyzer, chunk.text))
    forms = typed_forms(chunk.text)
    codes = (*_codes(forms), *_codes(forms, t.FORMER_FORMS))
    if chunk.exact:
        exact = (exact_text, exact_catalogue)
        catalogue = _any(exact_catalogue, *codes)
        return Sought(exact_text, catalogue, None, exact_text, words, pairs, exact=exact)
    parts_text, parts_catalogue, spread, own = _parts(analyzer, chunk.text, chunk.quoted)
    return Sought(
        _any(exact_text, parts_text),
        _any(exact_catalogue, parts_catalogue, *codes),
        spread,
        _any(exact_text, own),
        words,
        pairs,
        exact=(exact_text, exact_catalogue),
    )


def code_asked(chunk: Chunk) -> Query | None:
    """The units whose code or its end a chunk may be, and of a code all below it; None where it can be none.

    What lies below a code begins with it and a separator (`holdings.codes.is_below`); it is found also where the
    separators are left out or are others, and where zeros are left out; but of an exact one
    only what lies below it just as it is written.
    """
    if chunk.field is FieldName.CODE:
        text = without_slashes(chunk.text)
        code = normalise(text).rstrip(SEPARATORS)
        below = (Prefix(t.CODE, code + separator) for separator in SEPARATORS)
        forms = whole_forms(text) if chunk.exact else (*forms_of_code(text), *scope_forms(text))
        typed = _codes(forms)
        return _any(Keyword(t.CODE, frozenset({code})), *below, *typed) if code else None
    codes = _codes(typed_forms(chunk.text)) if chunk.field is FieldName.ANYWHERE else ()
    return codes[0] if codes else None


def former_code_asked(chunk: Chunk) -> Query | None:
    """The units of which a chunk may be a former code, or the end of one; None where it can be none."""
    codes = _codes(typed_forms(chunk.text), t.FORMER_FORMS)
    return codes[0] if codes else None


def _kept_value(chunk: Chunk) -> Query | None:
    """The units of a fonds by its code, or of a category by its code or its name: what facets of them list."""
    text = chunk.text.strip()
    if not any(map(str.isalnum, text)):
        return None
    if chunk.field is FieldName.FONDS:
        return Keyword(t.FONDS, frozenset({normalise(without_slashes(text))}))
    said = fold(text)
    named = {code for code, name in CATEGORIES.items() if said in (fold(code), fold(name))}
    return Keyword(t.CATEGORY, frozenset({text, text.upper(), *named}))


def _former_code(text: str) -> Query | None:
    forms = named_forms(text)
    return _any(Prefix(t.FORMER_FORMS, forms[0]), *_codes(forms, t.FORMER_FORMS)) if forms else None


def line_over_pages(chunk: Chunk) -> str:
    """A chunk as it is looked for over the end of a page; empty where it is not."""
    longest = _LONGEST_QUOTE if chunk.exact else _LONGEST_WORD
    if chunk.field is not FieldName.ANYWHERE or len(chunk.text) > longest:
        return ""
    line = line_of(chunk.text)
    return line if len(line) <= longest else ""


def over_pages(analyzer: Analyzer, told: Sought, chunk: Chunk, kept: Collection[str]) -> Sought:
    """What a chunk looks for, also over the end of a page.

    Args:
        analyzer: that made the index.
        told: what it looks for on single pages.
        chunk: looked for anywhere.
        kept: pairs of characters that stand over the end of some page.
    """
    line = line_over_pages(chunk)
    found: list[Query] = []
    for at, pair in enumerate(splits(line)):
        if pair in kept:
            tokens = split_at(line, at)
            over: Query = Phrase(t.TEXT_SEAM, tokens) if len(tokens) > 1 else Term(t.TEXT_SEAM, pair)
            before = line[: at + 1]
            # What does not reach the end of the page is there too.
            there = phrase(analyzer, TEXT, before) if len(before) > BEFORE else None
            found.append(over if there is None else AllOf((over, there)))
    if not found or told.text is None or told.own is None or told.exact is None:
        return told
    text, catalogue = told.exact
    return replace(
        told,
        text=_any(*choices_of(told.text), *found),
        own=_any(*choices_of(told.own), *found),
        exact=(_any(text, *found), catalogue),
    )


def other_forms(text: str) -> tuple[str, ...]:
    """The ways in which years and document numbers that a text names may be written."""
    return tuple(form for mention in mentions_in(text) for form in mention.forms)


def without_mentions(text: str) -> str:
    """A text with a blank for each year, document number or number that it names."""
    return _mentions(text)[0]


def _parts(
    analyzer: Analyzer, text: str, quoted: tuple[str, ...]
) -> tuple[Query | None, Query | None, Query | None, Query | None]:
    """The chunk as all its words, with years and document numbers as they may be written otherwise.

    What it has in quotes stands between punctuation there too: 关于“三清”工作 is not said by 三清殿的工作.
    """
    in_text: list[Query] = []
    in_catalogue: list[Query] = []
    rest, mentions = _mentions(text)
    if len(mentions) == 1 and not rest.strip():
        # All that it may be written as is looked for already; units of that date are found besides.
        return None, AnyOf(mentions[0].beside) if mentions[0].beside else None, None, None
    for mention in mentions:
        there = AnyOf(_known(phrase(analyzer, TEXT, form) for form in mention.forms))
        here = AnyOf((*_known(phrase(analyzer, CATALOGUE, form) for form in mention.forms), *mention.beside))
        in_text.append(there)
        in_catalogue.append(here)
    words = told_words(analyzer, rest)
    if not mentions and len(words) == 1 and words[0] == fold_closed(text) and not has_letters(words[0]):
        # One word is what its phrase finds, and the phrase finds it inside other words too. A word of an alphabet
        # is found in either number.
        return None, None, None, None
    for word in words:
        in_text.append(Term(TEXT.words, word))
        in_catalogue.append(Term(CATALOGUE.words, word))
    for term in quoted:
        in_text.extend(_known((set_apart(analyzer, TEXT, term),)))
        in_catalogue.extend(_known((set_apart(analyzer, CATALOGUE, term),)))
    if not in_text:
        return None, None, None, None
    spread = _spread(in_text, in_catalogue) if len(in_text) > 1 else None
    return AllOf(tuple(in_text)), AllOf(tuple(in_catalogue)), spread, AnyOf(tuple(in_text))


def _spread(in_text: list[Query], in_catalogue: list[Query]) -> Query:
    """Every word in the own text or in the catalogue words, one at least in the own text.

    Few words are asked as choices of where each stands: an engine finds what has all of some words much quicker than
    what has any of two in each of several places (at a million pages 反本规定 took 80 ms and not 30).
    """
    if len(in_text) > _FEW_WORDS:
        either = [AnyOf(places) for places in zip(in_text, in_catalogue, strict=True)]
        return AllOf((AllOf(tuple(either)), Constant(AnyOf(tuple(in_text)), 0.0)))
    places = product(*zip(in_text, in_catalogue, strict=True))
    # The last choice has all of them in the catalogue.
    return AnyOf(tuple(AllOf(chosen) for chosen in list(places)[:-1]))


def _mentions(text: str) -> tuple[str, tuple[Mention, ...]]:
    """Years, document numbers and numbers in a text, and the text without them."""
    mentions = mentions_in(text)
    rest = text
    for mention in reversed(mentions):
        rest = f"{rest[: mention.start]} {rest[mention.end :]}"
    return rest, mentions


def _phrases(analyzer: Analyzer, fields: Fields, texts: Iterable[str]) -> Query | None:
    """Entries in which one of some texts stands exactly; None if nothing of them can be searched."""
    known = tuple(dict.fromkeys(_known(phrase(analyzer, fields, text) for text in texts)))
    return _any(*known) if known else None


def _in_element(analyzer: Analyzer, chunk: Chunk, field: str) -> Sought | None:
    exact = _pinned(analyzer, field, chunk.text)
    if exact is not None:
        query = exact
    else:
        characters = analyzer.characters(fold_closed(chunk.text))
        if not characters:
            return None
        # Every character of a text begins one pair, be it with the end of the text.
        query = Prefix(field, characters[0])
    words = tuple(told_words(analyzer, chunk.text))
    if not chunk.exact:
        by_word: list[Query] = []
        for word in words:
            if word.isascii() and word.isdigit():
                by_word.append(_number_in_element(analyzer, field, word, _with_neighbours(chunk.text, word)))
                continue
            forms = [_pinned(analyzer, field, form) for form in in_either_number(word)]
            by_word.append(_any(*forms) if any(forms) else Prefix(field, word))
        if len(by_word) > 1 or any(map(has_letters, words)):
            query = AnyOf((query, AllOf(tuple(by_word))))
    return Sought(None, query, None, None, words, ())


def _number_in_element(analyzer: Analyzer, field: str, number: str, touching: str) -> Query:
    """A number in an element, not as a part of a longer one: 第3号 is not in 第13号, whose characters are the same.

    It stands there with the characters that touch it in the question, or no longer number begins or ends with it.
    """
    longer = [f"{digit}{number[0]}" for digit in digits] + [f"{number[-1]}{digit}" for digit in digits]
    alone = Without(
        _pinned(analyzer, field, number) or Prefix(field, number),
        AnyOf(tuple(Term(field, pair) for pair in longer)),
    )
    together = _pinned(analyzer, field, touching) if touching != number else None
    return AnyOf((together, alone)) if together is not None else alone


def _with_neighbours(text: str, number: str) -> str:
    """A number with the letters or characters that touch it in a text; alone where none does."""
    folded = fold_closed(text)
    start = folded.find(number)
    if start < 0:
        return number
    end = start + len(number)
    before, after = folded[max(0, start - 1) : start], folded[end : end + 1]
    return (before if before.isalnum() else "") + number + (after if after.isalnum() else "")


def _document_number(analyzer: Analyzer, text: str) -> Sought | None:
    exact = _phrases(analyzer, CATALOGUE, texts_of(text, exact=True))
    if exact is None:
        return None
    number = fold(normalise_document_number(text))
    return Sought(None, AnyOf((Keyword(t.DOCUMENT_NUMBER, frozenset({number})), exact)), None, None, (), ())


def _codes(forms: tuple[str, ...], field: str = t.CODE_FORMS) -> tuple[Query, ...]:
    return (Keyword(field, frozenset(forms)),) if forms else ()


def _pinned(analyzer: Analyzer, field: str, text: str) -> Query | None:
    ways: list[Query | None] = [
        Phrase(field, tuple(pins)) if len(pins) >= 2 else Term(field, pins[0][1])
        for pins in analyzer.phrases(text)
    ]
    return _any(*ways) if ways else None


def _known(queries: Iterable[Query | None]) -> tuple[Query, ...]:
    return tuple(query for query in queries if query is not None)


def _any(*queries: Query | None) -> Query:
    known = _known(queries)
    return known[0] if len(known) == 1 else AnyOf(known)
