"""Number formats: a number or a text as a spreadsheet program shows it in a format, or a doubt.

A format that is not understood wholly is a doubt and never a guess. Sources: ECMA-376 part 1, 18.8.30 and
18.8.31 (the formats with numbers of their own are those of mainland China, where they differ by country);
MS-OI29500 2.1.713.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from indexer.sheets.date_formats import DatePattern, date_pattern
from indexer.sheets.shown import Doubt, Shown, shown_text

GENERAL = "General"

BUILT_IN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"\\-#,##0',
    6: '"¥"#,##0;[Red]"¥"\\-#,##0',
    7: '"¥"#,##0.00;"¥"\\-#,##0.00',
    8: '"¥"#,##0.00;[Red]"¥"\\-#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    41: '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "¥"* #,##0_ ;_ "¥"* \\-#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""The formats that a file names by a number alone."""

MOST_FORMAT = 1_000
"""The most characters of a format; a spreadsheet program allows 255."""

_LOSES_DIGITS = Decimal(10) ** 15
_KEPT = Context(prec=15, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式|G/標準)|(?P<ampm>AM/PM|A/P|上午/下午)|(?P<exponent>E[+-])"
    r"|(?P<date>y+|m+|d+|h+|s+|aaaa?|e+)|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<text>@)"
    r"|(?P<break>;)|(?P<plain>[-$+/():^&'~{}<>= ]|[^\x00-\x7f])",
    re.IGNORECASE | re.DOTALL,
)
_COLOUR = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+|黑色|蓝色|青色|绿色|洋红|红色|白色|黄色|颜色 ?\d+)",
    re.I,
)
_CURRENCY = re.compile(r"\$([^-\]]*)(?:-([0-9A-Fa-f]+))?")
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
_ELAPSED = re.compile(r"h+|m+|s+", re.I)


class _Strange(Exception):
    """A format that is not understood."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a format: its kind, as the groups of the grammar are named, and its text."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Section:
    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None
    date: DatePattern | None

    def has(self, kind: str) -> bool:
        return any(token.kind == kind for token in self.tokens)


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A format that was read.

    Attributes:
        is_general: the format of a cell that was given none, or that of text, which shows numbers alike.
    """

    is_general: bool
    _sections: tuple[_Section, ...]
    _is_of_text: bool

    def number(self, value: float, from_1904: bool = False) -> Shown:
        """A number in this format; `from_1904` where days are counted from 1904-01-01."""
        exact = _KEPT.create_decimal(repr(value))
        if not exact.is_finite():
            return Shown(str(value), Doubt.ERROR)
        if not self._sections:
            return Shown(_general(exact).text, Doubt.UNKNOWN_FORMAT)
        section = _chosen(self._sections, exact)
        if section is None:
            return Shown(_general(exact).text, Doubt.UNKNOWN_FORMAT)
        if section.date is not None:
            return section.date.shown(exact, from_1904)
        if abs(exact) >= _LOSES_DIGITS:
            return Shown(_plain(exact), Doubt.LOST_DIGITS)
        if section.has("exponent"):
            return Shown(_plain(exact), Doubt.SCIENTIFIC)
        if not section.tokens:
            return Shown(_plain(exact), Doubt.HIDDEN) if exact else Shown("")  # zeros are left blank
        return _number(section, exact, signed=_is_signed(self._sections, section))

    def text(self, text: str) -> Shown:
        """A text in this format."""
        plain = shown_text(text)
        if self.is_general or plain.doubt or not text:
            return plain
        if not self._is_of_text:
            return plain
        if not self._sections:
            return Shown(text, Doubt.UNKNOWN_FORMAT)
        section = self._sections[-1]
        if not section.has("text"):
            return Shown(text, Doubt.HIDDEN) if len(self._sections) == 4 else plain
        pieces = [plain.text if token.kind == "text" else token.text for token in section.tokens]
        return Shown("".join(pieces))


@lru_cache(maxsize=4_096)
def number_format(written: str) -> NumberFormat:
    """Read a format; one that is not understood shows every number with a doubt."""
    if written.strip() in ("", "@") or written.strip().lower() == "general":
        return NumberFormat(True, (_Section((Token("general", ""),), None, None),), False)
    is_of_text = "@" in written or written.count(";") >= 3
    try:
        sections = tuple(_section(tokens) for tokens in _split(written))
    except _Strange:
        return NumberFormat(False, (), is_of_text)
    return NumberFormat(False, sections if len(sections) <= 4 else (), is_of_text)


def format_of(number: int, written: Mapping[int, str]) -> str:
    """The format of a number: as the file writes it, else as the standard has it.

    Numbers that neither knows belong to other countries; their text, a format that nobody understands, is a
    doubt.
    """
    found = written.get(number)
    if found is None:
        found = BUILT_IN.get(number)
    return f"[{number}]" if found is None else found


def _split(written: str) -> list[list[Token]]:
    """The tokens of each section."""
    if len(written) > MOST_FORMAT:
        raise _Strange
    sections: list[list[Token]] = [[]]
    at = 0
    while at < len(written):
        found = _TOKEN.match(written, at)
        if found is None or found.lastgroup is None:
            raise _Strange
        at = found.end()
        kind, text = found.lastgroup, found[found.lastgroup]
        if kind == "break":
            sections.append([])
        elif kind in ("quoted", "escaped", "plain"):
            sections[-1].append(Token("slash" if kind == "plain" and text == "/" else "literal", text))
        elif kind == "space":
            sections[-1].append(Token("literal", " "))
        elif kind == "fill":
            if text != " ":
                raise _Strange
        else:
            sections[-1].append(Token(kind, text))
    return sections


def _section(tokens: list[Token]) -> _Section:
    condition: tuple[str, Decimal] | None = None
    kept: list[Token] = []
    for token in tokens:
        if token.kind != "bracket":
            kept.append(token)
        elif found := _CONDITION.fullmatch(token.text):
            condition = (found[1], Decimal(found[2]))
        elif currency := _CURRENCY.fullmatch(token.text):
            if currency[1]:
                kept.append(Token("literal", currency[1]))
            elif currency[2]:
                kept.append(_locale(int(currency[2], 16)))
        elif token.text.lower() in ("dbnum1", "dbnum2"):
            kept.append(Token("numerals", token.text[-1]))
        elif _ELAPSED.fullmatch(token.text):
            kept.append(Token("elapsed", token.text.lower()))
        elif not _COLOUR.fullmatch(token.text):
            raise _Strange
    return _classified(tuple(kept), condition)


def _locale(code: int) -> Token:
    """The country of a section: its figures in the highest byte, its calendar in the next, then its language."""
    if code >> 24 > 1 or code >> 16 & 0xFF > 1:
        raise _Strange  # figures or years of another country
    return Token("locale", "eras" if code & 0xFFFF in _YEARS_OF_ERAS else "")


# Taiwan, Hong Kong, Macao and Japan: there an e is the year of an era.
_YEARS_OF_ERAS = frozenset({0x404, 0xC04, 0x1404, 0x411})


def _classified(tokens: tuple[Token, ...], condition: tuple[str, Decimal] | None) -> _Section:
    kinds = {token.kind for token in tokens}
    if kinds & {"date", "elapsed", "ampm"}:
        eras = any(token.kind == "locale" and token.text for token in tokens)
        if kinds & {"exponent", "percent", "text", "general"} or (
            eras and any(token.kind == "date" and token.text.lower().startswith("e") for token in tokens)
        ):
            raise _Strange
        pattern = date_pattern([(token.kind, token.text) for token in tokens if token.kind != "locale"])
        if pattern is None:
            raise _Strange
        return _Section(tokens, condition, pattern)
    if "numerals" in kinds and kinds & {"digit", "general"}:
        raise _Strange
    if kinds & {"locale", "numerals"}:
        tokens = tuple(token for token in tokens if token.kind not in ("locale", "numerals"))
    digits = [at for at, token in enumerate(tokens) if token.kind == "digit"]
    if "text" in kinds and (digits or "percent" in kinds):
        raise _Strange
    for at, token in enumerate(tokens):
        if token.kind == "slash":
            if digits and digits[0] < at < digits[-1]:
                raise _Strange  # a fraction
        elif token.kind in ("point", "comma") and (not digits or (token.kind == "comma" and at < digits[0])):
            raise _Strange
    if sum(token.kind == "point" for token in tokens) > 1 or ("general" in kinds and digits):
        raise _Strange
    return _Section(tokens, condition, None)


def _chosen(sections: tuple[_Section, ...], value: Decimal) -> _Section | None:
    """The section for a number; None where it cannot be said."""
    numeric = sections
    if len(sections) == 4 or (len(sections) > 1 and sections[-1].has("text")):
        numeric = sections[:-1]
    if len(numeric) == 1 and numeric[0].has("text"):
        return _Section((Token("general", ""),), None, None)
    if any(section.condition for section in numeric):
        if value < 0:
            return None
        for section in numeric:
            if section.condition is None or _meets(value, *section.condition):
                return section
        return None
    if value < 0 and len(numeric) > 1:
        return numeric[1]
    return numeric[2] if value == 0 and len(numeric) > 2 else numeric[0]


def _meets(value: Decimal, sign: str, bound: Decimal) -> bool:
    return {
        "<": value < bound,
        ">": value > bound,
        "=": value == bound,
        "<=": value <= bound,
        ">=": value >= bound,
        "<>": value != bound,
    }[sign]


def _is_signed(sections: tuple[_Section, ...], section: _Section) -> bool:
    """Whether a negative number gets a minus: not in a section that is for negative numbers."""
    return len(sections) < 2 or section is not sections[1]


def _plain(value: Decimal) -> str:
    """A number in full."""
    text = format(_WIDE.normalize(value), "f")
    return "0" if text == "-0" else text


def _general(value: Decimal) -> Shown:
    """A number in no format: whole ones in full, others in eleven characters."""
    size = abs(value)
    if size >= _LOSES_DIGITS:
        return Shown(_plain(value), Doubt.LOST_DIGITS)
    if value == value.to_integral_value():
        return Shown(_plain(value))
    if size >= Decimal(10) ** 11 or size < Decimal("1e-9"):
        return Shown(_plain(value), Doubt.SCIENTIFIC)
    whole = len(str(int(size)))
    rounded = _WIDE.quantize(value, Decimal(1).scaleb(-max(10 - whole, 0)))
    return Shown(_plain(rounded))


def _number(section: _Section, value: Decimal, *, signed: bool) -> Shown:
    tokens = section.tokens
    digits = [at for at, token in enumerate(tokens) if token.kind == "digit"]
    size = abs(value)
    size *= Decimal(100) ** sum(token.kind == "percent" for token in tokens)
    if not digits:
        body = "".join(_general(size).text if token.kind == "general" else token.text for token in tokens)
        doubt = _general(size).doubt if section.has("general") else None
        return Shown("-" + body if signed and value < 0 else body, doubt)
    point = next((at for at, token in enumerate(tokens) if token.kind == "point"), len(tokens))
    whole_places = [at for at in digits if at < point]
    part_places = [at for at in digits if at > point]
    commas = [at for at, token in enumerate(tokens) if token.kind == "comma"]
    last = whole_places[-1] if whole_places else -1
    grouped = any(at < last for at in commas)
    size = size.scaleb(-3 * sum(last < at < point or at > digits[-1] for at in commas))
    if size >= _LOSES_DIGITS:
        return Shown(_plain(value), Doubt.LOST_DIGITS)
    rounded = _WIDE.quantize(size, Decimal(1).scaleb(-len(part_places)))
    whole, _, part = format(rounded, "f").partition(".")
    filled = _whole_filled(tokens, whole_places, whole.lstrip("0"), grouped)
    filled.update(_part_filled(tokens, part_places, part))
    pieces = []
    for at, token in enumerate(tokens):
        if at in filled:
            pieces.append(filled[at])
        elif token.kind == "point" and not whole_places:
            pieces.append(whole.lstrip("0") + ".")
        elif token.kind != "comma":
            pieces.append(token.text)
    body = "".join(pieces)
    return Shown("-" + body if signed and value < 0 and rounded else body)


def _whole_filled(
    tokens: tuple[Token, ...], places: list[int], figures: str, grouped: bool
) -> dict[int, str]:
    """The digits before the point by the place of the token that shows them, filled from the right."""
    filled: dict[int, str] = {}
    shown = 0
    for nth, at in enumerate(reversed(places)):
        first = nth == len(places) - 1
        rest = figures[: len(figures) - nth] if nth < len(figures) else ""
        mine = (rest if first else rest[-1:]) or {"0": "0", "?": " "}.get(tokens[at].text, "")
        text = ""
        for figure in reversed(mine):
            if grouped and figure != " " and shown and shown % 3 == 0:
                text = "," + text
            text = figure + text
            shown += figure != " "
        filled[at] = text
    return filled


def _part_filled(tokens: tuple[Token, ...], places: list[int], figures: str) -> dict[int, str]:
    """The digits behind the point by the place of the token that shows them."""
    filled: dict[int, str] = {}
    kept = len(figures.rstrip("0"))
    for nth, at in enumerate(places):
        zero = {"0": "0", "?": " "}.get(tokens[at].text, "")
        filled[at] = figures[nth] if nth < kept else zero
    return filled
