"""RTF 1.9.1: the text, in the code page of each font; Chinese and Western fonts alternate within a line."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from holdings.media import letters
from holdings.media.fields import shown_without_result
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL, MediaLimits
from holdings.media.symbols import symbol
from holdings.plausibility import Fault, fault_of

MOST_GROUPS = 1_000
"""Groups within one another."""

_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,40})(-?\d{1,9})? ?|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\$"
)
# Character sets of fonts by code page (RTF 1.9.1, font table, \fcharset).
_CHARSETS = {
    128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 177: "cp1255",
    178: "cp1256", 2: "symbol", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_WIDE = {936: "gb18030", 950: "cp950", 932: "cp932", 949: "cp949", 65001: "utf-8"}
_SAID = {
    "par": "\n", "line": "\n", "row": "\n", "sect": "\f", "page": "\f", "tab": "\t", "cell": "\t", "nestcell": "\t",
    "nestrow": "\n", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "emspace": " ", "enspace": " ",
}  # fmt: skip
_SILENT = frozenset(
    "fonttbl colortbl stylesheet info pict object nonshppict nonesttables sp themedata colorschememapping datastore "
    "latentstyles listtable listoverridetable rsidtbl generator xmlnstbl mmathPr filetbl revtbl bkmkstart bkmkend "
    "pntxta pntxtb objdata blipuid panose falt atnid atnauthor atntime".split()
)
_HEARD = frozenset(
    "shpinst shptxt annotation footnote shprslt do dptxbxtext fldinst nesttableprops ud mmath momath".split()
)
_BOXES = frozenset({"shptxt", "dptxbxtext"})
_LINE_ENDS = frozenset({"par", "row", "sect", "page"})
_DESTINATIONS = frozenset({"field", "fldinst", "fldrslt", "upr", "ud", "shp", "shprslt"})
# Chinese programs of old name no code page, or a Western one.
_UNDECLARED = ("gb18030", "cp950", "cp932")
_ASIDE = frozenset(
    "header headerl headerr headerf footer footerl footerr footerf footnote annotation".split()
)


@dataclass(frozen=True, slots=True)
class _Group:
    font: int = -1
    skip: int = 1  # characters after \u for readers that do not know it
    silent: bool = False
    aside: bool = False
    fonts: bool = False
    hidden: bool = False
    box: bool = False
    instruction: bool = False
    field: bool = False  # the group is a field
    pair: bool = False  # the group says the same twice, first for readers without Unicode


def rtf_texts(path: Path, limits: MediaLimits = USUAL) -> list[str]:
    r"""The text of an RTF, `\f` at its page breaks; headers, footers and notes after it.

    Raises:
        MediaError: too large.
    """
    if path.stat().st_size > limits.text_bytes:
        raise MediaError(letters.part_too_large(path.name, path.name, limits.text_bytes))
    text, aside = rtf_text(path.read_bytes())
    return [text + "\n" + aside if aside else text]


def rtf_text(octets: bytes) -> tuple[str, str]:
    """The running text of an RTF, and what stands beside it: headers, footers, notes."""
    first = _read(octets, "")
    if fault_of(first[0]) is not Fault.ENCODING:
        return first
    others = (_read(octets, encoding) for encoding in _UNDECLARED)
    return next((found for found in others if fault_of(found[0]) is None), first)


def _read(octets: bytes, western: str) -> tuple[str, str]:
    """The text, and what stands beside it; `western` is the encoding of what is declared to be Western."""
    reader = _Reader(western)
    for token in _tokens(octets):
        reader.take(token)
    reader.end()
    return _whole(reader.main).strip(), _whole(reader.aside).strip()


def _tokens(octets: bytes) -> Iterator[re.Match[bytes]]:
    at = 0
    while (token := _TOKEN.match(octets, at)) is not None and token.end() > at:
        at = token.end()
        if token[2] == b"bin" and token[3]:  # so many bytes that are no RTF
            at += max(0, int(token[3]))
        else:
            yield token


def _whole(pieces: list[str]) -> str:
    text = "".join(pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "\n".join(line.strip("\t ") for line in text.split("\n"))


class _Reader:
    def __init__(self, western: str) -> None:
        self.main: list[str] = []
        self.aside: list[str] = []
        self._western = western
        self._boxes: list[str] = []  # of the paragraph at hand
        self._readings: list[str] = []
        self._fields: list[tuple[list[str], int]] = []  # instructions, and how much was said before
        self._shape_said = False
        self._section = -1
        self._group = _Group()
        self._stack: list[_Group] = []
        self._octets = bytearray()
        self._codes: dict[int, str] = {}
        self._page = "cp1252"
        self._default = 0
        self._skip = 0
        self._defined = -1
        self._starred = False

    def take(self, token: re.Match[bytes]) -> None:
        octet, word, number, symbol, brace, plain = token.groups()
        if octet is not None:
            self._text(bytes((int(octet, 16),)))
        elif plain is not None:
            self._text(plain)
        elif word is not None:
            self.flush()
            self._word(word.decode("ascii"), None if number is None else int(number))
        elif symbol is not None:
            self._symbol(symbol)
        elif brace is not None:
            self.flush()
            self._skip = 0
            self._brace(brace)

    def flush(self) -> None:
        """What was held back, since a character may take two bytes, in the code page of its font."""
        if self._octets:
            code = self._code()
            if code == "symbol":
                self._say("".join(symbol(octet) or chr(octet) for octet in self._octets))
            else:
                self._say(bytes(self._octets).decode(code, "replace"))
            self._octets.clear()

    def end(self) -> None:
        """What is left at the end of the file."""
        self.flush()
        self._close_boxes()
        self.aside.extend(f"{reading}\n" for reading in self._readings)

    def _close_boxes(self) -> None:
        """Text boxes come after the paragraph in which they are anchored."""
        if self._boxes:
            self.main.append("".join(self._boxes).strip("\n") + "\n")
            self._boxes.clear()

    def _text(self, octets: bytes) -> None:
        if self._skip:
            cut = min(self._skip, len(octets))
            self._skip -= cut
            octets = octets[cut:]
        if octets and not self._group.silent:
            self._octets += octets

    def _code(self) -> str:
        font = self._group.font if self._group.font >= 0 else self._default
        code = self._codes.get(font, self._page)
        return self._western if self._western and code == "cp1252" else code

    def _say(self, text: str) -> None:
        group = self._group
        if group.silent or group.hidden:
            return
        if group.instruction:
            if self._fields:
                self._fields[-1][0].append(text)
        elif group.box:
            self._boxes.append(text)
            self._shape_said = True
        else:
            (self.aside if group.aside else self.main).append(text)

    def _said(self) -> int:
        return len(self.main) + len(self.aside) + len(self._boxes)

    def _brace(self, brace: bytes) -> None:
        if brace == b"{":
            if len(self._stack) < MOST_GROUPS:
                self._stack.append(self._group)
                if self._group.pair:  # what is said for old readers
                    self._group = replace(self._group, pair=False, silent=True)
        elif self._stack:
            if self._group.aside and not self._stack[-1].aside:
                self._say("\n")
            ended, self._group = self._group, self._stack.pop()
            if ended.field and not self._group.field and self._fields:
                code, before = self._fields.pop()
                if self._said() == before:
                    shown, above = shown_without_result("".join(code))
                    self._say(shown)
                    self._readings.extend(filter(None, (above,)))

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = True
        elif symbol in b"\\{}":
            self._text(symbol)
        else:
            self.flush()
            self._say({b"~": " ", b"_": "-", b"\n": "\n", b"\r": "\n"}.get(symbol, ""))

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, False
        if word in _SILENT or (starred and word not in _HEARD):
            self._group = replace(self._group, silent=True, fonts=word == "fonttbl")
        elif word in _ASIDE:
            self._group = replace(self._group, aside=True)
        elif word in _SAID:
            self._break(word)
        elif word in _BOXES:
            self._group = replace(self._group, box=True)
        elif word in _DESTINATIONS:
            self._destination(word)
        elif word == "u" and number is not None:
            code = number & 0xFFFF
            self._say((symbol(code) if 0xF000 <= code <= 0xF0FF else "") or chr(code))
            self._skip = self._group.skip
        elif word in ("v", "deleted"):
            self._group = replace(self._group, hidden=number != 0)
        elif word == "pagebb" and number != 0:
            self._say("\f")
        elif word in ("sbknone", "sbkcol"):
            if self._section == len(self.main) - 1 >= 0:  # the section that has begun begins no page
                self.main[self._section] = "\n"
        elif number is not None:
            self._numbered(word, number)
        elif word == "plain":
            self._group = replace(self._group, font=-1, hidden=False)
        if word != "u":
            self._skip = 0

    def _break(self, word: str) -> None:
        self._say(_SAID[word])
        group = self._group
        if word in _LINE_ENDS and not (group.silent or group.aside or group.box):
            if word == "sect":
                self._section = len(self.main) - 1
            self._close_boxes()

    def _destination(self, word: str) -> None:
        group = self._group
        if word == "field":
            self._fields.append(([], self._said()))
            self._group = replace(group, field=True)
        elif word == "fldinst":
            self._group = replace(group, instruction=True)
        elif word == "fldrslt":
            self._group = replace(group, instruction=False)
        elif word == "upr":
            self._group = replace(group, pair=True)
        elif word == "ud":
            self._group = replace(
                group, pair=False, silent=self._stack[-2].silent if len(self._stack) > 1 else False
            )
        elif word == "shp":
            self._shape_said = False
        elif self._shape_said:  # shprslt says the shape again, for readers without shapes
            self._group = replace(group, silent=True)

    def _numbered(self, word: str, number: int) -> None:
        if word == "f":
            if self._group.fonts:
                self._defined = number
            else:
                self._group = replace(self._group, font=number)
        elif word == "uc":
            self._group = replace(self._group, skip=max(0, min(number, 100)))
        elif word == "deff":
            self._default = number
        elif word == "ansicpg":
            self._page = _known(_WIDE.get(number, f"cp{number}"))
        elif word == "fcharset" and self._group.fonts and number in _CHARSETS:
            self._codes[self._defined] = _CHARSETS[number]


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return "cp1252"
