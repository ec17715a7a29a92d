"""RTF 1.9.1: the text, in the code page of each font; Chinese and Western fonts alternate within a line."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from holdings.media import letters
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL, MediaLimits

MOST_GROUPS = 1_000
"""Groups within one another."""

_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,40})(-?\d{1,9})? ?|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\$"
)
# Character sets of fonts by code page (RTF 1.9.1, font table, \fcharset).
_CHARSETS = {
    128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 177: "cp1255",
    178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_WIDE = {936: "gb18030", 950: "cp950", 932: "cp932", 949: "cp949", 65001: "utf-8"}
_SAID = {
    "par": "\n", "line": "\n", "row": "\n", "sect": "\n", "page": "\f", "pagebb": "\f", "tab": "\t",
    "cell": "\t", "nestcell": "\t",
    "nestrow": "\n", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "emspace": " ", "enspace": " ",
}  # fmt: skip
_SILENT = frozenset(
    "fonttbl colortbl stylesheet info pict object fldinst nonshppict sp themedata colorschememapping datastore "
    "latentstyles listtable listoverridetable rsidtbl generator xmlnstbl mmathPr filetbl revtbl bkmkstart bkmkend "
    "pntext pntxta pntxtb objdata blipuid panose falt atnid atnauthor atntime".split()
)
_HEARD = frozenset({"shpinst", "shptxt", "annotation", "footnote", "shprslt"})
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
    reader = _Reader()
    for token in _tokens(octets):
        reader.take(token)
    reader.flush()
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
    def __init__(self) -> None:
        self.main: list[str] = []
        self.aside: list[str] = []
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
            self._say(bytes(self._octets).decode(self._code(), "replace"))
            self._octets.clear()

    def _text(self, octets: bytes) -> None:
        if self._skip:
            cut = min(self._skip, len(octets))
            self._skip -= cut
            octets = octets[cut:]
        if octets and not self._group.silent:
            self._octets += octets

    def _code(self) -> str:
        font = self._group.font if self._group.font >= 0 else self._default
        return self._codes.get(font, self._page)

    def _say(self, text: str) -> None:
        if not self._group.silent:
            (self.aside if self._group.aside else self.main).append(text)

    def _brace(self, brace: bytes) -> None:
        if brace == b"{":
            if len(self._stack) < MOST_GROUPS:
                self._stack.append(self._group)
        elif self._stack:
            if self._group.aside and not self._stack[-1].aside:
                self._say("\n")
            self._group = self._stack.pop()

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
            self._say(_SAID[word])
        elif word == "u" and number is not None:
            self._say(chr(number & 0xFFFF))
            self._skip = self._group.skip
        elif number is not None:
            self._numbered(word, number)
        elif word == "plain":
            self._group = replace(self._group, font=-1)
        if word != "u":
            self._skip = 0

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
